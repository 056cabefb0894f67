"""What a criterion corresponds to in other frameworks, where the force stands there, and what evidence it could use."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.models import Assessment, Citation, Score, Source
from evidence.models import Item
from frameworks.compare.matching import likeness
from frameworks.content import Content, Node, content
from frameworks.crosswalk.page import Corresponding, corresponding
from frameworks.models import Edition


@dataclass(frozen=True, slots=True)
class Usable:
    """A piece of evidence cited there, with the statement here that is most like the one that cites it."""

    item: Item
    for_statement: str
    suggested: int
    cited_here: int


@dataclass(frozen=True, slots=True)
class Way:
    """One link to a criterion; `below` names the criterion here that it comes from, where that is below the page's."""

    link: Corresponding
    below: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One corresponding criterion. `level_of` names the criterion above that holds the level, where that is so."""

    link: Corresponding
    ways: tuple[Way, ...]
    assessment: Assessment | None
    level: str
    level_of: str
    usable: tuple[Usable, ...]


@dataclass(frozen=True, slots=True)
class ElsewherePage:
    """All that corresponds to one criterion of an assessment, and the statements here that can cite."""

    node: Node
    words: Content
    rows: tuple[Elsewhere, ...]
    statements: tuple[tuple[int, str], ...]


def elsewhere(assessment: Assessment, node: Node, user, *, on: datetime.date) -> ElsewherePage:
    """Return what corresponds to a criterion or to what is below it; five queries, and the words of each edition."""
    here = content(assessment.edition)
    readable = Edition.objects.readable_by(user)
    links = corresponding(readable, here.edition, {node.pk, *node.descendants})
    newest = _newest(assessment, user, {each.edition for found in links.values() for each in found}, on)
    reads = {edition: content(found.edition) for edition, found in newest.items()}
    levels = _levels(newest.values())
    cited = _cited(newest.values(), links, reads)
    own = _cited_here(assessment, node)
    rows = []
    for ways in _ways(here, node, links).values():
        link = ways[0].link
        found, read = newest.get(link.edition), reads.get(link.edition)
        level, level_of = _level(levels, found, read, link.criterion) if found and read else ("", "")
        usable = tuple(_usable(cited.get(link.criterion, {}), node, own)) if found else ()
        rows.append(Elsewhere(link, tuple(ways), found, level, level_of, usable))
    return ElsewherePage(node, here, tuple(rows), tuple((w.pk, _short(f"{w.code} {w.text}")) for w in node.on_or_below))


def _ways(here: Content, node: Node, links: Mapping[int, list[Corresponding]]) -> dict[int, list[Way]]:
    """Return the links by the criterion that they lead to: those of the criterion itself first, then from below it."""
    found: dict[int, list[Way]] = defaultdict(list)
    for each in (node, *(each for each in here.criteria if each.pk in node.descendants)):
        for link in links.get(each.pk, []):
            found[link.criterion].append(Way(link, "" if each is node else _name(each)))
    return found


def _newest(assessment: Assessment, user, editions: set[int], on: datetime.date) -> dict[int, Assessment]:
    """Return the force's newest assessment of each edition, of those that the user may see; one query."""
    seen = Assessment.objects.visible_to(user, on=on).filter(force=assessment.force_id, edition__in=editions)
    rows = seen.exclude(pk=assessment.pk).select_related("edition__framework").order_by("starts_on", "pk")
    # Of the whole force rather than of a unit, where there is one: the last to be put in stays.
    return {row.edition_id: row for row in sorted(rows, key=lambda row: not row.subject)}


def _levels(found: Iterable[Assessment]) -> dict[tuple[int, int], str]:
    rows = Score.objects.filter(assessment__in=list(found), source=Source.SELF, level__isnull=False)
    return {(a, c): name for a, c, name in rows.values_list("assessment", "criterion", "level__name")}


def _level(levels: Mapping[tuple[int, int], str], found: Assessment, read: Content, criterion: int) -> tuple[str, str]:
    """Return the level of the criterion, or of the nearest one above that has one, and then that one's name."""
    node: Node | None = read.by_pk.get(criterion)
    while node:
        if (found.pk, node.pk) in levels:
            return levels[found.pk, node.pk], "" if node.pk == criterion else _name(node)
        node = read.by_pk[node.parent] if node.parent else None
    return "", ""


def _cited(
    found: Iterable[Assessment], links: Mapping[int, list[Corresponding]], reads: Mapping[int, Content]
) -> dict[int, dict[int, tuple[Item, str]]]:
    """Return what is cited on or below each linked criterion: the item and the statement there, by item; one query.

    A statement counts for the nearest linked criterion above it, so that nothing is offered twice.
    """
    linked = {
        each.criterion: reads[each.edition] for found in links.values() for each in found if each.edition in reads
    }
    below: dict[int, int] = {}
    # The outer before the inner: the nearest has the last word.
    for criterion, read in sorted(linked.items(), key=lambda each: each[1].by_pk[each[0]].depth):
        below |= dict.fromkeys((criterion, *read.by_pk[criterion].descendants), criterion)
    rows = Citation.objects.usable().filter(assessment__in=list(found), statement__criterion__in=below)
    rows = rows.select_related("item", "statement").order_by(
        "-item__strength", "item__title_found", "item__title", "pk"
    )
    cited: dict[int, dict[int, tuple[Item, str]]] = defaultdict(dict)
    for row in rows:
        cited[below[row.statement.criterion_id]].setdefault(row.item_id, (row.item, row.statement.text))
    return cited


def _cited_here(assessment: Assessment, node: Node) -> dict[int, int]:
    """Return how many statements of the criterion cite each item; one query."""
    rows = Citation.objects.filter(assessment=assessment, statement__in=[words.pk for words in node.on_or_below])
    counted: dict[int, int] = defaultdict(int)
    for item in rows.values_list("item", flat=True):
        counted[item] += 1
    return counted


def _usable(cited: Mapping[int, tuple[Item, str]], node: Node, own: Mapping[int, int]) -> Iterable[Usable]:
    for pk, (item, text) in cited.items():
        nearest = max(node.on_or_below, key=lambda words: likeness(text, words.text), default=None)
        yield Usable(item, text, nearest.pk if nearest else 0, own.get(pk, 0))


def _name(node: Node) -> str:
    return f"{node.number} {node.title}".strip()


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 140 else f"{text[:139]}…"
