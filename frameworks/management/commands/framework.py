"""manage.py framework check | export | import | diff: checks, exports, imports and compares editions."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from frameworks.checks import problems
from frameworks.compare.editions import compare
from frameworks.compare.text import difference_lines
from frameworks.files.read import import_file
from frameworks.files.workbook import TooLong
from frameworks.files.write import FORMS, edition_file
from frameworks.models import Edition, Framework
from reports.readers.intake import Unreadable


class Command(BaseCommand):
    help = "Checks the editions of frameworks, exports one, imports one, and compares two."

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", required=True, metavar="check | export | import | diff")
        check = acts.add_parser("check", help="Say in sentences what is wrong; exit status 1 where anything is.")
        check.add_argument("slug", nargs="?", help="The framework, for example ci-sam. All of them without.")
        check.add_argument("--edition", metavar="LABEL", help="Only the edition of this label.")
        export = acts.add_parser("export", help="Write an edition to standard output.")
        export.add_argument("slug", help="The framework, for example ci-sam.")
        export.add_argument("--edition", metavar="LABEL", help="Needed where the framework has several editions.")
        export.add_argument("--format", choices=sorted(FORMS), default="fixture")
        bring = acts.add_parser("import", help="Make a draft of a workbook (.xlsx), nested YAML or fixture (.yaml).")
        bring.add_argument("file", type=Path)
        diff = acts.add_parser("diff", help="Print how two editions of a framework differ.")
        diff.add_argument("slug", help="The framework, for example peel-paf.")
        diff.add_argument("old", help="The label of the older edition.")
        diff.add_argument("new", help="The label of the newer one.")

    def handle(self, *args, act, **options):
        if act == "check":
            self.check_editions(options["slug"], options["edition"])
        elif act == "export":
            self.export(options["slug"], options["edition"], options["format"])
        elif act == "import":
            self.import_draft(options["file"])
        else:
            self.diff(options["slug"], options["old"], options["new"])

    def check_editions(self, slug: str | None, label: str | None) -> None:
        """Print the problems of each edition asked for; CommandError where there are any."""
        total = 0
        for edition in _editions(slug, label):
            sentences = problems(edition)
            total += len(sentences)
            self.stdout.write("\n  ".join([f"{edition}: {_count(len(sentences))}.", *sentences]))
        if total:
            raise CommandError(f"{_count(total).capitalize()} found.")

    def export(self, slug: str, label: str | None, form: str) -> None:
        """Print the one edition asked for; CommandError where several could be meant."""
        editions = _editions(slug, label)
        if len(editions) > 1:
            labels = ", ".join(f'"{edition.label}"' for edition in editions)
            raise CommandError(f"{slug} has several editions. Choose one with --edition: {labels}.")
        try:
            _, content = edition_file(editions[0], form, on=timezone.localdate(), author="")
        except TooLong as refusal:
            raise CommandError(str(refusal)) from None
        if form == "xlsx":
            # A workbook is bytes, and goes past the wrapper that writes text.
            self.stdout.flush()
            sys.stdout.buffer.write(content)
        else:
            self.stdout.write(content.decode(), ending="")

    def import_draft(self, file: Path) -> None:
        """Make a draft of the file and say what to look at; CommandError, with all that is wrong."""
        try:
            edition, remarks = import_file(file.name, file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from None
        except Unreadable as refusal:
            for cell in getattr(refusal, "wrong", ()):
                self.stderr.write(str(cell))
            raise CommandError(str(refusal)) from None
        for remark in remarks:
            self.stdout.write(remark)
        self.stdout.write(f"{edition} is here as a draft: {_count(len(problems(edition)))} before it can be published.")

    def diff(self, slug: str, old: str, new: str) -> None:
        """Print the differences of two editions."""
        before, after = (_editions(slug, label)[0] for label in (old, new))
        for line in difference_lines(compare(before, after)):
            self.stdout.write(line)


def _editions(slug: str | None, label: str | None) -> list[Edition]:
    if slug and not Framework.objects.filter(slug=slug).exists():
        slugs = ", ".join(Framework.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"No framework is called {slug}. There are: {slugs or 'none'}.")
    editions = Edition.objects.select_related("framework", "supersedes").order_by("framework__slug", "label")
    editions = editions.filter(framework__slug=slug) if slug else editions
    editions = editions.filter(label=label) if label else editions
    if not editions:
        raise CommandError("There is no such edition.")
    return list(editions)


def _count(number: int) -> str:
    return {0: "no problems", 1: "1 problem"}.get(number, f"{number} problems")
