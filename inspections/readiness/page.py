"""PEEL readiness: for each question of an assessment what is known of it, and which are the greatest risks, and why."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from assessments.gap.report import GapReport, gap_report
from assessments.gap.row import GapRow
from assessments.models import Action, Assessment, Assignment, Citation, Score, Source
from evidence.models import Item
from frameworks.content import Node, content
from inspections.models import Finding

# Said on the page: what a rank stands on, in its order.
RANKED_BY = (
    "an open cause of concern, then how many grades a question is below what it aims at, then what is overdue, "
    "then open findings, then how much isn't judged yet. A question that nobody has graded counts as one grade below"
)
HALF = 50
TESTED = Item.Strength.TESTED


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A live finding on a question."""

    finding: Finding
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who can speak to a question, and why."""

    name: str
    because: str


@dataclass(frozen=True, slots=True)
class Backing:
    """One item of evidence that a statement of a question cites; `strength` in words and as a number from 1 to 4."""

    statement: int
    title: str
    strength: str
    rank: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question: where the force says it stands, how sure that is, what HMICFRS published, and what is open on it.

    `reasons` says in words why it is a risk, the gravest first; it is empty where nothing is known against it.
    """

    row: GapRow
    published: str
    owner: str
    backing: tuple[Backing, ...]
    findings: tuple[OpenFinding, ...]
    actions: tuple[Action, ...]
    overdue_actions: int
    speakers: tuple[Speaker, ...]
    below: int
    reasons: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.row.number} {self.row.title}".strip()

    @property
    def grade(self) -> str:
        """The self-assessed grade in words; a question that the publisher doesn't grade has its share."""
        # What a cause of concern suggests is said beside it, with the reason.
        undecided = self.row.takes_level and self.row.now is None and self.row.concerns
        return "Not decided" if undecided else self.row.standing

    @property
    def met(self) -> int:
        return len(self.row.met)

    @property
    def characteristics(self) -> int:
        """How many statements there are at the level aimed at, without those that don't apply."""
        return len(self.row.met) + len(self.row.missing) + len(self.row.unjudged)

    @property
    def evidenced(self) -> int:
        """How many of the statements that are met cite evidence."""
        return len(self._backed(1))

    @property
    def tested(self) -> int:
        """How many of these cite evidence that was tested or independently verified."""
        return len(self._backed(TESTED))

    def _backed(self, rank: int) -> set[int]:
        return {each.pk for each in self.row.met} & {each.statement for each in self.backing if each.rank >= rank}

    @property
    def overdue(self) -> int:
        return sum(each.is_overdue for each in self.findings) + self.overdue_actions

    @property
    def risk(self) -> tuple[int, int, int, int, int]:
        """What a ranking compares, the gravest first."""
        return (len(self.row.concerns), self.below, self.overdue, len(self.findings), 100 - self.row.percent_judged)


@dataclass(frozen=True, slots=True)
class Readiness:
    """A whole assessment's readiness on a day. `questions` are in the framework's order, `ranked` by risk.

    `elsewhere` counts live findings that are on no question of this framework.
    """

    assessment: Assessment
    report: GapReport
    on: datetime.date
    questions: tuple[Question, ...]
    elsewhere: int
    has_published: bool

    @property
    def ranked(self) -> tuple[Question, ...]:
        """The questions with something against them, the greatest risk first, then in the framework's order."""
        risks = [each for each in self.questions if each.reasons]
        return tuple(sorted(risks, key=lambda each: each.risk, reverse=True))

    @property
    def without_risk(self) -> int:
        return len(self.questions) - len(self.ranked)


@dataclass(frozen=True, slots=True)
class Known:
    """What is read once for all questions: by criterion, and the evidence by statement."""

    published: Mapping[int, str]
    owners: Mapping[int, str]
    backing: Mapping[int, list[Backing]]
    findings: Mapping[int, list[Finding]]
    actions: Mapping[int, list[Action]]


def readiness(assessment: Assessment, *, on: datetime.date) -> Readiness:
    """Return the readiness of an assessment; six queries besides those of its gap report, whatever its size."""
    words, report = content(assessment.edition), gap_report(assessment, on=on)
    nodes = {node.pk: node for node in words.criteria}
    asked = [row for row in report.rows if is_question(row)]
    findings, elsewhere = _findings(assessment, on)
    actions = _actions(assessment)
    names = {level.pk: level.name for level in words.levels}
    published = _published(assessment, names)
    known = Known(published, _owners(assessment), _backing(assessment), findings, actions)
    questions = tuple(_question(row, nodes[row.pk], known, on) for row in asked)
    return Readiness(assessment, report, on, questions, elsewhere, bool(published))


def is_question(row: GapRow) -> bool:
    """Return whether a report's row is one of the questions that an inspection asks."""
    return row.scored and (row.takes_level or not row.depth)


def _question(row: GapRow, node: Node, known: Known, on: datetime.date) -> Question:
    here = {node.pk, *node.descendants}
    found = {each.pk: each for pk in here for each in known.findings.get(pk, ())}
    open_here = tuple(
        OpenFinding(each, each.is_overdue(on)) for each in sorted(found.values(), key=lambda each: each.reference)
    )
    to_do = tuple(sorted((each for pk in here for each in known.actions.get(pk, ())), key=lambda each: each.pk))
    late = sum(each.due_on is not None and each.due_on < on for each in to_do)
    below = grades_below(row)
    published, owner = known.published.get(row.pk, ""), known.owners.get(row.pk, "")
    reasons = tuple(_reasons(row, published, open_here, to_do, late, below))
    speakers = tuple(_speakers(owner, open_here, to_do))
    backing = tuple(each for words in node.on_or_below for each in known.backing.get(words.pk, ()))
    return Question(row, published, owner, backing, open_here, to_do, late, speakers, below, reasons)


