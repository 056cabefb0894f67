"""The register's table for files: its rows under headings, and all of it as plain values."""

from collections.abc import Callable
from dataclasses import asdict
from typing import NamedTuple

from inspections.models import PortalCount
from inspections.register.table import Counts, Figure, RegisterRow, RegisterTable


class Entry(NamedTuple):
    """One line of the table: an origin, the total, or what the portal counts."""

    table: RegisterTable
    row: RegisterRow


COLUMNS: tuple[tuple[str, Callable[[Entry], object]], ...] = (
    ("Marking", lambda entry: entry.table.marking),
    ("Force", lambda entry: entry.table.force),
    ("As at", lambda entry: entry.table.on.isoformat()),
    ("Origin", lambda entry: entry.row.origin),
    ("Causes of concern", lambda entry: entry.row.causes_of_concern.printed),
    ("Recs", lambda entry: entry.row.recommendations.printed),
    ("Areas for improvement", lambda entry: entry.row.afis.printed),
    ("Causes of concern, live", lambda entry: entry.row.causes_of_concern.live),
    ("Causes of concern, submitted", lambda entry: entry.row.causes_of_concern.submitted),
    ("Recs, live", lambda entry: entry.row.recommendations.live),
    ("Recs, submitted", lambda entry: entry.row.recommendations.submitted),
    ("Areas for improvement, live", lambda entry: entry.row.afis.live),
    ("Areas for improvement, submitted", lambda entry: entry.row.afis.submitted),
)


def register_rows(table: RegisterTable) -> tuple[list[str], list[list[object]]]:
    """Return the headings and the rows: the origins, the total, and what the portal counts, where it was counted."""
    rows = [*table.rows, table.total, *([_portal_row(table.portal)] if table.portal else [])]
    return [heading for heading, _ in COLUMNS], [[get(Entry(table, row)) for _, get in COLUMNS] for row in rows]


def register_values(table: RegisterTable) -> dict[str, object]:
    """Return the whole table as dictionaries, lists, texts, numbers and None."""
    return {
        "force": table.force,
        "marking": table.marking,
        "as_at": table.on.isoformat(),
        "rows": [_row(row) for row in table.rows],
        "total": _row(table.total),
        "portal": {**asdict(table.portal), "on": f"{table.portal_on}"} if table.portal else None,
        "movement": {
            "since": table.since.isoformat(),
            "balance": [asdict(counts) for counts in table.balance],
            "passed": [asdict(counts) for counts in table.passed],
        },
        "ageing": {
            "with_force": [asdict(counts) for counts in table.with_force],
            "with_hmicfrs": [asdict(counts) for counts in table.with_hmicfrs],
        },
        "overdue": asdict(table.overdue),
    }


def _portal_row(portal: Counts) -> RegisterRow:
    # The portal doesn't say which of its findings were submitted.
    figures = {field: Figure(getattr(portal, field), submitted=None) for field in PortalCount.FIELDS.values()}
    return RegisterRow(code=portal.code, origin=portal.label, **figures)


def _row(row: RegisterRow) -> dict[str, object]:
    figures = {field: _figure(getattr(row, field)) for field in PortalCount.FIELDS.values()}
    return {"code": row.code, "origin": row.origin, **figures}


def _figure(figure: Figure) -> dict[str, object]:
    return {"live": figure.live, "submitted_for_closure": figure.submitted, "printed": figure.printed}
