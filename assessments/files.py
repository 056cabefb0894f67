"""The gap report as files: one way to bytes for each ending, all from the one report."""

from collections.abc import Callable
from typing import NamedTuple

from assessments.documents import gap_table
from assessments.gap import GapReport
from assessments.gap_document import gap_document, gap_workbook
from reports.writers.csv import csv_text
from reports.writers.docx import docx_bytes
from reports.writers.pdf import pdf_bytes
from reports.writers.xlsx import xlsx_bytes

OFFICE = "application/vnd.openxmlformats-officedocument"


class Ending(NamedTuple):
    """One format: what it is called, its content type, and the way from a report and its author to bytes."""

    name: str
    content_type: str
    write: Callable[[GapReport, str], bytes]


ENDINGS: dict[str, Ending] = {
    "docx": Ending(
        "Word",
        f"{OFFICE}.wordprocessingml.document",
        lambda report, author: docx_bytes(gap_document(report, author=author)),
    ),
    "xlsx": Ending(
        "Excel",
        f"{OFFICE}.spreadsheetml.sheet",
        lambda report, author: xlsx_bytes(gap_workbook(report, author=author)),
    ),
    "pdf": Ending("PDF", "application/pdf", lambda report, author: pdf_bytes(gap_document(report, author=author))),
    # With its mark in front, spreadsheets take it for UTF-8.
    "csv": Ending("CSV", "text/csv; charset=utf-8", lambda report, _: csv_text(*gap_table(report)).encode("utf-8-sig")),
}


def gap_filename(report: GapReport, ending: str) -> str:
    """Return the file's name, which begins with the report's marking."""
    return gap_document(report, author="").filename(ending)
