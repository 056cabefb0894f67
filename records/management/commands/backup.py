"""Writes the whole installation to one file, while people go on working."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from records.backup import Refused, backup


class Command(BaseCommand):
    help = "Writes every table and every file of evidence, as of one moment, to one file. Nobody has to stop working."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a file that isn't there yet, for example backup-2026-11-22.zip")

    def handle(self, *, file: Path, verbosity: int, **options):
        try:
            contents = backup(file, at=timezone.now())
        except (Refused, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        if verbosity:
            self.stdout.write(f"{contents.rows} rows and {contents.files} files are in {file}.")
            self.stdout.write(f"SHA-256 of its manifest: {contents.digest}")
        for name in contents.missing:
            self.stderr.write(f"The file {name} was not there. Its row is in the backup.")
