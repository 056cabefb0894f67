"""A team's map as it is printed: how many people stand at which level of each sub-competency."""

from dataclasses import dataclass

from django.utils.text import capfirst

from competency.levels import level_name, part_of
from competency.map_counts import NONE_REACHED, NOT_ANSWERED
from competency.models import TeamMap
from frameworks.content import Content, Node, content

DARKEST = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people stand there, in words; `heat` is 0 for nobody and goes up to 4 for everybody.

    `title` is what the sub-competency is called at this level, where that is another name than its row's.
    """

    column: str
    people: int
    words: str
    heat: int
    title: str


@dataclass(frozen=True, slots=True)
class MapRow:
    """One sub-competency and the competency that it is part of."""

    title: str
    above: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class MapReport:
    """A whole map: counts alone."""

    drawn: TeamMap
    words: Content
    columns: tuple[str, ...]
    rows: tuple[MapRow, ...]


def map_report(drawn: TeamMap) -> MapReport:
    """Return what a map says; one query, and those of the edition's words."""
    words = content(drawn.team.edition)
    people = {
        (criterion, rank): number for criterion, rank, number in drawn.counts.values_list("criterion", "rank", "people")
    }
    named = [(step.rank, capfirst(level_name(step))) for step in words.levels]
    columns: list[tuple[int | None, str]] = [(NONE_REACHED, "None reached yet"), *named]
    if any(rank is NOT_ANSWERED for _, rank in people):
        columns.insert(0, (NOT_ANSWERED, "Too little answered"))

    def cell(node: Node, rank: int | None, column: str) -> Cell:
        number = people.get((node.pk, rank), 0)
        in_words = f"{number} of {drawn.people}" if number else "Nobody"
        title = node.titles.get(rank, "") if rank else ""
        return Cell(column, number, in_words, heat=-(-DARKEST * number // drawn.people), title=title)

    rows = tuple(
        MapRow(node.title, part_of(words, node), tuple(cell(node, rank, name) for rank, name in columns))
        for node in words.criteria
        if node.scored
    )
    return MapReport(drawn, words, tuple(name for _, name in columns), rows)
