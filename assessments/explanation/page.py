"""Why a criterion stands where it does: the rule, the answers and what backs them, who decided, and how."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from assessments.cited_evidence.counts import cited_at
from assessments.cited_evidence.page import Cited, cited_by
from assessments.gap.report import gap_row
from assessments.gap.row import GapRow
from assessments.gap.shares import Share
from assessments.models import Assessment, Concern, Judgement, Score, Source
from assessments.rules.answers import ANSWER_WORDS, UNJUDGED, Answered
from config.texts.keys import order
from frameworks.content import Content, Node, Words, content
from frameworks.models import Edition
from frameworks.rule.suggestion import percentage
from frameworks.rule.trial import row_words

# What each rule does, in words. `{substantial}` and `{some}` are the edition's thresholds, in per cent.
RULES = {
    "best_fit": (
        "The level whose statements are most often true describes the force best. A level is substantially true from "
        "{substantial}% of its statements and partly true from {some}%. Of two neighbouring levels that are both "
        "substantially true, the higher is suggested; where two that are not neighbours are, none is. Nothing is "
        "suggested until half of the statements of every level are judged."
    ),
    "cumulative": (
        "The highest level is suggested that is substantially true, from {substantial}% of its statements, together "
        "with every level below it. A level counts once half of its statements are judged."
    ),
    "distance_from_good": (
        "The share of the characteristics of good that are met decides. From {substantial}%, which is substantially "
        "all, Good is suggested; from {some}%, the grade below it; with fewer, the one below that. An open cause of "
        "concern makes it the lowest grade. Outstanding is never suggested, only chosen."
    ),
    "first_match": "The first of these that holds gives the level.",
    "coverage": "No level is suggested: the framework describes what happens where, not how well.",
}
HALF = "A “partly” counts as half, and what doesn't apply isn't counted."
# Each answer's heading, in the order in which it is told.
TOLD = (
    ("yes", "True"),
    ("partly", "Partly true"),
    ("no", "Not true"),
    ("carried", "Carried over, not confirmed"),
    ("", ANSWER_WORDS[UNJUDGED]),
    ("na", "Not applicable"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One statement of the chain: how it was answered, by whom and when, and what it cites."""

    words: Words
    note: str
    by: str
    at: datetime.datetime | None
    cited: tuple[Cited, ...]
    lacks_evidence: bool
    # The answer that came over and that nobody has confirmed, in words.
    carried: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The statements of a level that were answered alike."""

    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class LevelChain:
    """One level: how much of it is true, and each of its statements."""

    share: Share
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided: the level, who and when, their reason, and how a room agreed it, where one did."""

    level: str
    by: str
    at: datetime.datetime
    rationale: str
    origin: str
    # What the answers suggested when it was decided, in a sentence; empty where that wasn't kept.
    basis: str


@dataclass(frozen=True, slots=True)
class OpenConcern:
    """A cause of concern that is open on this criterion, or on one below it."""

    reference: str
    title: str
    opened_on: datetime.date


@dataclass(frozen=True, slots=True)
class Why:
    """The whole chain behind one criterion's level."""

    assessment: Assessment
    words: Content
    node: Node
    row: GapRow
    rule: str
    decision: Decision | None
    concerns: tuple[OpenConcern, ...]
    levels: tuple[LevelChain, ...]
    unbacked: int


def why(assessment: Assessment, node: Node, *, on: datetime.date) -> Why:
    """Return the chain behind one criterion's level as it stands on a day; seven queries, whatever its size."""
    words = content(assessment.edition)
    row, answers = gap_row(assessment, node, on=on)
    statements = [each.pk for each in node.on_or_below]
    cited = cited_by(assessment, statements, on=on)
    who = _who(assessment, statements)
    links = {
        each.pk: _link(each, answers.get(each.pk, Answered()), who, cited.get(cited_at(each.pk, words), ()))
        for each in node.on_or_below
    }
    return Why(
        assessment=assessment,
        words=words,
        node=node,
        row=row,
        rule=_rule(words),
        decision=_decision(assessment, node),
        concerns=_concerns(assessment, node, on),
        levels=tuple(_chain(share, node, answers, links) for share in row.shares),
        unbacked=sum(link.lacks_evidence for link in links.values()),
    )


def _rule(words: Content) -> str:
    if words.ruling.owner == Edition.Owner.PUBLISHER and words.ruling.words:
        return f"The publisher's rule: “{words.ruling.words}” ({words.ruling.place})"
    if words.rule == Edition.Rule.FIRST_MATCH:
        return " ".join((RULES[words.rule], *row_words(words)))
    shares = words.thresholds
    figures = {"substantial": percentage(shares.substantial), "some": percentage(shares.some)}
    told = RULES[words.rule].format(**figures)
    return told if words.rule == "coverage" else f"{told} {HALF}"


def _link(
    each: Words, stands: Answered, who: Mapping[int, tuple[str, datetime.datetime]], cited: tuple[Cited, ...]
) -> Link:
    by, at = who.get(each.pk, ("", None)) if stands.shows else ("", None)
    lacks = stands.answer == Judgement.Answer.YES and not any(one.counts for one in cited)
    return Link(each, stands.note, by, at, cited, lacks, ANSWER_WORDS[stands.carried] if stands.carried else "")


def _chain(share: Share, node: Node, answers: Mapping[int, Answered], links: Mapping[int, Link]) -> LevelChain:
    found: dict[str, list[Link]] = {answer: [] for answer, _ in TOLD}
    for each in node.on_or_below:
        if each.rank == share.rank:
            stands = answers.get(each.pk, Answered())
            found["carried" if stands.carried else stands.answer].append(links[each.pk])
    return LevelChain(share, tuple(Told(heading, tuple(found[answer])) for answer, heading in TOLD if found[answer]))


def _who(assessment: Assessment, statements: list[int]) -> dict[int, tuple[str, datetime.datetime]]:
    rows = Judgement.objects.filter(assessment=assessment, source=Source.SELF, statement__in=statements)
    return {statement: (name, at) for statement, name, at in rows.values_list("statement", "by__name", "at")}


def _decision(assessment: Assessment, node: Node) -> Decision | None:
    rows = Score.objects.filter(assessment=assessment, criterion=node.pk, source=Source.SELF, level__isnull=False)
    score = rows.select_related("level", "by", "decided_by").first()
    if score is None or score.level is None:
        return None
    by, at = score.decided_by or score.by, score.decided_at or score.at
    return Decision(score.level.name, str(by), at, score.rationale, score.origin, score.basis)


def _concerns(assessment: Assessment, node: Node, on: datetime.date) -> tuple[OpenConcern, ...]:
    rows = Concern.objects.open(on=on).filter(
        force=assessment.force_id, criterion__in=[node.pk, *sorted(node.descendants)]
    )
    named = {concern.reference: concern for concern in rows.order_by("-pk")}
    told = sorted(named.values(), key=lambda concern: order(concern.reference))
    return tuple(OpenConcern(concern.reference, concern.title, concern.opened_on) for concern in told)
