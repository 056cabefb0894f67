"""The gap report as files: one way to bytes for each ending, all from the one report."""

from collections.abc import Callable
from typing import NamedTuple

from assessments.gap.document import gap_document, gap_workbook
from assessments.gap.report import GapReport
from assessments.gap.table import gap_table
from reports.writers.csv import csv_text
from reports.writers.docx import docx_bytes
from reports.writers.pdf import pdf_bytes
from reports.writers.xlsx import xlsx_bytes


class Ending(NamedTuple):
    """One format: what it is called, and the way from a report and its author to bytes."""

    name: str
    write: Callable[[GapReport, str], bytes]


ENDINGS: dict[str, Ending] = {
    "docx": Ending(
        "Word",
        lambda report, author: docx_bytes(gap_document(report, author=author)),
    ),
    "xlsx": Ending(
        "Excel",
        lambda report, author: xlsx_bytes(gap_workbook(report, author=author)),
    ),
    "pdf": Ending("PDF", lambda report, author: pdf_bytes(gap_document(report, author=author))),
    # With its mark in front, spreadsheets take it for UTF-8.
    "csv": Ending("CSV", lambda report, _: csv_text(*gap_table(report)).encode("utf-8-sig")),
}


def gap_filename(report: GapReport, ending: str) -> str:
    """Return the file's name, which begins with the report's marking."""
    return gap_document(report, author="").filename(ending)
