"""The register as a board reads it: live findings by type and origin as at a date, what moved, and what waits."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import Force
from inspections.finding.ageing import BANDS, Held, band, held
from inspections.finding.lifecycle import ENDED, ENDS, STATE_AFTER, Act
from inspections.models import BoardMeeting, Finding, FindingEvent, Inspection, PortalCount

MARKING = "OFFICIAL"
# What a movement is counted from where no board has met: about a quarter.
DAYS_BACK = 91
KINDS = (Finding.Kind.CAUSE_OF_CONCERN, Finding.Kind.RECOMMENDATION, Finding.Kind.AFI)
History = list[tuple[str, datetime.date]]


@dataclass(frozen=True, slots=True)
class Figure:
    """How many are live, and how many of these are with HMICFRS for closure; None where nobody can tell."""

    live: int
    submitted: int | None

    @property
    def printed(self) -> str:
        """As a board reads it: the submitted in brackets, and nothing where there is none."""
        return f"{self.live} ({self.submitted})" if self.submitted else str(self.live or "")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One origin's figures, or the total's."""

    code: str
    origin: str
    causes_of_concern: Figure
    recommendations: Figure
    afis: Figure

    @property
    def figures(self) -> tuple[Figure, Figure, Figure]:
        return self.causes_of_concern, self.recommendations, self.afis


