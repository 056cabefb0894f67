"""Puts a backup into an empty installation."""

from collections.abc import Sequence
from pathlib import Path

from django.core.management import BaseCommand, CommandError, call_command

from records.backup import Refused
from records.fit import changes
from records.odd_days import odd_days
from records.proof import must_have_seal, proof
from records.restore import must_be_taken, must_fit, opened, restore

ALTERED = "Something was altered, in this file or before it was made:"


class Command(BaseCommand):
    help = "Puts a backup into an empty installation. Nothing is restored unless all of it is."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="what `manage.py backup` wrote")
        parser.add_argument(
            "--check", action="store_true", help="only say whether the file is whole, and fits the database here"
        )
        parser.add_argument(
            "--seal", default="", help="the SHA-256 that `manage.py backup` printed, or a file that it stands in"
        )
        parser.add_argument(
            "--although-altered", action="store_true", help="restore what was altered, too; each is named"
        )

    def handle(self, *, file: Path, check: bool, seal: str, although_altered: bool, verbosity: int, **options):
        try:
            if check:
                self._check(file, seal)
                return
            call_command("migrate", verbosity=0, interactive=False)
            contents = restore(file, seal=seal, although_altered=although_altered)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        if verbosity:
            self.stdout.write(
                f"{contents.rows} rows and {contents.files} files are restored, each with the hash that it had."
            )
            self._tell(contents.numbered, "These had the same text as another, and have a number now:")
            self._tell(contents.checked)
        for sentence in (*([ALTERED] if contents.faults else []), *contents.faults, *contents.odd_days):
            self.stderr.write(sentence)

    def _check(self, file: Path, seal: str) -> None:
        with opened(file) as (archive, manifest):
            if seal:
                must_have_seal(archive, seal)
            self.stdout.write(f"{file} is whole. It was made at {manifest['made_at']}.")
            must_fit(manifest)
            must_be_taken(archive, manifest)
            numbered = [str(change) for change in changes(archive, manifest).all]
            for sentence in odd_days(archive, manifest):
                self.stdout.write(sentence)
            self._tell(numbered, "These have the same text as another, and would get a number:")
            proved = proof(archive, manifest)
            self._tell(proved.sentences(sealed=bool(seal)))
            if proved.faults:
                raise CommandError("\n".join([ALTERED, *proved.told]))

    def _tell(self, sentences: Sequence[str], *heading: str) -> None:
        if sentences:
            self.stdout.write("\n".join([*heading, *sentences]))
