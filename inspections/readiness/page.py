"""PEEL readiness: what is known of each question of an assessment, and which are the greatest risks, and why."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from assessments.gap.report import GapReport, gap_report
from assessments.gap.row import GapRow
from assessments.models import Action, Assessment, Assignment, Citation
from assessments.rules.claim import MarkKind
from config.wording import several
from evidence.models import Item
from frameworks.content import Node, content
from inspections.models import Finding
from inspections.readiness.choice import title_of

# What the page says about how questions are ranked.
RANKED_BY = (
    "a level that is claimed above its answers, then an open cause of concern, then a level that stands without "
    "answers, then how many grades a question is below what it aims at, then what is overdue, then open findings, "
    "then how much isn't judged yet. A question that nobody has graded counts as one grade below"
)
HALF = 50
NAMES_CONCERNS = {MarkKind.CONCERN, MarkKind.CLAIMED_ABOVE}
WITHOUT_ANSWERS = {MarkKind.NOTHING_JUDGED, MarkKind.TOO_LITTLE_JUDGED, MarkKind.NOT_SUPPORTED}
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
    """One question: where the force says it stands, how sure that is, what was published, and what is open on it."""

    row: GapRow
    on: datetime.date
    # Published grades are of the whole force: no unit says otherwise of itself.
    of_a_unit: bool
    owner: str
    backing: tuple[Backing, ...]
    findings: tuple[OpenFinding, ...]
    actions: tuple[Action, ...]

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
    def published(self) -> str:
        """What HMICFRS last published of it, and in which report; empty where nothing is recorded."""
        grade = self.row.published
        return f"{grade.words}{', of the whole force' if self.of_a_unit else ''}" if grade else ""

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
        backed = {item.statement for item in self.backing if item.rank >= rank}
        return backed & {statement.pk for statement in self.row.met}

    @property
    def overdue_findings(self) -> int:
        return sum(finding.is_overdue for finding in self.findings)

    @property
    def overdue_actions(self) -> int:
        return sum(action.due_on is not None and action.due_on < self.on for action in self.actions)

    @property
    def below(self) -> int:
        return grades_below(self.row)

    @property
    def unmarked_concerns(self) -> tuple[str, ...]:
        """The open causes of concern on it, where no mark names them."""
        return () if any(mark.kind in NAMES_CONCERNS for mark in self.row.marks) else self.row.concerns

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Everybody who can speak to it, each once."""
        return tuple(_speakers(self))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is a risk, the gravest reason first; none where nothing is known against it."""
        return tuple(_reasons(self))

    @property
    def risk(self) -> tuple[int, ...]:
        """What a ranking compares, the gravest first."""
        kinds = {mark.kind for mark in self.row.marks}
        return (
            int(MarkKind.CLAIMED_ABOVE in kinds),
            len(self.row.concerns),
            int(bool(kinds & WITHOUT_ANSWERS)),
            self.below,
            self.overdue_findings + self.overdue_actions,
            len(self.findings),
            100 - self.row.percent_judged,
        )


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

    @property
    def spoken_by(self) -> str:
        """The assessment that all of this is said by, with its framework, edition and state."""
        return f"{title_of(self.assessment)} ({self.assessment.get_state_display().lower()})"

    @property
    def ranked(self) -> tuple[Question, ...]:
        """The questions with something against them, the greatest risk first, then in the framework's order."""
        risks = [question for question in self.questions if question.reasons]
        return tuple(sorted(risks, key=lambda question: question.risk, reverse=True))

    @property
    def without_risk(self) -> int:
        return len(self.questions) - len(self.ranked)


@dataclass(frozen=True, slots=True)
class Known:
    """What is read once for all questions: by criterion, and the evidence by statement."""

    owners: Mapping[int, str]
    backing: Mapping[int, list[Backing]]
    findings: Mapping[int, list[Finding]]
    actions: Mapping[int, list[Action]]


def readiness(assessment: Assessment, *, on: datetime.date) -> Readiness:
    """Return the readiness of an assessment; five queries besides those of its gap report, whatever its size."""
    edition, report = content(assessment.edition), gap_report(assessment, on=on)
    nodes = {node.pk: node for node in edition.criteria}
    findings, elsewhere = _findings(assessment, on)
    known = Known(
        owners=_owners(assessment),
        backing=_backing(assessment),
        findings=findings,
        actions=_actions(assessment),
    )
    return Readiness(
        assessment=assessment,
        report=report,
        on=on,
        questions=tuple(
            _question(assessment, row, nodes[row.pk], known, on) for row in report.rows if is_question(row)
        ),
        elsewhere=elsewhere,
    )


def _question(assessment: Assessment, row: GapRow, node: Node, known: Known, on: datetime.date) -> Question:
    here = {node.pk, *node.descendants}
    findings = {finding.pk: finding for pk in here for finding in known.findings.get(pk, ())}.values()
    ordered = sorted(findings, key=lambda finding: finding.reference)
    actions = (action for pk in here for action in known.actions.get(pk, ()))
    return Question(
        row=row,
        on=on,
        of_a_unit=bool(assessment.subject),
        owner=known.owners.get(row.pk, ""),
        backing=tuple(item for statement in node.on_or_below for item in known.backing.get(statement.pk, ())),
        findings=tuple(OpenFinding(finding, finding.is_overdue(on)) for finding in ordered),
        actions=tuple(sorted(actions, key=lambda action: action.pk)),
    )


