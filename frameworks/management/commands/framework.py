"""manage.py framework check | export: say what is wrong with an edition; write one as a fixture."""

from django.core.management.base import BaseCommand, CommandError

from frameworks.checks import problems
from frameworks.exchange import fixture_text
from frameworks.models import Edition, Framework

FORMATS = {"fixture": fixture_text}


class Command(BaseCommand):
    help = "Checks the editions of frameworks, and writes one to a file."

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", required=True, metavar="check | export")
        check = acts.add_parser("check", help="Say in sentences what is wrong; exit status 1 where anything is.")
        check.add_argument("slug", nargs="?", help="The framework, for example ci-sam. All of them without.")
        check.add_argument("--edition", metavar="LABEL", help="Only the edition of this label.")
        export = acts.add_parser("export", help="Write an edition to standard output.")
        export.add_argument("slug", help="The framework, for example ci-sam.")
        export.add_argument("--edition", metavar="LABEL", help="Needed where the framework has several editions.")
        export.add_argument("--format", choices=sorted(FORMATS), default="fixture")

    def handle(self, *args, act, **options):
        if act == "check":
            self.check_editions(options["slug"], options["edition"])
        else:
            self.export(options["slug"], options["edition"], options["format"])

    def check_editions(self, slug: str | None, label: str | None) -> None:
        """Print the problems of each edition asked for; CommandError where there are any."""
        found = 0
        for edition in _editions(slug, label):
            sentences = problems(edition)
            found += len(sentences)
            self.stdout.write(f"{edition}: {_count(len(sentences))}.")
            for sentence in sentences:
                self.stdout.write(f"  {sentence}")
        if found:
            raise CommandError(f"{_count(found).capitalize()} found.")

    def export(self, slug: str, label: str | None, form: str) -> None:
        """Print the one edition asked for; CommandError where several could be meant."""
        editions = _editions(slug, label)
        if len(editions) > 1:
            labels = ", ".join(f'"{edition.label}"' for edition in editions)
            raise CommandError(f"{slug} has several editions. Choose one with --edition: {labels}.")
        self.stdout.write(FORMATS[form](editions[0]), ending="")


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
