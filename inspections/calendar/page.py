"""A force's calendar: key dates, meetings, the commissioner's clocks and evidence to review, as they come."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from accounts.models import Force
from evidence.models import Item
from inspections.calendar.periods import Period
from inspections.models import BoardMeeting, Inspection, KeyDate
from inspections.models.pcc_responses import last_day

# What somebody owes by its day: it is late afterwards, until it is done.
OWED = frozenset({"pcc", "evidence"})


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """One thing on the calendar. `source` and `pk` say what it is, `about` is the board's or the inspection's key."""

    source: str
    pk: int
    about: int
    period: Period
    title: str
    detail: str
    note: str
    link: str
    countdown: str

    @property
    def key(self) -> str:
        return f"{self.source}-{self.pk}"


@dataclass(frozen=True, slots=True)
class Month:
    """What begins in one month, or is under way in it."""

    label: str
    entries: tuple[DiaryEntry, ...]


@dataclass(frozen=True, slots=True)
class Diary:
    """A calendar on a day: what is late, what is under way or to come by month, and what is over, the latest first."""

    on: datetime.date
    late: tuple[DiaryEntry, ...]
    months: tuple[Month, ...]
    over: tuple[DiaryEntry, ...]

    @property
    def to_come(self) -> tuple[DiaryEntry, ...]:
        return tuple(entry for month in self.months for entry in month.entries)

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.months or self.over)

    def within(self, days: int) -> tuple[DiaryEntry, ...]:
        """Return what is under way or may begin within so many days."""
        until = self.on + datetime.timedelta(days=days)
        return tuple(entry for entry in self.to_come if entry.period.first <= until)


def diary(force: Force, *, on: datetime.date) -> Diary:
    """Return the calendar of a force as it stands on a day; four queries, whatever is on it."""
    clocks, answered = _clocks(force, on)
    dated = sorted([*_key_dates(force, on), *_meetings(force, on), *clocks, *_reviews(force, on)], key=_place)
    late = [entry for entry in dated if entry.source in OWED and entry.period.last < on]
    to_come = [entry for entry in dated if entry.period.last >= on]
    over = [entry for entry in dated if entry.period.last < on and entry not in late]
    past = sorted([*over, *answered], key=lambda entry: (entry.period.last, entry.key), reverse=True)
    return Diary(on, tuple(late), tuple(_months(to_come, on)), tuple(past))


def _place(entry: DiaryEntry) -> tuple:
    return (*entry.period.order, entry.title, entry.key)


def _key_dates(force: Force, on: datetime.date) -> Iterable[DiaryEntry]:
    for each in KeyDate.objects.filter(force=force).order_by("pk"):
        kind = str(each.get_kind_display())
        detail = "" if kind == each.title else kind
        yield _entry("date", each.pk, each.pk, each.period, each.title, detail, each.note, each.link, on)


def _meetings(force: Force, on: datetime.date) -> Iterable[DiaryEntry]:
    for each in BoardMeeting.objects.filter(board__force=force).select_related("board").order_by("pk"):
        day = Period(each.on, each.on)
        yield _entry("meeting", each.pk, each.board_id, day, str(each.board), "Meeting", each.note, each.agenda, on)


def _clocks(force: Force, on: datetime.date) -> tuple[list[DiaryEntry], list[DiaryEntry]]:
    """Return the clocks that run, and those that were stopped by published comments."""
    reports = Inspection.objects.filter(force=force, published_on__lte=on).select_related("pcc_response")
    running, answered = [], []
    for each in reports.order_by("pk"):
        response = getattr(each, "pcc_response", None)
        if each.published_on and (response is None or not response.is_settled):
            due = last_day(each.published_on)
            running.append(_clock(each, Period(due, due), "Last day for the PCC's comments", on))
        elif response and response.responded_on:
            day = Period(response.responded_on, response.responded_on)
            answered.append(_clock(each, day, "PCC's comments published", on, link=response.link))
    return running, answered


def _reviews(force: Force, on: datetime.date) -> Iterable[DiaryEntry]:
    """Yield the evidence that is to be reviewed. What is sensitive isn't named: a calendar travels."""
    for each in Item.objects.filter(force=force, review_on__isnull=False).order_by("pk"):
        open_to_name = each.marking == Item.Marking.OFFICIAL
        title = each.title if open_to_name else f"Evidence marked {each.get_marking_display()}"
        if each.review_on:
            day = Period(each.review_on, each.review_on)
            yield _entry("evidence", each.pk, each.pk, day, title, "Evidence to review", "", "", on)


def _clock(each: Inspection, day: Period, detail: str, on: datetime.date, *, link: str = "") -> DiaryEntry:
    return _entry("pcc", each.pk, each.pk, day, str(each), detail, "", link, on)


def _entry(
    source: str, pk: int, about: int, at: Period, title: str, detail: str, note: str, link: str, on: datetime.date
) -> DiaryEntry:
    return DiaryEntry(source, pk, about, at, title, detail, note, link, countdown(source, at, on))


def countdown(source: str, at: Period, on: datetime.date) -> str:
    """Return how far it is, in words; of what is owed and wasn't done in time, by how much."""
    late = (on - at.last).days
    if source in OWED and late > 0:
        return f"{late} day{'s' if late != 1 else ''} late"
    return at.countdown(on)


def _months(entries: list[DiaryEntry], on: datetime.date) -> Iterable[Month]:
    def month(entry: DiaryEntry) -> datetime.date:
        return max(entry.period.first, on).replace(day=1)

    for first, group in groupby(sorted(entries, key=month), key=month):
        yield Month(f"{first:%B %Y}", tuple(group))
