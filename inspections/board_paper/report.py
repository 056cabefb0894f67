"""The board's report: one answer from which its paper is written, page and files alike."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from accounts.models import Force
from assessments.models import Assessment
from frameworks.models import Framework
from inspections.calendar.page import DiaryEntry, diary
from inspections.finding.lifecycle import Act, State
from inspections.models import Finding, FindingEvent, GovernanceBoard, KeyDate
from inspections.readiness.page import Readiness, readiness
from inspections.register.table import KINDS, RegisterTable, register_table

SOON = 91


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One live finding as the report counts it, and since when it stands so; `days_overdue` is None where it isn't."""

    finding: Finding
    since: datetime.date
    days_overdue: int | None


@dataclass(frozen=True, slots=True)
class WaitingBatch:
    """What of one batch was still with HMICFRS, by type, and for how many days by then."""

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

    A name that is empty stands for findings that no board owns.
    """

    board: GovernanceBoard
    seats: tuple[str, ...]
    chair: str
    owned: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class BoardReport:
    """Everything that a paper says of a force, as at the end of a day and since another.

    What has a history (how findings stood, batches, the portal) is as at the day; who leads what, dates on the
    calendar and the self-assessment are as they are recorded now.
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
    next_meeting: DiaryEntry | None
    readiness: Readiness | None

    @property
    def overdue(self) -> tuple[ReportLine, ...]:
        """The overdue findings, those that have been longest first."""
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


def board_report(force: Force, on: datetime.date, *, since: datetime.date, board: GovernanceBoard) -> BoardReport:
    """Return the report of a force to one of its boards; a fixed number of queries, whatever the register's size.

    Thirteen, and those of the readiness where there is an assessment.
    """
    found = Finding.objects.filter(force=force).live(on).with_all().order_by("reference", "pk")
    lines = tuple(_line(each, on) for each in found)
    dates = diary(force, on=on)
    kinds = dict(KeyDate.objects.filter(force=force).values_list("pk", "kind"))
    known = [entry for entry in (*dates.over, *dates.to_come) if entry.source == "date"]
    # A programme's earlier steps stay in the paper's list for a year.
    lately = on - datetime.timedelta(days=365)
    programme = [each for each in known if kinds[each.pk] in KeyDate.PROGRAMME and each.period.last >= lately]
    ahead = [each for each in known if each.period.last >= on]
    meetings = [each for each in dates.to_come if each.source == "meeting" and each.about == board.pk]
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
        programme=tuple(sorted(programme, key=lambda each: (each.period.order, each.key))),
        planned=tuple(each for each in ahead if kinds[each.pk] in (KeyDate.Kind.PLANNED, KeyDate.Kind.OTHER)),
        thematic=tuple(each for each in ahead if kinds[each.pk] == KeyDate.Kind.THEMATIC),
        clocks=tuple(each for each in (*dates.late, *dates.to_come) if each.source == "pcc"),
        next_meeting=next((each for each in meetings if each.period.first > on), None),
        readiness=_readiness(force, on),
    )


def _line(finding: Finding, on: datetime.date) -> ReportLine:
    return ReportLine(
        finding, finding.since, (on - finding.due_on).days if finding.due_on and finding.is_overdue(on) else None
    )


def _new(force: Force, on: datetime.date, since: datetime.date) -> tuple[ReportLine, ...]:
    """Return what was issued after `since`, however it stands now."""
    issued = Finding.objects.filter(force=force, events__kind=Act.ISSUED, events__on__gt=since, events__on__lte=on)
    return tuple(_line(each, on) for each in issued.as_at(on).with_all().order_by("reference", "pk"))


def waiting_batches(live: Iterable[Finding], on: datetime.date) -> tuple[WaitingBatch, ...]:
    """Return each batch of which something still waits, the oldest first; one query."""
    kinds = {each.pk: each.kind for each in live if each.state == State.SUBMITTED}
    sent = FindingEvent.objects.filter(finding__in=kinds, kind=Act.SUBMITTED, on__lte=on).order_by("position")
    # A finding that was returned and sent again waits in its last batch.
    last = {pk: (batch, name, day) for pk, batch, name, day in sent.values_list("finding", *_BATCH)}
    by_batch: dict[tuple, Counter] = defaultdict(Counter)
    for pk, batch in last.items():
        by_batch[batch][kinds[pk]] += 1
    batches = sorted(by_batch.items(), key=lambda each: (each[0][2], each[0][0]))
    return tuple(
        WaitingBatch(name, day, tuple(counts[kind] for kind in KINDS), (on - day).days)
        for (_, name, day), counts in batches
    )


_BATCH = ("submission", "submission__name", "submission__on")


def _closedowns(lines: tuple[ReportLine, ...], on: datetime.date) -> Closedowns:
    days = [line.finding.closedown_on for line in lines if line.finding.state != State.SUBMITTED]
    soon = on + datetime.timedelta(days=SOON)
    return Closedowns(
        none=sum(day is None for day in days),
        passed=sum(day is not None and day < on for day in days),
        soon=sum(day is not None and on <= day <= soon for day in days),
        later=sum(day is not None and day > soon for day in days),
    )


def _terms(board: GovernanceBoard, lines: tuple[ReportLine, ...]) -> BoardTerms:
    seats = tuple(board.seats.order_by("position"))
    chair = next((seat.role for seat in seats if seat.is_chair), "")
    owned = Counter(line.finding.board.name if line.finding.board else "" for line in lines)
    # Named boards by name, and last what nobody owns.
    ordered = sorted(owned.items(), key=lambda each: (not each[0], each[0]))
    return BoardTerms(board, tuple(str(seat) for seat in seats), chair, tuple(ordered))


def _readiness(force: Force, on: datetime.date) -> Readiness | None:
    chosen = newest_assessment(force)
    return readiness(chosen, on=on) if chosen else None


def newest_assessment(force: Force) -> Assessment | None:
    """Return the force's assessment against the newest framework that it is graded by; None where there is none."""
    found = Assessment.objects.filter(force=force, subject="", edition__framework__kind=Framework.Kind.GRADED)
    newest = F("edition__published_on").desc(nulls_last=True)
    return found.with_edition().order_by(newest, "-starts_on", "-pk").first()
