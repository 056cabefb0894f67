"""The units of a force side by side: one edition, each unit's latest assessment of it, criterion by criterion."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessments.gap.report import Measurement, measurements, shown
from assessments.gap.row import GapRow
from assessments.models import Assessment
from config.texts.keys import order
from frameworks.content import Content, Node, content

HIGHEST, LOWEST = "highest", "lowest"


class UnitCell(NamedTuple):
    """One criterion of one unit. `mark` says in a word where it stands among the units; empty where they are alike."""

    assessment: int
    criterion: int
    level: str
    share: str
    judged: str
    mark: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One criterion with a cell for each unit, in the units' order."""

    node: Node
    cells: tuple[UnitCell, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """The whole table. `chosen` is the assessment that it was asked from."""

    chosen: Assessment
    units: tuple[Assessment, ...]
    words: Content
    rows: tuple[UnitRow, ...]

    @property
    def several_rounds(self) -> bool:
        """Whether the units' assessments are of different rounds."""
        return len({unit.round_key for unit in self.units}) > 1


def beside(chosen: Assessment, *, on: datetime.date) -> Beside:
    """Return the force's units assessed by the same edition, of the same round or else their latest; five queries."""
    same = Assessment.objects.filter(force=chosen.force_id, edition=chosen.edition_id).with_edition()
    units = _one_of_each(list(same.order_by("starts_on", "pk")), chosen)
    words, found = content(chosen.edition), measurements(units, on=on)
    rows = tuple(_row(node, units, found) for node in shown(words) if node.scored or node.takes_level)
    return Beside(chosen, tuple(units), words, rows)


def _one_of_each(same: Sequence[Assessment], chosen: Assessment) -> list[Assessment]:
    """Return one assessment of each unit, the whole force first; they come oldest first."""
    found = {each.subject_key: each for each in same}
    found |= {each.subject_key: each for each in same if each.round_key == chosen.round_key}
    found[chosen.subject_key] = chosen
    return sorted(found.values(), key=lambda unit: order(unit.subject))


def _row(node: Node, units: Sequence[Assessment], found: Mapping[int, Measurement]) -> UnitRow:
    rows = [found[each.pk].row(node) for each in units]
    heights = [height for row in rows if (height := _height(row)) is not None]
    top, low = (max(heights), min(heights)) if heights else (None, None)
    cells = (
        UnitCell(each.pk, node.pk, row.standing, _share(row), _judged(row), _mark(_height(row), top, low))
        for each, row in zip(units, rows, strict=True)
    )
    return UnitRow(node, tuple(cells))


def _height(row: GapRow) -> int | None:
    """Return what two units are compared by: the decided level's rank, or the share where no level is recorded."""
    if row.takes_level:
        return row.now.rank if row.now else None
    return row.percent_met


def _mark(height: int | None, top: int | None, low: int | None) -> str:
    if height is None or top == low:
        return ""
    return HIGHEST if height == top else LOWEST if height == low else ""


def _share(row: GapRow) -> str:
    """Return how much of what the level stands for is true, in words."""
    if row.percent_met is not None:
        return f"{row.percent_met}% of good met" if row.takes_level else ""
    level = row.now or row.suggested
    share = next((each for each in row.shares if level and each.rank == level.rank), None)
    return f"{share.percent}% of {share.name} true" if share and share.percent is not None else ""


def _judged(row: GapRow) -> str:
    if not row.scored:
        return ""
    waits = f", {row.unconfirmed} not confirmed" if row.unconfirmed else ""
    return f"{row.judged} of {row.total} judged{waits}"