def is_question(row: GapRow) -> bool:
    """Return whether a report's row is one of the questions that an inspection asks."""
    return row.scored and (row.takes_level or not row.depth)


def grades_below(row: GapRow) -> int:
    """Return how many grades a question stands below the one aimed at; 1 where nobody has graded it."""
    stands = row.stands
    if not row.takes_level:
        return int(bool(row.missing or row.unjudged))
    if stands is None or row.target is None:
        return int(stands is None)
    return max(0, row.target.rank - stands.rank)


def _reasons(question: Question) -> Iterable[str]:
    row, findings, overdue = question.row, question.findings, question.overdue_findings
    for mark in row.marks:
        yield mark.words
    if question.unmarked_concerns:
        yield f"Open cause of concern {', '.join(row.concerns)}: {_lowest(row)}"
    yield from _standing_reasons(row, question.below)
    if row.published and row.now and row.now != row.published.level and not question.of_a_unit:
        yield f"HMICFRS last published {row.published.words}; the force says {row.now.name}."
    if row.percent_judged < HALF:
        yield f"Only {row.judged} of {row.total} statements judged, so the grade is unsure."
    if findings:
        yield f"{several(len(findings), 'open finding')}{f', {overdue} overdue' if overdue else ''}."
    if unowned := sum(entry.finding.force_lead_id is None for entry in findings):
        yield f"{several(unowned, 'open finding')} without a force lead."
    if question.overdue_actions:
        yield f"{several(question.overdue_actions, 'action')} overdue."
    if (findings or question.below) and not question.actions:
        yield "No open action."


def _standing_reasons(row: GapRow, below: int) -> Iterable[str]:
    stands = row.stands
    if row.takes_level and stands is None:
        yield "Not graded yet."
    elif row.takes_level and stands and below and row.target:
        how = "graded" if stands == row.now else "suggested"
        how += "" if row.now else ", not decided"
        yield f"{stands.name} ({how}), {several(below, 'grade')} below {row.target.name}."
    elif below:
        yield f"{several(len(row.missing), 'characteristic')} of good not met, and {len(row.unjudged)} not judged."


def _lowest(row: GapRow) -> str:
    if row.suggested and row.takes_level:
        return f"while it is open, {row.suggested.name} is suggested."
    return "while it is open, HMICFRS has a serious shortcoming on record here."


def _speakers(question: Question) -> Iterable[Speaker]:
    """Yield each person once, with all that they own or lead here."""
    why: dict[str, list[str]] = defaultdict(list)
    if question.owner:
        why[question.owner].append("owner of this section of the assessment")
    for finding in (entry.finding for entry in question.findings):
        for lead, role in ((finding.force_lead, "force lead"), (finding.delivery_lead, "delivery lead")):
            if lead:
                why[str(lead)].append(f"{role} of {finding.reference}")
    for action in question.actions:
        if action.owner:
            why[str(action.owner)].append(f"owner of the action “{action.title}”")
    for name, reasons in why.items():
        yield Speaker(name, "; ".join(reasons))


def _findings(assessment: Assessment, on: datetime.date) -> tuple[dict[int, list[Finding]], int]:
    """Return the live findings by the criterion that they are on, and how many are on none of this edition."""
    live = Finding.objects.filter(force=assessment.force_id).live(on)
    here = live.filter(criteria__edition=assessment.edition_id).annotate(criterion=F("criteria"))
    rows: Any = here.select_related("inspection", "force_lead", "delivery_lead", "board")
    findings: dict[int, list[Finding]] = defaultdict(list)
    for finding in rows.order_by("reference_found", "pk"):
        findings[finding.criterion].append(finding)
    return findings, live.count() - len({finding.pk for group in findings.values() for finding in group})


def _actions(assessment: Assessment) -> dict[int, list[Action]]:
    actions: dict[int, list[Action]] = defaultdict(list)
    for action in Action.objects.filter(assessment=assessment).open().select_related("owner").order_by("pk"):
        actions[action.criterion_id].append(action)
    return actions


def _owners(assessment: Assessment) -> dict[int, str]:
    rows = Assignment.objects.filter(assessment=assessment).select_related("owner").order_by("pk")
    return {row.criterion_id: str(row.owner) for row in rows}


def _backing(assessment: Assessment) -> dict[int, list[Backing]]:
    """Return the evidence that counts by the statement that cites it, the strongest first."""
    names = {strength.value: str(strength.label) for strength in Item.Strength}
    rows = (
        Citation.objects.usable()
        .filter(assessment=assessment)
        .order_by("-item__strength", "item__title_found", "item__title", "pk")
    )
    backing: dict[int, list[Backing]] = defaultdict(list)
    for statement, title, rank in rows.values_list("statement", "item__title", "item__strength"):
        backing[statement].append(Backing(statement=statement, title=title, strength=names[rank], rank=rank))
    return backing
