"""The report to a board: the figures from which its paper is written, on its page and in its files."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Force
from assessments.models import Assessment
from config.days import days_later
from inspections.calendar.page import DiaryEntry, diary
from inspections.finding.lifecycle import Act, State
from inspections.models import Finding, FindingEvent, GovernanceBoard, KeyDate, Submission
from inspections.readiness.choice import begin_with, choices_of
from inspections.readiness.page import Readiness, readiness
from inspections.register.table import KINDS, RegisterTable, register_table

SOON = 91


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One live finding, since when it has stood as it does, and for how many days it is overdue, if it is."""

    finding: Finding
    since: datetime.date
    days_overdue: int | None


@dataclass(frozen=True, slots=True)
class WaitingBatch:
    """How many findings of one batch still wait for HMICFRS's answer, by type, and for how many days."""

    name: str
    on: datetime.date
    counts: tuple[int, ...]
    days: int

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Closedowns:
    """How many live findings with the force have no closedown date, one that has passed, one soon, and one later."""

    none: int
    passed: int
    soon: int
    later: int


@dataclass(frozen=True, slots=True)
class BoardTerms:
    """The board that the paper goes to, its members by role, and how many live findings each board of the force owns.

    An empty name stands for findings that no board owns.
    """

    board: GovernanceBoard
    seats: tuple[str, ...]
    chair: str
    owned: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class BoardReport:
    """Everything that a paper says of a force, as at the end of the day `on`, with what moved after `since`.

    The state of findings, batches and the portal are as at that day; leads, dates on the calendar and the
    self-assessment are as they are recorded now.
    """

    force: Force
    on: datetime.date
    since: datetime.date
    table: RegisterTable
    terms: BoardTerms
    lines: tuple[ReportLine, ...]
    new: tuple[ReportLine, ...]
    waiting: tuple[WaitingBatch, ...]
    closedowns: Closedowns
    completed: int
    programme: tuple[DiaryEntry, ...]
    planned: tuple[DiaryEntry, ...]
    thematic: tuple[DiaryEntry, ...]
    clocks: tuple[DiaryEntry, ...]
    unrecorded: int
    next_meeting: DiaryEntry | None
    readiness: Readiness | None

    @property
    def overdue(self) -> tuple[ReportLine, ...]:
        """The overdue findings, the longest overdue first."""
        late = [line for line in self.lines if line.days_overdue is not None]
        return tuple(sorted(late, key=lambda line: line.days_overdue or 0, reverse=True))

    @property
    def unowned(self) -> tuple[ReportLine, ...]:
        """The live findings without a force lead."""
        return tuple(line for line in self.lines if line.finding.force_lead_id is None)

    @property
    def live(self) -> int:
        return len(self.lines)

    @property
    def with_hmicfrs(self) -> int:
        return sum(batch.total for batch in self.waiting)


def board_report(
    force: Force,
    on: datetime.date,
    *,
    since: datetime.date,
    board: GovernanceBoard,
    assessment: Assessment | None = None,
) -> BoardReport:
    """Return the report of a force to one of its boards; a fixed number of queries, whatever the register's size.

    It speaks by the assessment given, else by the one to begin with. Twelve queries, up to four more where none is
    given, and those of the readiness where there is one.
    """
    findings = Finding.objects.filter(force=force).live(on).with_all().order_by("reference_found", "pk")
    lines = tuple(_line(finding, on) for finding in findings)
    dates = diary(force, on=on)
    kinds = dict(KeyDate.objects.filter(force=force).values_list("pk", "kind"))
    key_dates = [entry for entry in (*dates.over, *dates.to_come) if entry.source == "date"]
    # A programme's earlier steps stay in the paper's list for a year.
    lately = days_later(on, -365)
    programme = [entry for entry in key_dates if kinds[entry.pk] in KeyDate.PROGRAMME and entry.period.last >= lately]
    ahead = [entry for entry in key_dates if entry.period.last >= on]
    meetings = [entry for entry in dates.to_come if entry.source == "meeting" and entry.about == board.pk]
    assessment = assessment or _first_choice(force)
    return BoardReport(
        force=force,
        on=on,
        since=since,
        table=register_table(force, on, since),
        terms=_terms(board, lines),
        lines=lines,
        new=_new(force, on, since),
        waiting=waiting_batches((line.finding for line in lines), on),
        closedowns=_closedowns(lines, on),
        completed=sum(line.finding.state == State.COMPLETED for line in lines),
        programme=tuple(sorted(programme, key=lambda entry: (entry.period.order, entry.key))),
        planned=tuple(entry for entry in ahead if kinds[entry.pk] in (KeyDate.Kind.PLANNED, KeyDate.Kind.OTHER)),
        thematic=tuple(entry for entry in ahead if kinds[entry.pk] == KeyDate.Kind.THEMATIC),
        clocks=tuple(entry for entry in (*dates.late, *dates.to_come) if entry.source == "pcc"),
        unrecorded=dates.unrecorded,
        next_meeting=next((entry for entry in meetings if entry.period.first > on), None),
        readiness=readiness(assessment, on=on) if assessment else None,
    )


