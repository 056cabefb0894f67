"""The gap report: where a force stands on each criterion, what is true at its target, and what isn't yet.

One computation for page, file and command line: they all read the same frozen report.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import F, Q

from assessments.cited_evidence.counts import backed, backing
from assessments.gap.headings import Heading, headings, opening
from assessments.gap.planned_action import Planned
from assessments.gap.row import GapRow, row_of
from assessments.models import Action, Assessment, Concern, Judgement, Score, Source
from assessments.published_grades.grade import Published, heading
from assessments.published_grades.page import latest_published
from assessments.rules.answers import Answered, Decided, answered
from assessments.rules.claim import counted
from config.render_cache import cached
from config.texts.keys import order
from frameworks.content import Content, Node, Ruling, Step, content

WHOLE_FORCE = Assessment().subject_name


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many criteria stand at a level by people's decision; a rank of None counts those not decided yet."""

    rank: int | None
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class GapReport:
    """A whole assessment as at one revision and day."""

    assessment: int
    force: str
    subject: str
    round_label: str
    marking: str
    disclosable: bool
    state: str
    revision: int
    on: datetime.date
    framework: str
    edition: str
    kind: str
    rule: str
    attribution: str
    levels: tuple[Step, ...]
    ruling: Ruling
    rows: tuple[GapRow, ...]
    # What each row stands under, by key.
    under: Mapping[int, tuple[Heading, ...]]
    distribution: tuple[LevelCount, ...]
    judged: int
    total: int
    unconfirmed: int = 0
    # What it follows: the assessment that answers were carried over from; empty where it follows none.
    follows: str = ""

    @property
    def outline(self) -> Iterator[tuple[tuple[Heading, ...], GapRow]]:
        """Each row, and before it the headings without a row of their own that begin with it."""
        return zip(opening(self.under), self.rows, strict=True)

    def under_words(self, row: GapRow) -> str:
        """Return the names of what a row stands under, the outermost first; empty where there is nothing."""
        return " > ".join(heading.name for heading in self.under[row.pk])

    @property
    def unconfirmed_words(self) -> str:
        """How many answers nobody has confirmed this time, as sentences; empty where there are none."""
        if not self.unconfirmed:
            return ""
        many = f"{self.unconfirmed:,} of {self.total:,} answers are" if self.unconfirmed != 1 else "1 answer is"
        return (
            f"{many} carried over from {self.follows} and not confirmed. They count as not judged until somebody "
            "confirms them."
        )

    @property
    def marks(self) -> tuple[str, ...]:
        """How many decided levels the answers don't carry, by what is wrong, as sentences; the gravest first."""
        return counted([mark.kind for row in self.rows for mark in row.marks])

    @property
    def notes(self) -> int:
        """How many statements somebody wrote a note on."""
        return len({each.pk for row in self.rows for each in row.statements if each.note})

    @property
    def has_published(self) -> bool:
        """Whether the inspectorate has published a grade of any of its criteria."""
        return any(row.published for row in self.rows)

    @property
    def published_heading(self) -> str:
        """What published grades stand under."""
        return heading(of_whole_force=self.subject == WHOLE_FORCE)

    @property
    def rule_words(self) -> str:
        """By whose rule a level is suggested, and by what, in sentences."""
        if self.ruling.owner == "publisher":
            said = f" “{self.ruling.words}”" if self.ruling.words else ""
            where = f" ({self.ruling.place})" if self.ruling.place else ""
            return f"A suggestion follows the publisher's rule.{said}{where} People decide."
        if self.rule == "first_match":
            return "A suggestion follows this product's own rule. The publisher states none. People decide."
        return (
            "A suggestion follows this product's own rule: a level is substantially reached from "
            f"{self.substantial}% of its statements and partly from {self.some}%. The publisher states no such rule. "
            "People decide."
        )

    @property
    def substantial(self) -> int:
        """The threshold of a level reached in substance, as a percentage."""
        return round(100 * self.ruling.thresholds.substantial)

    @property
    def some(self) -> int:
        """The threshold of a level reached in part, as a percentage."""
        return round(100 * self.ruling.thresholds.some)

    @property
    def percent_judged(self) -> int:
        return 100 * self.judged // self.total if self.total else 0


class Measurement(NamedTuple):
    """All that the rows of a report follow from: the words of an edition, and what people made of them."""

    words: Content
    answers: Mapping[int, Answered]
    decided: Mapping[int, Decided]
    concerns: Mapping[int, list[str]]
    before: Mapping[int, Step] = MappingProxyType({})

    def row(self, node: Node) -> GapRow:
        """Return one criterion's row, without what is planned about it."""
        return row_of(self.words, node, self.answers, self.decided, self.concerns)


