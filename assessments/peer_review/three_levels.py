"""The force's own levels, its peers' and the published grades beside one another, question by question.

A level predicts the first grade that is published once it was chosen. Where all were out before, it predicts nothing.
"""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from assessments.gap.report import shown
from assessments.models import Assessment, Judgement, Score, Source
from assessments.peer_review.grade_difference import Prediction, difference, prediction
from assessments.published_grades.grade import Published, first_since
from assessments.published_grades.page import published
from frameworks.content import Content, Node, Step, content


@dataclass(frozen=True, slots=True)
class Standing:
    """One side's level of a criterion: who said so and when, and the published grade that it is held against."""

    level: Step
    by: str
    on: datetime.date
    held_against: Published | None
    # Whether all grades were out when it was chosen, so that it was no prediction.
    known_before: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """One criterion: the level that each side gives it, and how many of its statements the peers have judged.

    `against_published` and `against_peers` say in words how far the force's own level is above or below theirs, and
    `against_first` how far above or below the grade that it predicted, where later reports gave another one since.
    """

    node: Node
    depth: int
    own: Standing | None
    peers: Standing | None
    published: Published | None
    judged: int
    total: int
    against_published: str
    against_first: str
    against_peers: str


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


def side_by_side(assessment: Assessment, *, on: datetime.date) -> SideBySide:
    """Return the three sides of an assessment on a day; three queries besides reading the edition, whatever its size.

    Published grades are the whole force's: a unit's levels are held against none.
    """
    words = content(assessment.edition)
    grades = published(assessment.force_id, words, on=on)
    standing = _standing(assessment, words, {} if assessment.subject else grades)
    peers = Judgement.objects.filter(assessment=assessment, source=Source.PEER).exclude(answer="")
    judged = Counter(words.counts_for[each] for each in peers.values_list("statement", flat=True))
    nodes = shown(words)
    highest = min((node.depth for node in nodes), default=0)
    rows = tuple(_row(node, node.depth - highest, standing, grades.get(node.pk, ()), judged[node.pk]) for node in nodes)
    return SideBySide(
        words=words,
        rows=rows,
        comparisons=tuple(each for each in _comparisons(rows) if each.counts.compared),
        is_graded=any(row.node.graded for row in rows),
        has_peers=bool(judged) or any(row.peers for row in rows),
    )


def _row(
    node: Node, depth: int, standing: dict[tuple[int, str], Standing], grades: Sequence[Published], judged: int
) -> Beside:
    own, peers = (standing.get((node.pk, each)) for each in (Source.SELF, Source.PEER))
    latest = grades[-1] if grades else None
    predicted = own.held_against if own else None
    return Beside(
        node=node,
        depth=depth,
        own=own,
        peers=peers,
        published=latest,
        judged=judged,
        total=len(node.on_or_below) if node.scored else 0,
        against_published=difference(_rank(own), _rank(latest)) if predicted else "",
        against_first=difference(_rank(own), _rank(predicted)) if predicted != latest else "",
        against_peers=difference(_rank(own), _rank(peers)),
    )


def _comparisons(rows: tuple[Beside, ...]) -> tuple[Comparison, ...]:
    own = [row.own for row in rows if row.own and row.own.held_against]
    peers = [row.peers for row in rows if row.peers and row.peers.held_against]
    return (
        _held("How well the force predicted itself", "the force", own),
        _held("How well the peers predicted it", "the peers", peers),
        Comparison(
            "The force beside its peers",
            "the force",
            "its peers",
            prediction((row.own.level.rank, row.peers.level.rank) for row in rows if row.own and row.peers),
        ),
    )


def _held(heading: str, who: str, levels: Sequence[Standing]) -> Comparison:
    """Return how levels compare with the published grades that they are held against."""
    pairs = ((each.level.rank, each.held_against.level.rank) for each in levels if each.held_against)
    return Comparison(
        heading, who, "the published grade", prediction(pairs), known=sum(each.known_before for each in levels)
    )


def _standing(
    assessment: Assessment, words: Content, grades: Mapping[int, Sequence[Published]]
) -> dict[tuple[int, str], Standing]:
    levels = {level.pk: level for level in words.levels}
    rows = Score.objects.filter(assessment=assessment, level__isnull=False).select_related("by", "decided_by")
    return {(each.criterion_id, each.source): _of(each, levels, grades.get(each.criterion_id, ())) for each in rows}


def _of(score: Score, levels: dict[int, Step], grades: Sequence[Published]) -> Standing:
    by, at = score.decided_by or score.by, score.decided_at or score.at
    on = timezone.localdate(at)
    predicted = first_since(grades, on)
    return Standing(
        level=levels[score.level_id or 0],
        by=str(by),
        on=on,
        held_against=predicted or (grades[-1] if grades else None),
        known_before=bool(grades) and predicted is None,
    )


def _rank(standing: Standing | Published | None) -> int | None:
    return standing.level.rank if standing else None
