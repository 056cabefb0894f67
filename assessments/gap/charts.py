"""The gap report's charts: which of its values are drawn, and how many rows fit one drawing."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from assessments.gap.report import GapReport
from assessments.gap.row import GapRow
from assessments.gap.shares import Cell
from reports import charts
from reports.document import Chart

# A drawing can't be cut, so one of more rows would leave much of the page above it empty.
MOST_ROWS = 6
Row = TypeVar("Row")


def profile(report: GapReport) -> list[Chart]:
    """Return where each criterion that takes a level stands and what it aims for; a long list in several drawings."""
    names = [level.name for level in report.levels]
    rows = [
        charts.Standing(named(row), row.now.rank if row.now else None, row.target.rank if row.target else None)
        for row in report.rows
        if row.takes_level
    ]
    return [charts.profile(title, names, part) for title, part in _parts("Level now and target", rows)]


def heat_map(report: GapReport) -> list[Chart]:
    """Return how much of each level is true for each scored criterion; a long list in several drawings."""
    names = [level.name for level in report.levels]
    rows = [(named(row), tuple(_heat(cell) for cell in row.cells)) for row in report.rows if row.cells]
    return [charts.heat_map(title, names, part) for title, part in _parts("How much of each level is true", rows)]


def distribution(report: GapReport) -> Chart:
    """Return how many criteria stand at each level."""
    counts = [(each.name, each.count, each.rank is not None) for each in report.distribution]
    return charts.distribution("How many criteria stand at each level", counts)


def named(row: GapRow) -> str:
    """Return a criterion's title, with its number where it has one."""
    return f"{row.number} {row.title}".strip()


def _heat(cell: Cell) -> charts.Heat:
    # The report counts in fifths from 1; 0 is where nothing is judged or asked.
    percent = (cell.heat - 1) * 20 if cell.heat else None
    return charts.Heat(percent, cell.words, cell.is_now, cell.is_target)


def _parts(title: str, rows: Sequence[Row]) -> Iterator[tuple[str, Sequence[Row]]]:
    many = -(-len(rows) // MOST_ROWS)
    # As even as can be, so that none is left with a single row.
    parts = [rows[len(rows) * at // many : len(rows) * (at + 1) // many] for at in range(many)]
    for number, part in enumerate(parts, 1):
        yield (f"{title}, part {number} of {len(parts)}" if len(parts) > 1 else title), part
