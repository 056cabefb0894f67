"""The history as Excel and CSV: one row for each column that changed, so that it can be sorted and filtered."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone

from accounts.models import Force
from history.lines import Line, lines, matching_departures, matching_visits
from history.models import DepartureQuerySet, EntryQuerySet, Visit, VisitQuerySet
from reports.document import Cell, Document, Sheet, Table, Workbook
from reports.writers.csv import csv_text
from reports.writers.xlsx import xlsx_bytes

MARKING = "OFFICIAL-SENSITIVE"
# What a spreadsheet opens without pain, and a page makes in some seconds.
MOST = 20_000
HEADINGS = ("Date", "Time", "Who", "What was done", "To", "Name", "About", "What", "Before", "After")
DEPARTURE_HEADINGS = (
    *("Date", "Time", "Who", "E-mail address", "Taken with", "Event", "What", "Kind of file", "Assessment", "Number"),
    "Marked",
)
VISIT_HEADINGS = ("Date", "Time", "What happened", "Who", "E-mail address", "Network address")


def entries_file(
    entries: EntryQuerySet, force: Force, ending: str, *, on: datetime.date, author: str
) -> tuple[bytes | str, str]:
    """Return the newest MOST entries as a file, and its name."""
    newest = list(entries.newest_first()[:MOST])
    rows = tuple(row for line in lines(newest) for row in _rows(line))
    table = Table(f"{len(newest)} changes, the newest first.", HEADINGS, rows, wide=True)
    return _file("history", "History", table, force, ending, on=on, author=author)


def visits_file(
    visits: VisitQuerySet, search: Mapping[str, Any], force: Force, ending: str, *, on: datetime.date, author: str
) -> tuple[bytes | str, str]:
    """Return the newest MOST visits as a file, and its name."""
    newest = list(matching_visits(visits, search)[:MOST])
    rows = tuple((*_when(visit.at), visit.get_act_display(), *_whose(visit), visit.address) for visit in newest)
    caption = f"{len(newest)} times that somebody signed in or out, or tried to, the newest first."
    table = Table(caption, VISIT_HEADINGS, rows, wide=True)
    return _file("sign-ins", "Sign-ins", table, force, ending, on=on, author=author)


def departures_file(
    departures: DepartureQuerySet,
    search: Mapping[str, Any],
    force: Force,
    ending: str,
    *,
    on: datetime.date,
    author: str,
) -> tuple[bytes | str, str]:
    """Return the newest MOST of what left as a file, and its name."""
    newest = list(matching_departures(departures, search)[:MOST])
    rows = tuple(
        (
            *_when(left.at),
            *((str(left.by), left.by.email) if left.by else ("", "")),
            left.way,
            left.event,
            left.get_event_display(),
            left.form,
            left.assessment or "",
            left.row,
            left.marked,
        )
        for left in newest
    )
    table = Table(f"{len(newest)} times that something left, the newest first.", DEPARTURE_HEADINGS, rows, wide=True)
    return _file("what-left", "What left", table, force, ending, on=on, author=author)


def _rows(line: Line) -> Sequence[tuple[Cell, ...]]:
    entry = (*_when(line.at), line.who, line.act, line.kind, line.name, line.about)
    changes = [(*entry, change.what, change.before or "", change.after or "") for change in line.changes]
    return changes or [(*entry, "", "", "")]


def _whose(visit: Visit) -> tuple[str, str]:
    return (str(visit.user), visit.user.email) if visit.user else ("", "")


def _when(at: datetime.datetime) -> tuple[datetime.date, str]:
    local = timezone.localtime(at)
    return local.date(), f"{local:%H:%M:%S}"


def _file(
    kind: str, title: str, table: Table, force: Force, ending: str, *, on: datetime.date, author: str
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
        return csv_text(table.headings, table.rows), front.filename("csv")
    if ending != "xlsx":
        raise Http404("The history can be had as Excel or CSV.")
    return xlsx_bytes(Workbook(front, (Sheet(title, table),))), front.filename("xlsx")
