"""The evidence behind each statement of an assessment: counted for sheets and reports, and listed to cite from."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.models import Assessment, Citation
from evidence.models import Item
from evidence.shelf import Choices, Flag, choices, flags_of
from frameworks.content import Content, Node, Words, content


@dataclass(frozen=True, slots=True)
class Cited:
    """One item as a statement cites it. `counts` is whether it backs anything: not out of quarantine."""

    item: Item
    strength: str
    flags: tuple[Flag, ...]
    counts: bool


@dataclass(frozen=True, slots=True)
class CitingPage:
    """What the page of one statement's evidence prints. There are no choices for who can't cite."""

    assessment: Assessment
    words: Content
    node: Node
    statement: Words
    weaker: Words | None
    cited: tuple[Cited, ...]
    choices: Choices | None


def cited_by(assessment: Assessment, statements: Sequence[int], *, on: datetime.date) -> dict[int, tuple[Cited, ...]]:
    """Return what each of the statements cites, the strongest first; one query."""
    rows = Citation.objects.filter(assessment=assessment, statement__in=statements).select_related("item__owner")
    quarantine = Item.in_quarantine()
    found: dict[int, list[Cited]] = {}
    for row in rows.order_by("-item__strength", "item__title_found", "item__title", "pk"):
        item = row.item
        flags = flags_of(item, 0, on=on)
        one = Cited(item, item.get_strength_display(), flags, item.scan not in quarantine)
        found.setdefault(row.statement_id, []).append(one)
    return {statement: tuple(cited) for statement, cited in found.items()}


def citing_page(
    assessment: Assessment, statement: int, *, may_cite: bool, search: str, on: datetime.date, page: str | None
) -> CitingPage:
    """Return the page of one statement's evidence; three queries. KeyError for a statement that nothing counts."""
    words = content(assessment.edition)
    node = words.by_pk[words.counts_for[statement]]
    by_pk = {each.pk: each for each in node.on_or_below}
    cited = cited_by(assessment, [statement], on=on).get(statement, ())
    offered = None
    if may_cite:
        without = [each.item.pk for each in cited]
        offered = choices(assessment.force, search, without=without, on=on, page=page)
    weaker = by_pk.get(words.counterparts.get(statement, 0))
    return CitingPage(assessment, words, node, by_pk[statement], weaker, cited, offered)
