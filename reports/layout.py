"""Which blocks of a document stand on upright pages and which on landscape ones."""

from collections.abc import Sequence
from typing import NamedTuple

from reports.document import Block, Bullets, Chart, Heading, PageBreak, Paragraph, Table


class Spread(NamedTuple):
    """Blocks that follow each other on pages of one orientation."""

    landscape: bool
    blocks: tuple[Block, ...]


def spreads(blocks: Sequence[Block]) -> list[Spread]:
    """Return the blocks in runs. A wide table takes the headings and text that lead up to it onto its page.

    The text right below it stays there too. Where the orientation changes, a new page starts anyway.
    """
    runs: list[tuple[bool, list[Block]]] = []
    for block in blocks:
        landscape = bool(runs) and runs[-1][0]
        if isinstance(block, Table) and block.wide:
            if not landscape:
                runs.append((True, _lead_up(runs)))
        elif not runs or (landscape and not isinstance(block, Paragraph | Bullets)):
            runs.append((False, []))
        runs[-1][1].append(block)
    trimmed = [(landscape, _trimmed(found, at > 0, at + 1 < len(runs))) for at, (landscape, found) in enumerate(runs)]
    return _joined([(landscape, found) for landscape, found in trimmed if found])


def leads(block: Block, following: Block | None) -> bool:
    """Return whether a block belongs to the table or drawing below it, so that they stay on one page."""
    return isinstance(block, Paragraph | Bullets) and isinstance(following, Table | Chart)


def _lead_up(runs: list[tuple[bool, list[Block]]]) -> list[Block]:
    """Take what introduces a wide table off the last run: its headings and the text below them, or nothing."""
    if not runs:
        return []
    before = runs[-1][1]
    at = len(before)
    while at and isinstance(before[at - 1], Paragraph | Bullets | Chart):
        at -= 1
    first = at
    while first and isinstance(before[first - 1], Heading):
        first -= 1
    if first == at:
        return []
    taken = before[first:]
    del before[first:]
    return taken


def _trimmed(blocks: list[Block], follows: bool, precedes: bool) -> list[Block]:
    """Return the blocks without the page breaks that a change of orientation makes needless."""
    start, end = 0, len(blocks)
    while follows and start < end and isinstance(blocks[start], PageBreak):
        start += 1
    while precedes and start < end and isinstance(blocks[end - 1], PageBreak):
        end -= 1
    return blocks[start:end]


def _joined(runs: list[tuple[bool, list[Block]]]) -> list[Spread]:
    found: list[Spread] = []
    for landscape, blocks in runs:
        if found and found[-1].landscape == landscape:
            found[-1] = Spread(landscape, (*found[-1].blocks, *blocks))
        else:
            found.append(Spread(landscape, tuple(blocks)))
    return found