def measurement(assessment: Assessment, *, on: datetime.date) -> Measurement:
    """Return what was answered and decided, and the causes of concern open on that day; three queries."""
    words = content(assessment.edition)
    decided, before = _decided(assessment, words)
    return Measurement(words, answers_of(assessment), decided, _concerns(assessment, on), before)


def measurements(assessments: Sequence[Assessment], *, on: datetime.date) -> dict[int, Measurement]:
    """Return the same of several assessments of one force and edition, by key; three queries, however many."""
    words, concerns = content(assessments[0].edition), _concerns(assessments[0], on)
    said: dict[int, dict[int, Answered]] = {each.pk: {} for each in assessments}
    decided: dict[int, dict[int, Decided]] = {each.pk: {} for each in assessments}
    answers = Judgement.objects.of_the_force().filter(assessment__in=assessments)
    columns = ("assessment", "statement", "answer", "note", "version", "standing")
    for assessment, statement, answer, note, version, standing in answers.values_list(*columns):
        said[assessment][statement] = answered(answer, note, version, standing)
    ranks = {level.pk: level.rank for level in words.levels}
    scores = Score.objects.filter(assessment__in=assessments, source=Source.SELF)
    columns = ("assessment", "criterion", "level", "target", "rationale", "version")
    for assessment, criterion, level, target, *rest in scores.values_list(*columns):
        decided[assessment][criterion] = Decided(ranks.get(level), ranks.get(target), *rest)
    return {pk: Measurement(words, said[pk], decided[pk], concerns) for pk in said}


def gap_report(assessment: Assessment, *, on: datetime.date) -> GapReport:
    """Return the report of one assessment as it stands; `on` is the day that open causes of concern are counted at.

    Five queries besides reading the edition, whatever its size; one more where the publisher grades by it and what is
    planned or published changed, and one where it follows an assessment that didn't come with it.
    """
    found = measurement(assessment, on=on)
    found = found._replace(answers=backed(found.answers, backing(assessment), found.words))
    words, nodes = found.words, shown(found.words)
    planned = _planned(assessment, words, {node.pk for node in nodes}, on)
    published = _published(assessment, words, on)
    rows = tuple(
        replace(
            found.row(node),
            actions=planned.get(node.pk, ()),
            before=found.before.get(node.pk),
            published=published.get(node.pk),
        )
        for node in nodes
    )
    scored = [row for row in rows if row.scored]
    return GapReport(
        assessment=assessment.pk,
        force=assessment.force.name,
        subject=assessment.subject_name,
        round_label=assessment.round_label,
        marking=assessment.get_marking_display(),
        disclosable=assessment.disclosable,
        state=assessment.state,
        revision=assessment.revision,
        on=on,
        framework=assessment.edition.framework.title,
        edition=words.label,
        kind=words.kind,
        rule=words.rule,
        attribution=assessment.edition.framework.attribution,
        levels=words.levels,
        ruling=words.ruling,
        rows=rows,
        under=headings(words, nodes),
        distribution=_distribution(words, rows),
        judged=sum(row.judged for row in scored),
        total=sum(row.total for row in scored),
        unconfirmed=sum(row.unconfirmed for row in scored),
        follows=followed(assessment),
    )


def _published(assessment: Assessment, words: Content, on: datetime.date) -> dict[int, Published]:
    """Return the published grade of each question by its key. What is published raises the plan's revision."""
    key = (assessment.plan_revision, on)
    return cached(f"grades:{assessment.pk}", key, lambda: latest_published(assessment.force_id, words, on=on))


def gap_row(
    assessment: Assessment, node: Node, *, on: datetime.date, source: str = Source.SELF
) -> tuple[GapRow, dict[int, Answered]]:
    """Return one criterion's row as the report has it, or as peers see it, and what stands on each statement."""
    found = measurement_of(assessment, node, on=on, source=source)
    return replace(found.row(node), before=found.before.get(node.pk)), dict(found.answers)


def measurement_of(assessment: Assessment, node: Node, *, on: datetime.date, source: str = Source.SELF) -> Measurement:
    """Return what was answered and decided on one criterion, by the force or by its peers; three queries at most."""
    words = content(assessment.edition)
    answers = answers_of(assessment, [each.pk for each in node.on_or_below], source)
    decided, before = _decided(assessment, words, node, source)
    # No answer changes what is open, so it is kept until something beside the answers changes.
    concerns = cached(f"concerns:{assessment.pk}", (assessment.plan_revision, on), lambda: _concerns(assessment, on))
    return Measurement(words, answers, decided, concerns, before)


