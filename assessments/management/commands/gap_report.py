"""manage.py gap_report: one assessment's gap report, with the numbers that the page has."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.gap.report import GapReport, gap_report
from assessments.gap.table import gap_table, gap_values
from assessments.models import Assessment
from config.command_days import day_of
from reports.writers.csv import csv_text


class Command(BaseCommand):
    help = "Writes the gap report of an assessment to standard output."

    def add_arguments(self, parser):
        parser.add_argument("assessment", type=int, metavar="ASSESSMENT_ID", help="The number in its address.")
        parser.add_argument("--format", choices=sorted(FORMATS), default="json")
        parser.add_argument(
            "--on", metavar="DATE", help="Count causes of concern as at this day, for example 2026-11-22."
        )

    def handle(self, *args, assessment: int, on: str | None, **options):
        day = day_of(on) if on else timezone.localdate()
        found = Assessment.objects.with_edition().filter(pk=assessment).first()
        if found is None:
            raise CommandError(f"There is no assessment with the number {assessment}.")
        self.stdout.write(FORMATS[options["format"]](gap_report(found, on=day)), ending="")


def _json(report: GapReport) -> str:
    return json.dumps(gap_values(report), ensure_ascii=False, indent=2) + "\n"


def _csv(report: GapReport) -> str:
    return csv_text(*gap_table(report))


FORMATS = {"csv": _csv, "json": _json}