def _first_choice(force: Force) -> Assessment | None:
    """Return the assessment of the whole force that a paper speaks by where nobody chose one."""
    choice = begin_with([choice for choice in choices_of(force) if not choice.assessment.subject])
    return choice.assessment if choice else None


def _line(finding: Finding, on: datetime.date) -> ReportLine:
    late = finding.due_on if finding.is_overdue(on) else None
    return ReportLine(finding, finding.since, days_overdue=(on - late).days if late else None)


def _new(force: Force, on: datetime.date, since: datetime.date) -> tuple[ReportLine, ...]:
    """Return what was issued after `since`, however it stands now."""
    issued = Finding.objects.filter(force=force, events__kind=Act.ISSUED, events__on__gt=since, events__on__lte=on)
    return tuple(_line(finding, on) for finding in issued.as_at(on).with_all().order_by("reference_found", "pk"))


def waiting_batches(live: Iterable[Finding], on: datetime.date) -> tuple[WaitingBatch, ...]:
    """Return each batch of which something still waits, the oldest first; one query."""
    kinds = {finding.pk: finding.kind for finding in live if finding.state == State.SUBMITTED}
    submitted = FindingEvent.objects.filter(finding__in=kinds, kind=Act.SUBMITTED, on__lte=on).order_by("position")
    # A finding that was returned and submitted again waits in its last batch.
    last = {event.finding_id: event.submission for event in submitted.select_related("submission") if event.submission}
    waiting: dict[Submission, Counter] = defaultdict(Counter)
    for pk, batch in last.items():
        waiting[batch][kinds[pk]] += 1
    return tuple(
        WaitingBatch(
            name=batch.name,
            on=batch.on,
            counts=tuple(waiting[batch][kind] for kind in KINDS),
            days=(on - batch.on).days,
        )
        for batch in sorted(waiting, key=lambda batch: (batch.on, batch.pk))
    )


def _closedowns(lines: tuple[ReportLine, ...], on: datetime.date) -> Closedowns:
    days = [line.finding.closedown_on for line in lines if line.finding.state != State.SUBMITTED]
    known = [day for day in days if day is not None]
    soon = days_later(on, SOON)
    return Closedowns(
        none=days.count(None),
        passed=sum(day < on for day in known),
        soon=sum(on <= day <= soon for day in known),
        later=sum(day > soon for day in known),
    )


def _terms(board: GovernanceBoard, lines: tuple[ReportLine, ...]) -> BoardTerms:
    seats = tuple(board.seats.order_by("position"))
    owned = Counter(line.finding.board.name if line.finding.board else "" for line in lines)
    return BoardTerms(
        board=board,
        seats=tuple(str(seat) for seat in seats),
        chair=next((seat.role for seat in seats if seat.is_chair), ""),
        # Boards by name, and last what no board owns.
        owned=tuple(sorted(owned.items(), key=lambda entry: (not entry[0], entry[0]))),
    )
