"""Puts a backup into an empty installation."""

from collections.abc import Sequence
from pathlib import Path

from django.core.management import BaseCommand, CommandError, call_command

from records.backup import Refused
from records.fit import changes
from records.odd_days import odd_days
from records.restore import must_be_taken, must_fit, opened, restore


class Command(BaseCommand):
    help = "Puts a backup into an empty installation. Nothing is restored unless all of it is."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="what `manage.py backup` wrote")
        parser.add_argument(
            "--check", action="store_true", help="only say whether the file is whole, and fits the database here"
        )

    def handle(self, *, file: Path, check: bool, verbosity: int, **options):
        try:
            if check:
                self._check(file)
                return
            call_command("migrate", verbosity=0, interactive=False)
            contents = restore(file)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        if verbosity:
            self.stdout.write(
                f"{contents.rows} rows and {contents.files} files are restored, each with the hash that it had."
            )
            self._tell(contents.numbered, "These had the same text as another, and have a number now:")
        for sentence in contents.odd_days:
            self.stderr.write(sentence)

    def _check(self, file: Path) -> None:
        with opened(file) as (archive, manifest):
            self.stdout.write(f"{file} is whole. It was made at {manifest['made_at']}.")
            must_fit(manifest)
            must_be_taken(archive, manifest)
            numbered = [str(change) for change in changes(archive, manifest).all]
            for sentence in odd_days(archive, manifest):
                self.stdout.write(sentence)
            self._tell(numbered, "These have the same text as another, and would get a number:")

    def _tell(self, numbered: Sequence[str], heading: str) -> None:
        if numbered:
            self.stdout.write("\n".join([heading, *numbered]))
