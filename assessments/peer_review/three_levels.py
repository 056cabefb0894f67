"""The force's own levels, its peers' and the published grades beside one another, question by question."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from assessments.gap.report import shown
from assessments.models import Assessment, Judgement, Score, Source
from assessments.peer_review.grade_difference import Prediction, difference, prediction
from frameworks.content import Content, Node, Step, content


@dataclass(frozen=True, slots=True)
class Standing:
    """One side's level of a criterion: who said so and when; of a published grade, the day and the address too."""

    level: Step
    by: str
    on: datetime.date
    rationale: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """One criterion: the level that each side gives it, and how many of its statements the peers have judged.

    `against_published` and `against_peers` say in words how far the force's own level is above or below theirs.
    """

    node: Node
    depth: int
    own: Standing | None
    peers: Standing | None
    published: Standing | None
    judged: int
    total: int
    against_published: str
    against_peers: str
    known_before: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one side's levels compare with another's. `known` counts those chosen when the other's were out already."""

    heading: str
    first: str
    second: str
    counts: Prediction
    known: int = 0


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Every criterion with its three levels, and how they compare; of a framework that nobody grades, two."""

    words: Content
    rows: tuple[Beside, ...]
    comparisons: tuple[Comparison, ...]
    is_graded: bool
    has_peers: bool
    has_published: bool


def side_by_side(assessment: Assessment) -> SideBySide:
    """Return the three sides of an assessment; two queries besides reading the edition, whatever its size."""
    words = content(assessment.edition)
    standing = _standing(assessment, words)
    peers = Judgement.objects.filter(assessment=assessment, source=Source.PEER).exclude(answer="")
    judged = Counter(words.counts_for[each] for each in peers.values_list("statement", flat=True))
    nodes = shown(words)
    highest = min((node.depth for node in nodes), default=0)
    rows = tuple(_row(node, node.depth - highest, standing, judged) for node in nodes)
    return SideBySide(
        words=words,
        rows=rows,
        comparisons=tuple(each for each in _comparisons(rows) if each.counts.compared),
        is_graded=any(row.node.graded for row in rows),
        has_peers=bool(judged) or any(row.peers for row in rows),
        has_published=any(row.published for row in rows),
    )


def published_before(own: Standing | None, published: Standing | None) -> bool:
    """Return whether a grade was out when the force chose its own level, which then was no prediction."""
    return own is not None and published is not None and published.on < own.on


def _row(node: Node, depth: int, standing: dict[tuple[int, str], Standing], judged: Counter[int]) -> Beside:
    own, peers, published = (standing.get((node.pk, each)) for each in (Source.SELF, Source.PEER, Source.PUBLISHED))
    return Beside(
        node=node,
        depth=depth,
        own=own,
        peers=peers,
        published=published,
        judged=judged[node.pk],
        total=len(node.on_or_below) if node.scored else 0,
        against_published=difference(_rank(own), _rank(published)),
        against_peers=difference(_rank(own), _rank(peers)),
        known_before=published_before(own, published),
    )


def _comparisons(rows: tuple[Beside, ...]) -> tuple[Comparison, ...]:
    published = [(row.own, row.published, row.known_before) for row in rows if row.own and row.published]
    return (
        Comparison(
            "How well the force predicted itself",
            "the force",
            "the published grade",
            prediction((own.level.rank, grade.level.rank) for own, grade, _ in published),
            known=sum(known for _, _, known in published),
        ),
        Comparison(
            "How well the peers predicted it",
            "the peers",
            "the published grade",
            prediction((row.peers.level.rank, row.published.level.rank) for row in rows if row.peers and row.published),
            known=sum(published_before(row.peers, row.published) for row in rows),
        ),
        Comparison(
            "The force beside its peers",
            "the force",
            "its peers",
            prediction((row.own.level.rank, row.peers.level.rank) for row in rows if row.own and row.peers),
        ),
    )


def _standing(assessment: Assessment, words: Content) -> dict[tuple[int, str], Standing]:
    levels = {level.pk: level for level in words.levels}
    rows = Score.objects.filter(assessment=assessment, level__isnull=False).select_related("by", "decided_by")
    return {(each.criterion_id, each.source): _of(each, levels) for each in rows}


def _of(score: Score, levels: dict[int, Step]) -> Standing:
    by, at = score.decided_by or score.by, score.decided_at or score.at
    on = score.published_on or timezone.localdate(at)
    return Standing(levels[score.level_id or 0], str(by), on, score.rationale, score.link)


def _rank(standing: Standing | None) -> int | None:
    return standing.level.rank if standing else None
