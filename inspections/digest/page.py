"""The week in one force's inspections: what moved, what is overdue, what waits with HMICFRS, and what is due next."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import Force
from inspections.board_paper.report import WaitingBatch, waiting_batches
from inspections.calendar.page import DiaryEntry, diary
from inspections.finding.lifecycle import Act, State, said
from inspections.models import Finding, FindingEvent

WEEK = datetime.timedelta(days=7)
# More lines than this of one kind are counted instead.
MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a digest as it is read: a heading and its lines, or what is said where there are none."""

    heading: str
    lines: tuple[str, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One force's week up to a day, and the `days` after it.

    `moved` holds what was recorded in the last seven days, whenever it happened: nothing that was recorded late is
    missed. `due` holds live findings with the force that are due, or to be submitted, in the days ahead.
    """

    force: Force
    on: datetime.date
    days: int
    moved: tuple[FindingEvent, ...]
    overdue: tuple[Finding, ...]
    waiting: tuple[WaitingBatch, ...]
    due: tuple[tuple[datetime.date, str, Finding], ...]
    late: tuple[DiaryEntry, ...]
    dates: tuple[DiaryEntry, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The digest as it is read, in any format."""
        ahead = f"in the next {self.days} days"
        waits = [
            f"Batch {each.name}, submitted on {said(each.on)}: {each.total} waiting, {each.days} days so far"
            for each in self.waiting
        ]
        return (
            Section("What moved in the last week", _few(_moved(self.moved)), "Nothing was recorded."),
            Section("Overdue", _few(_overdue(self.overdue, self.late)), "Nothing is overdue."),
            Section("Waiting with HMICFRS", _few(waits), "Nothing is with HMICFRS for closure."),
            Section(f"Due {ahead}", _few(_due(self.due)), "No finding is due or to be submitted."),
            Section(f"On the calendar {ahead}", _few(_dates(self.dates)), "Nothing is on the calendar."),
        )


def digest(force: Force, *, on: datetime.date, days: int) -> Digest:
    """Return one force's digest on a day; seven queries, whatever happened."""
    live = list(Finding.objects.filter(force=force).live(on).with_all().order_by("due_on", "reference", "pk"))
    recorded = FindingEvent.objects.filter(finding__force=force, on__lte=on, recorded_at__date__lte=on)
    events = recorded.filter(recorded_at__date__gt=on - WEEK).exclude(kind=Act.ASSIGNED)
    answer = diary(force, on=on)
    return Digest(
        force=force,
        on=on,
        days=days,
        moved=tuple(events.select_related("finding").order_by("on", "finding__reference", "position")),
        overdue=tuple(each for each in live if each.is_overdue(on)),
        waiting=waiting_batches(live, on),
        due=tuple(_coming(live, on, on + datetime.timedelta(days=days))),
        late=answer.late,
        dates=answer.within(days),
    )


def _coming(
    live: Iterable[Finding], on: datetime.date, until: datetime.date
) -> list[tuple[datetime.date, str, Finding]]:
    """Return what is due or to be submitted between the days, both included, by day."""
    ours = [each for each in live if each.state != State.SUBMITTED]
    due = [(each.due_on, "due", each) for each in ours if each.due_on and on <= each.due_on <= until]
    closing = [
        (each.closedown_on, "to be submitted", each)
        for each in ours
        if each.closedown_on and on <= each.closedown_on <= until
    ]
    return sorted([*due, *closing], key=lambda each: (each[0], each[2].reference, each[1]))


def _moved(events: Iterable[FindingEvent]) -> list[str]:
    return [f"{each.finding.reference}: {each.get_kind_display().lower()}, {said(each.on)}" for each in events]


def _overdue(findings: Iterable[Finding], late: Iterable[DiaryEntry]) -> list[str]:
    owes = {"pcc": "The PCC's comments on", "evidence": "Evidence to review:"}
    clocks = [f"{owes[each.source]} {each.title}: {each.countdown}" for each in late]
    owed = [
        f"{each.reference}, due {said(each.due_on)} ({each.force_lead or 'no force lead yet'})"
        for each in findings
        if each.due_on
    ]
    return [*clocks, *owed]


def _due(coming: Iterable[tuple[datetime.date, str, Finding]]) -> list[str]:
    return [
        f"{said(day)}: {each.reference} {word} ({each.force_lead or 'no force lead yet'})" for day, word, each in coming
    ]


def _dates(entries: Iterable[DiaryEntry]) -> list[str]:
    return [
        f"{each.period.printed}: {each.title}{f', {each.detail}' if each.detail else ''} ({each.countdown})"
        for each in entries
    ]


def _few(lines: Sequence[str]) -> tuple[str, ...]:
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    return (*lines[: MOST_LINES - 1], f"and {len(lines) - MOST_LINES + 1} more")
