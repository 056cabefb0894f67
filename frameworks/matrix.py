"""An edition as one wide table: criteria down, levels across, statements in each cell."""

from dataclasses import dataclass

from frameworks.content import Content, Node
from frameworks.models import Statement
from frameworks.pages import Line, Rung, line, rungs


@dataclass(frozen=True, slots=True)
class Cell:
    """The statements of one criterion at one level, and its name there where the name changes."""

    rung: Rung
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One criterion across the scale."""

    node: Node
    code: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows that stand under the same criteria; a plain matrix has one group without a heading."""

    above: tuple[Node, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Criteria by levels. `beyond` says whether statements without a level are left to the criteria's own pages."""

    columns: tuple[Rung, ...]
    groups: tuple[RowGroup, ...]
    across: int
    beyond: bool


def matrix(content: Content) -> Matrix:
    """Return the criteria that have statements at levels, in order, by all the levels of the scale."""
    columns = rungs(content)
    grouped: dict[int | None, list[MatrixRow]] = {}
    for node in content.criteria:
        if any(words.rank is not None for words in node.statements):
            grouped.setdefault(node.parent, []).append(_row(node, columns))
    return Matrix(
        columns=columns,
        groups=tuple(RowGroup(content.ancestors(rows[0].node), tuple(rows)) for rows in grouped.values()),
        across=len(columns) + 1,
        beyond=any(words.aspect != Statement.Aspect.DESCRIPTOR for n in content.criteria for words in n.statements),
    )


def _row(node: Node, columns: tuple[Rung, ...]) -> MatrixRow:
    return MatrixRow(
        node,
        node.number,
        tuple(
            Cell(rung, node.titles.get(rung.rank, ""), tuple(line(w) for w in node.statements if w.rank == rung.rank))
            for rung in columns
        ),
    )