@dataclass(frozen=True, slots=True)
class Counts:
    """So many of each type, under a name."""

    code: str
    label: str
    causes_of_concern: int
    recommendations: int
    afis: int

    @property
    def figures(self) -> tuple[int, int, int]:
        return self.causes_of_concern, self.recommendations, self.afis

    @property
    def total(self) -> int:
        return sum(self.figures)


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """The register of one force at the end of one day, and what happened to it after `since`.

    `balance` adds up: live before, and new, and reopened, less closed and dropped, is live now. `passed` are the
    other acts. `with_force` and `with_hmicfrs` count the live findings by the days spent with each so far; the second
    only those that were ever submitted.
    """

    force: str
    marking: str
    on: datetime.date
    since: datetime.date
    rows: tuple[RegisterRow, ...]
    total: RegisterRow
    portal: Counts | None
    portal_on: datetime.date | None
    balance: tuple[Counts, ...]
    passed: tuple[Counts, ...]
    with_force: tuple[Counts, ...]
    with_hmicfrs: tuple[Counts, ...]
    overdue: Counts


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as the table counts it."""

    pk: int
    kind: str
    origin: str
    last_act: str
    due_on: datetime.date | None

    @property
    def is_live(self) -> bool:
        return self.last_act not in ENDS

    @property
    def is_submitted(self) -> bool:
        return self.last_act == Act.SUBMITTED


def register_table(force: Force, on: datetime.date, since: datetime.date | None = None) -> RegisterTable:
    """Return the register as it was at the end of a day; four queries, whatever its size.

    Movement is counted after `since`: where none is given, the last day before on which a board of the force met.
    """
    since = since or default_since(force, on)
    found = Finding.objects.filter(force=force).as_at(on).order_by("pk")
    lines = [Line(*row) for row in found.for_the_table()]
    histories = _histories(force, on)
    live = [line for line in lines if line.is_live]
    times = {line.pk: held(histories[line.pk], on) for line in live}
    portal = PortalCount.objects.filter(force=force, on__lte=on).order_by("-on").first()
    return RegisterTable(
        force=force.name,
        marking=MARKING,
        on=on,
        since=since,
        rows=_rows(live),
        total=_row("total", "Total on Force register", live),
        portal=_portal(portal) if portal else None,
        portal_on=portal.on if portal else None,
        balance=_balance(lines, histories, since),
        passed=_passed(lines, histories, since),
        with_force=_bands(live, times, lambda time: time.with_force),
        with_hmicfrs=_bands(_ever_submitted(live, histories), times, lambda time: time.with_hmicfrs),
        overdue=_overdue(live, on),
    )


def default_since(force: Force, on: datetime.date) -> datetime.date:
    """Return the last day before on which a board of the force met, or else about a quarter before; one query."""
    return _last_meeting(force, on) or on - datetime.timedelta(days=DAYS_BACK)


def _last_meeting(force: Force, on: datetime.date) -> datetime.date | None:
    return (
        BoardMeeting.objects.filter(board__force=force, on__lt=on).order_by("-on").values_list("on", flat=True).first()
    )


def _histories(force: Force, on: datetime.date) -> dict[int, History]:
    events = FindingEvent.objects.filter(finding__force=force, on__lte=on).exclude(kind=Act.ASSIGNED)
    histories: dict[int, History] = defaultdict(list)
    for finding, act, day in events.order_by("finding", "position").values_list("finding", "kind", "on"):
        histories[finding].append((act, day))
    return histories


def _rows(live: list[Line]) -> tuple[RegisterRow, ...]:
    """Return the origins in their order. The last, which isn't every force's, only where it holds something."""
    by_origin = defaultdict(list)
    for line in live:
        by_origin[line.origin].append(line)
    shown = [origin for origin in Inspection.Origin if origin != Inspection.Origin.OTHER or by_origin[origin]]
    return tuple(_row(str(origin), str(origin.label), by_origin[origin]) for origin in shown)


def _row(code: str, origin: str, live: Iterable[Line]) -> RegisterRow:
    of_kind = {kind: [line for line in live if line.kind == kind] for kind in KINDS}
    figures = (Figure(len(lines), sum(line.is_submitted for line in lines)) for lines in of_kind.values())
    return RegisterRow(code, origin, *figures)


def _portal(count: PortalCount) -> Counts:
    figures = (count.causes_of_concern, count.recommendations, count.afis)
    return Counts("portal", "Total on HMIC monitoring portal", *figures)


def _counts(code: str, label: str, lines: Iterable[Line]) -> Counts:
    kinds = [line.kind for line in lines]
    return Counts(code, label, *(kinds.count(kind) for kind in KINDS))


def _balance(lines: list[Line], histories: dict[int, History], since: datetime.date) -> tuple[Counts, ...]:
    before = [line for line in lines if _was_live(histories[line.pk], since)]
    acts = (
        (Act.ISSUED, "New"),
        (Act.REOPENED, "Reopened"),
        (Act.CLOSED, "Closed by HMICFRS"),
        (Act.NO_FURTHER_ACTION, "No further action"),
    )
    return (
        _counts("live_before", "Live before", before),
        *(_counts(str(act), label, _each_time(lines, histories, act, since)) for act, label in acts),
        _counts("live_now", "Live now", [line for line in lines if line.is_live]),
    )


def _passed(lines: list[Line], histories: dict[int, History], since: datetime.date) -> tuple[Counts, ...]:
    acts = (Act.COMPLETED, Act.SUBMITTED, Act.RETURNED)
    return tuple(_counts(str(act), str(act.label), _each_time(lines, histories, act, since)) for act in acts)


def _each_time(lines: list[Line], histories: dict[int, History], act: str, since: datetime.date) -> list[Line]:
    """Return the findings to which it was done after that day, each as often as it was done."""
    return [line for line in lines for done, day in histories[line.pk] if done == act and day > since]


def _was_live(history: History, on: datetime.date) -> bool:
    acts = [act for act, day in history if day <= on]
    return bool(acts) and STATE_AFTER[acts[-1]] not in ENDED


def _ever_submitted(live: list[Line], histories: dict[int, History]) -> list[Line]:
    return [line for line in live if any(act == Act.SUBMITTED for act, _ in histories[line.pk])]


def _bands(lines: list[Line], times: dict[int, Held], days: Callable[[Held], int]) -> tuple[Counts, ...]:
    places: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        places[band(days(times[line.pk]))].append(line)
    return tuple(_counts(str(least), label, places[place]) for place, (least, label) in enumerate(BANDS))


def _overdue(live: list[Line], on: datetime.date) -> Counts:
    late = [line for line in live if line.due_on and line.due_on < on and not line.is_submitted]
    return _counts("overdue", "Overdue", late)
