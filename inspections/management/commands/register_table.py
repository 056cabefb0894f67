"""manage.py register_table: the table of a force's register as at a date, with the page's numbers."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Force
from config.command_days import day_of
from inspections.register.table import RegisterTable, register_table
from inspections.register.table_document import register_rows, register_values
from reports.writers.csv import csv_text


class Command(BaseCommand):
    help = "Writes the table of a force's live findings by type and origin to standard output."

    def add_arguments(self, parser):
        parser.add_argument("--force", required=True, metavar="CODE", help="The force's code in its addresses.")
        parser.add_argument("--as-at", metavar="DATE", help="For example 2026-11-22. Today where none is given.")
        parser.add_argument("--since", metavar="DATE", help="Count movement after this day.")
        parser.add_argument("--format", choices=sorted(FORMATS), default="json")

    def handle(self, *args, force: str, as_at: str | None, since: str | None, **options):
        named = Force.objects.filter(code=force).first()
        if named is None:
            raise CommandError(f"There is no force with the code {force}.")
        on = day_of(as_at) if as_at else timezone.localdate()
        table = register_table(named, on, day_of(since) if since else None)
        self.stdout.write(FORMATS[options["format"]](table), ending="")


def _json(table: RegisterTable) -> str:
    return json.dumps(register_values(table), ensure_ascii=False, indent=2) + "\n"


def _csv(table: RegisterTable) -> str:
    return csv_text(*register_rows(table))


FORMATS = {"csv": _csv, "json": _json}