def grades_below(row: GapRow) -> int:
    """Return how many grades a question stands below the one aimed at; 1 where nobody has graded it."""
    stands = row.now or row.suggested
    if not row.takes_level:
        return int(bool(row.missing or row.unjudged))
    if stands is None or row.target is None:
        return int(stands is None)
    return max(0, row.target.rank - stands.rank)


def _reasons(
    row: GapRow,
    published: str,
    findings: tuple[OpenFinding, ...],
    actions: tuple[Action, ...],
    late: int,
    below: int,
) -> Iterable[str]:
    if row.concerns:
        yield f"Open cause of concern {', '.join(row.concerns)}: {_lowest(row)}"
    yield from _standing_reasons(row, published, below)
    overdue = sum(each.is_overdue for each in findings)
    if findings:
        yield f"{_several(len(findings), 'open finding')}{f', {overdue} overdue' if overdue else ''}."
    if nobody := sum(each.finding.force_lead_id is None for each in findings):
        yield f"{_several(nobody, 'open finding')} without a force lead."
    if late:
        yield f"{_several(late, 'action')} overdue."
    if (findings or below) and not actions:
        yield "No open action."


def _standing_reasons(row: GapRow, published: str, below: int) -> Iterable[str]:
    stands = row.now or row.suggested
    if row.takes_level and stands is None:
        yield "Not graded yet."
    elif row.takes_level and stands and below and row.target:
        said = "graded" if row.now else "suggested, not decided"
        yield f"{stands.name} ({said}), {_several(below, 'grade')} below {row.target.name}."
    elif below:
        yield f"{_several(len(row.missing), 'characteristic')} of good not met, and {len(row.unjudged)} not judged."
    if published and row.now and row.now.name != published:
        yield f"HMICFRS last published {published}; the force says {row.now.name}."
    if row.percent_judged < HALF:
        yield f"Only {row.judged} of {row.total} statements judged, so the grade is unsure."


def _lowest(row: GapRow) -> str:
    if row.suggested and row.takes_level:
        return f"while it is open, {row.suggested.name} is suggested."
    return "while it is open, HMICFRS has a serious shortcoming on record here."


def _speakers(owner: str, findings: tuple[OpenFinding, ...], actions: tuple[Action, ...]) -> Iterable[Speaker]:
    """Yield each person once, with all that they own or lead here."""
    why: dict[str, list[str]] = defaultdict(list)
    if owner:
        why[owner].append("owner of this section of the assessment")
    for each in findings:
        for lead, role in ((each.finding.force_lead, "force lead"), (each.finding.delivery_lead, "delivery lead")):
            if lead:
                why[str(lead)].append(f"{role} of {each.finding.reference}")
    for action in actions:
        if action.owner:
            why[str(action.owner)].append(f"owner of the action “{action.title}”")
    for name, reasons in why.items():
        yield Speaker(name, "; ".join(reasons))


def _several(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' if number != 1 else ''}"


def _findings(assessment: Assessment, on: datetime.date) -> tuple[dict[int, list[Finding]], int]:
    """Return the live findings by the criterion that they are on, and how many are on none of this edition."""
    live = Finding.objects.filter(force=assessment.force_id).live(on)
    here = live.filter(criteria__edition=assessment.edition_id)
    people: Iterable[Any] = (
        here.select_related("inspection", "force_lead", "delivery_lead", "board")
        .annotate(criterion=F("criteria"))
        .order_by("reference", "pk")
    )
    on_criteria: dict[int, list[Finding]] = defaultdict(list)
    placed = set()
    for each in people:
        on_criteria[each.criterion].append(each)
        placed.add(each.pk)
    return on_criteria, live.count() - len(placed)


def _actions(assessment: Assessment) -> dict[int, list[Action]]:
    found: dict[int, list[Action]] = defaultdict(list)
    for each in Action.objects.filter(assessment=assessment).open().select_related("owner").order_by("pk"):
        found[each.criterion_id].append(each)
    return found


def _owners(assessment: Assessment) -> dict[int, str]:
    rows = Assignment.objects.filter(assessment=assessment).select_related("owner").order_by("pk")
    return {each.criterion_id: str(each.owner) for each in rows}


def _backing(assessment: Assessment) -> dict[int, list[Backing]]:
    """Return the evidence that counts by the statement that cites it, the strongest first."""
    names = {strength.value: str(strength.label) for strength in Item.Strength}
    rows = Citation.objects.usable().filter(assessment=assessment).order_by("-item__strength", "item__title", "pk")
    found: dict[int, list[Backing]] = defaultdict(list)
    for statement, title, rank in rows.values_list("statement", "item__title", "item__strength"):
        found[statement].append(Backing(statement, title, names[rank], rank))
    return found


def _published(assessment: Assessment, names: Mapping[int, str]) -> dict[int, str]:
    rows = Score.objects.filter(assessment=assessment, source=Source.PUBLISHED, level__isnull=False)
    return {criterion: names[level] for criterion, level in rows.values_list("criterion", "level")}
