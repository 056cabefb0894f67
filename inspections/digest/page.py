"""The weekly digest of one force: what moved, what is overdue, what waits with HMICFRS, and what comes next."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import Force
from config.wording import several
from inspections.board_paper.report import WaitingBatch, waiting_batches
from inspections.calendar.page import DiaryEntry, diary
from inspections.finding.lifecycle import Act, State, said
from inspections.models import Finding, FindingEvent

WEEK = datetime.timedelta(days=7)
# More lines than this of one kind are counted instead.
MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a digest: a heading and its lines, or the sentence that stands where there are none."""

    heading: str
    lines: tuple[str, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One force's week up to a day, and the `days` after it.

    `moved` holds what was recorded in the last seven days, even if it happened earlier. What came out of a file with
    its findings moved only if it happened in these days; `brought_in` counts the findings. `due` holds live findings
    with the force that are due, or to be submitted, in the days ahead.
    """

    force: Force
    on: datetime.date
    days: int
    moved: tuple[FindingEvent, ...]
    brought_in: int
    overdue: tuple[Finding, ...]
    waiting: tuple[WaitingBatch, ...]
    due: tuple[tuple[datetime.date, str, Finding], ...]
    late: tuple[DiaryEntry, ...]
    dates: tuple[DiaryEntry, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The digest as it is read, in any format."""
        ahead = f"in the next {self.days} days"
        return (
            Section("What moved in the last week", _few(_moved(self.moved, self.brought_in)), "Nothing was recorded."),
            Section("Overdue", _few(_overdue(self.overdue, self.late)), "Nothing is overdue."),
            Section("Waiting with HMICFRS", _few(_waiting(self.waiting)), "Nothing is with HMICFRS for closure."),
            Section(f"Due {ahead}", _few(_due(self.due)), "No finding is due or to be submitted."),
            Section(f"On the calendar {ahead}", _few(_dates(self.dates)), "Nothing is on the calendar."),
        )


def digest(force: Force, *, on: datetime.date, days: int) -> Digest:
    """Return one force's digest on a day; seven queries, whatever happened."""
    live = list(Finding.objects.filter(force=force).live(on).with_all().order_by("due_on", "reference_found", "pk"))
    recorded = FindingEvent.objects.filter(finding__force=force, on__lte=on, recorded_at__date__lte=on)
    events = recorded.filter(recorded_at__date__gt=on - WEEK).exclude(kind=Act.ASSIGNED)
    week = list(events.select_related("finding").order_by("on", "finding__reference", "position"))
    files = {event.finding_id: event.recorded_at for event in week if event.is_out_of_a_file}
    calendar = diary(force, on=on)
    return Digest(
        force=force,
        on=on,
        days=days,
        moved=tuple(
            event for event in week if event.on > on - WEEK or files.get(event.finding_id) != event.recorded_at
        ),
        brought_in=len(files),
        overdue=tuple(finding for finding in live if finding.is_overdue(on)),
        waiting=waiting_batches(live, on),
        due=tuple(_coming(live, on, on + datetime.timedelta(days=days))),
        late=calendar.late,
        dates=calendar.within(days),
    )


def _coming(
    live: Iterable[Finding], on: datetime.date, until: datetime.date
) -> list[tuple[datetime.date, str, Finding]]:
    """Return what is due or to be submitted between the days, both included, by day."""
    coming = [
        (day, what, finding)
        for finding in live
        for day, what in ((finding.due_on, "due"), (finding.closedown_on, "to be submitted"))
        if finding.state != State.SUBMITTED and day and on <= day <= until
    ]
    return sorted(coming, key=lambda entry: (entry[0], entry[2].reference, entry[1]))


def _moved(events: Iterable[FindingEvent], brought_in: int) -> list[str]:
    lines = [f"{event.finding.reference}: {event.get_kind_display().lower()}, {said(event.on)}" for event in events]
    if brought_in:
        lines.insert(0, f"{several(brought_in, 'finding')} brought in, with what had happened before")
    return lines


def _overdue(findings: Iterable[Finding], late: Iterable[DiaryEntry]) -> list[str]:
    owes = {"pcc": "The PCC's comments on", "evidence": "Evidence to review:"}
    owed = [f"{owes[entry.source]} {entry.title}: {entry.countdown}" for entry in late]
    return owed + [
        f"{finding.reference}, due {said(finding.due_on)} {_lead(finding)}" for finding in findings if finding.due_on
    ]


def _waiting(batches: Iterable[WaitingBatch]) -> list[str]:
    return [
        f"Batch {batch.name}, submitted on {said(batch.on)}: {batch.total} waiting, {batch.days} days so far"
        for batch in batches
    ]


def _due(coming: Iterable[tuple[datetime.date, str, Finding]]) -> list[str]:
    return [f"{said(day)}: {finding.reference} {what} {_lead(finding)}" for day, what, finding in coming]


def _lead(finding: Finding) -> str:
    return f"({finding.force_lead or 'no force lead yet'})"


def _dates(entries: Iterable[DiaryEntry]) -> list[str]:
    return [
        f"{entry.period.printed}: {entry.title}{f', {entry.detail}' if entry.detail else ''} ({entry.countdown})"
        for entry in entries
    ]


def _few(lines: Sequence[str]) -> tuple[str, ...]:
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    return (*lines[: MOST_LINES - 1], f"and {len(lines) - MOST_LINES + 1} more")
