"""The history as Excel and CSV: one row for each column that changed, so that it can be sorted and filtered."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils import timezone

from accounts.models import Force
from history.lines import Line, lines, narrowed
from history.models import EntryQuerySet, VisitQuerySet
from reports.document import Cell, Document, Sheet, Table, Workbook
from reports.writers.csv import csv_text
from reports.writers.xlsx import xlsx_bytes

MARKING = "OFFICIAL-SENSITIVE"
# What a spreadsheet opens without pain, and a page makes in some seconds.
MOST = 20_000
HEADINGS = ("Date", "Time", "Who", "What was done", "To", "Name", "About", "What", "Before", "After")
VISIT_HEADINGS = ("Date", "Time", "What happened", "Who", "E-mail address", "Network address")


def entries_file(
    entries: EntryQuerySet, force: Force, ending: str, *, on: datetime.date, author: str
) -> tuple[bytes | str, str]:
    """Return the newest MOST entries as a file, and its name."""
    found = list(entries.newest_first()[:MOST])
    rows = tuple(row for line in lines(found) for row in _rows(line))
    caption = f"{len(found)} changes, the newest first."
    return _file("history", "History", HEADINGS, rows, caption, force, ending, on=on, author=author)


def visits_file(
    found: VisitQuerySet, asked: Mapping[str, Any], force: Force, ending: str, *, on: datetime.date, author: str
) -> tuple[bytes | str, str]:
    """Return the newest MOST visits as a file, and its name."""
    shown = list(narrowed(found, asked)[:MOST])
    rows = tuple(
        (
            *_when(each.at),
            each.get_act_display(),
            str(each.user) if each.user else "",
            each.user.email if each.user else "",
            each.address,
        )
        for each in shown
    )
    caption = f"{len(shown)} times that somebody signed in or out, or tried to, the newest first."
    return _file("sign-ins", "Sign-ins", VISIT_HEADINGS, rows, caption, force, ending, on=on, author=author)


def _rows(line: Line) -> list[tuple[Cell, ...]]:
    said = (*_when(line.at), line.who, line.act, line.kind, line.name, line.about)
    return [(*said, each.what, each.before or "", each.after or "") for each in line.changes] or [(*said, "", "", "")]


def _when(at: datetime.datetime) -> tuple[datetime.date, str]:
    local = timezone.localtime(at)
    return local.date(), f"{local:%H:%M:%S}"


def _file(
    kind: str,
    title: str,
    headings: tuple[str, ...],
    rows: tuple,
    caption: str,
    force: Force,
    ending: str,
    *,
    on,
    author,
) -> tuple[bytes | str, str]:
    front = Document(
        title=f"{title} of {force}",
        kind=kind,
        force=force.name,
        marking=MARKING,
        disclosable=False,
        author=author,
        version="1.0",
        on=on,
        blocks=(),
    )
    if ending == "csv":
        return csv_text(headings, rows), front.filename("csv")
    if ending != "xlsx":
        raise Http404("The history can be had as Excel or CSV.")
    table = Table(caption=caption, headings=headings, rows=rows, wide=True)
    return xlsx_bytes(Workbook(front, (Sheet(title, table),))), front.filename("xlsx")
