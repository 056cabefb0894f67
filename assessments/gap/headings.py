"""The headings of an edition that stand above a report's rows and have no row of their own. Plain Python."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from frameworks.content import Content, Node


class Heading(NamedTuple):
    """What a row stands under; `has_row` where it is a row of the report itself."""

    pk: int
    name: str
    depth: int
    has_row: bool


def headings(words: Content, nodes: Sequence[Node]) -> dict[int, tuple[Heading, ...]]:
    """Return what each of these criteria stands under, the outermost first."""
    keys = {node.pk for node in nodes}
    return {
        node.pk: tuple(Heading(above.pk, above.name, above.depth, above.pk in keys) for above in words.ancestors(node))
        for node in nodes
    }


def opening(under: Mapping[int, tuple[Heading, ...]]) -> Iterator[tuple[Heading, ...]]:
    """Yield, row by row, the headings without a row of their own that begin with it."""
    before: tuple[Heading, ...] = ()
    for above in under.values():
        yield tuple(heading for heading in above if not heading.has_row and heading not in before)
        before = above
