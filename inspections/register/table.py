"""The register's table as at a date: live findings by type and origin, what moved, and how long they waited."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db.models import Max

from accounts.models import Force
from config.days import days_later
from inspections.finding.ageing import BANDS, Held, band, held
from inspections.finding.lifecycle import ENDED, ENDS, STATE_AFTER, Act
from inspections.models import BoardMeeting, Finding, FindingEvent, Inspection, PortalCount

MARKING = "OFFICIAL"
# Where no board has met, movement is counted from so many days before: about a quarter.
DAYS_BACK = 91
KINDS = tuple(Finding.Kind)
History = list[tuple[str, datetime.date]]


@dataclass(frozen=True, slots=True)
class Figure:
    """How many findings are live, and how many of those are with HMICFRS for closure; None where that isn't known."""

    live: int
    submitted: int | None

    @property
    def printed(self) -> str:
        """As the table prints it: submitted findings in brackets, and nothing for nought."""
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
    """How many findings of each type something counts; `label` says what."""

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

    `balance` adds up: live before, plus new and reopened, less closed and no further action, is live now. `passed`
    counts the other acts. `with_force` and `with_hmicfrs` count live findings by the days spent with each so far;
    `with_hmicfrs` leaves out those that were never submitted.
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
    lines = [Line(**row) for row in Finding.objects.filter(force=force).as_at(on).order_by("pk").for_the_table()]
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
        passed=_done((Act.COMPLETED, Act.SUBMITTED, Act.RETURNED), lines, histories, since),
        with_force=_bands(live, times, lambda time: time.with_force),
        with_hmicfrs=_bands(_ever_submitted(live, histories), times, lambda time: time.with_hmicfrs),
        overdue=_overdue(live, on),
    )


def default_since(force: Force, on: datetime.date) -> datetime.date:
    """Return the last day before on which a board of the force met, or else about a quarter before; one query."""
    meetings = BoardMeeting.objects.filter(board__force=force, on__lt=on)
    return meetings.aggregate(last=Max("on"))["last"] or days_later(on, -DAYS_BACK)


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


def _row(code: str, origin: str, live: Collection[Line]) -> RegisterRow:
    kinds = Counter(line.kind for line in live)
    submitted = Counter(line.kind for line in live if line.is_submitted)
    figures = {field: Figure(kinds[kind], submitted[kind]) for kind, field in PortalCount.FIELDS.items()}
    return RegisterRow(code=code, origin=origin, **figures)


def _portal(count: PortalCount) -> Counts:
    numbers = {field: getattr(count, field) for field in PortalCount.FIELDS.values()}
    return Counts(code="portal", label="Total on HMIC monitoring portal", **numbers)


def _counts(code: str, label: str, lines: Iterable[Line]) -> Counts:
    kinds = Counter(line.kind for line in lines)
    return Counts(code=code, label=label, **{field: kinds[kind] for kind, field in PortalCount.FIELDS.items()})


def _balance(lines: list[Line], histories: dict[int, History], since: datetime.date) -> tuple[Counts, ...]:
    before = [line for line in lines if _was_live(histories[line.pk], since)]
    return (
        _counts("live_before", "Live before", before),
        *_done((Act.ISSUED, Act.REOPENED, Act.CLOSED, Act.NO_FURTHER_ACTION), lines, histories, since),
        _counts("live_now", "Live now", [line for line in lines if line.is_live]),
    )


def _done(
    acts: Iterable[Act], lines: list[Line], histories: dict[int, History], since: datetime.date
) -> tuple[Counts, ...]:
    """Return for each act the findings to which it was done after that day, each as often as it was done."""
    done = defaultdict(list)
    for line in lines:
        for act, day in histories[line.pk]:
            if day > since:
                done[act].append(line)
    names = {Act.ISSUED: "New"}
    return tuple(_counts(act.value, names.get(act, str(act.label)), done[act]) for act in acts)


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
