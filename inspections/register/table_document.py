"""The register's table as plain values and as a table. It knows the words and the columns, and no file format."""

from collections.abc import Callable
from typing import NamedTuple

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
        "portal": {**_counts(table.portal), "on": f"{table.portal_on}"} if table.portal else None,
        "movement": {
            "since": table.since.isoformat(),
            "balance": [_counts(each) for each in table.balance],
            "passed": [_counts(each) for each in table.passed],
        },
        "ageing": {
            "with_force": [_counts(each) for each in table.with_force],
            "with_hmicfrs": [_counts(each) for each in table.with_hmicfrs],
        },
        "overdue": _counts(table.overdue),
    }


def _portal_row(portal: Counts) -> RegisterRow:
    # The portal doesn't show what was submitted to it.
    return RegisterRow(portal.code, portal.label, *(Figure(count, None) for count in portal.figures))


def _row(row: RegisterRow) -> dict[str, object]:
    figures = zip(("causes_of_concern", "recommendations", "afis"), row.figures, strict=True)
    return {"code": row.code, "origin": row.origin, **{name: _figure(figure) for name, figure in figures}}


def _figure(figure: Figure) -> dict[str, object]:
    return {"live": figure.live, "submitted_for_closure": figure.submitted, "printed": figure.printed}


def _counts(counts: Counts) -> dict[str, object]:
    return {
        "code": counts.code,
        "label": counts.label,
        "causes_of_concern": counts.causes_of_concern,
        "recommendations": counts.recommendations,
        "afis": counts.afis,
    }