def followed(assessment: Assessment) -> str:
    """Return what the assessment that it follows is called, with its edition where that is another; "" for none."""
    former = assessment.follows
    if former is None:
        return ""
    if former.edition_id == assessment.edition_id:
        return former.round_label
    return f"{former.round_label} (edition {former.edition.label})"


def shown(words: Content) -> list[Node]:
    """Return the criteria that a report has a row for: those scored or graded, and others of the same kinds.

    An ungraded question is shown among the graded ones, so that nobody looks for it in vain.
    """
    kinds = {node.kind for node in words.criteria if node.scored or node.takes_level}
    return [node for node in words.criteria if node.kind in kinds]


def answers_of(
    assessment: Assessment, statements: Sequence[int] | None = None, source: str = Source.SELF
) -> dict[int, Answered]:
    """Return what stands on each statement that the force judged, or its peers did, of all or of those named."""
    rows = Judgement.objects.filter(assessment=assessment, source=source)
    if statements is not None:
        rows = rows.filter(statement__in=statements)
    columns = rows.values_list("statement", "answer", "note", "version", "standing")
    return {pk: answered(answer, note, version, standing) for pk, answer, note, version, standing in columns}


def _decided(
    assessment: Assessment, words: Content, node: Node | None = None, source: str = Source.SELF
) -> tuple[dict[int, Decided], dict[int, Step]]:
    """Return what was decided on each criterion, and its level in the assessment that this one follows; one query.

    Of another edition's criteria there is none before, as they are others.
    """
    wanted = Q(assessment=assessment.pk, source=source)
    if assessment.follows_id:
        wanted |= Q(assessment=assessment.follows_id, source=Source.SELF, level__isnull=False)
    rows = Score.objects.filter(wanted)
    if node is not None:
        rows = rows.filter(criterion=node.pk)
    decided, before = {}, {}
    columns = ("assessment", "criterion", "level", "target", "rationale", "version")
    for owner, criterion, level, target, rationale, version in rows.values_list(*columns):
        now, aim = words.level(level), words.level(target)
        if owner == assessment.pk:
            decided[criterion] = Decided(now.rank if now else None, aim.rank if aim else None, rationale, version)
        elif now:
            before[criterion] = now
    return decided, before


def _concerns(assessment: Assessment, on: datetime.date) -> dict[int, list[str]]:
    rows = Concern.objects.open(on=on).filter(force=assessment.force_id, criterion__edition=assessment.edition_id)
    found: dict[int, list[str]] = {}
    for criterion, reference in sorted(rows.values_list("criterion", "reference"), key=lambda row: order(row[1])):
        found.setdefault(criterion, []).append(reference)
    return found


def _planned(
    assessment: Assessment, words: Content, rows: set[int], on: datetime.date
) -> dict[int, tuple[Planned, ...]]:
    """Return the open actions by the criterion of `rows` that they are on or below, those due first; one query."""
    open_ones = Action.objects.filter(assessment=assessment).open()
    columns = ("criterion", "pk", "title", "owner__name", "due_on", "effort")
    found: dict[int, list[Planned]] = defaultdict(list)
    for criterion, *about in open_ones.order_by(F("due_on").asc(nulls_last=True), "pk").values_list(*columns):
        pk, title, owner, due_on, effort = about
        one = Planned(pk, title, owner or "", due_on, effort, due_on is not None and due_on < on)
        found[_row_of(words, criterion, rows)].append(one)
    return {row: tuple(actions) for row, actions in found.items()}


def _row_of(words: Content, criterion: int, rows: set[int]) -> int:
    """Return the criterion itself, or the nearest one above it that has a row."""
    node = words.by_pk[criterion]
    while node.pk not in rows and node.parent:
        node = words.by_pk[node.parent]
    return node.pk


def _distribution(words: Content, rows: Sequence[GapRow]) -> tuple[LevelCount, ...]:
    counted = [row for row in rows if row.scored and row.takes_level]
    at = [
        LevelCount(level.rank, level.name, sum(row.now is not None and row.now.rank == level.rank for row in counted))
        for level in words.levels
    ]
    return (*at, LevelCount(None, "Not decided yet", sum(row.now is None for row in counted)))
