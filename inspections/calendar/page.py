"""A force's calendar: key dates, board meetings, last days for the PCC's comments, and evidence to review."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from accounts.models import Force
from config.wording import several
from evidence.models import Item
from inspections.calendar.periods import Period
from inspections.models import BoardMeeting, Inspection, KeyDate
from inspections.models.pcc_responses import Tracking, last_day, tracking_of

# What somebody owes by a day: it is late after that, until it is done.
OWED = frozenset({"pcc", "evidence"})


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """One thing on the calendar. `source` and `pk` say what it is; `about` is the board's key, of a meeting."""

    source: str
    pk: int
    period: Period
    title: str
    countdown: str
    about: int | None = None
    detail: str = ""
    note: str = ""
    link: str = ""

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
    """A calendar on a day: what is late, what is under way or to come by month, and what is over, the latest first.

    `unrecorded` counts the reports of which nobody has said whether comments on them were published.
    """

    on: datetime.date
    late: tuple[DiaryEntry, ...]
    months: tuple[Month, ...]
    over: tuple[DiaryEntry, ...]
    unrecorded: int

    @property
    def to_come(self) -> tuple[DiaryEntry, ...]:
        return tuple(entry for month in self.months for entry in month.entries)

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.months or self.over or self.unrecorded)

    def within(self, days: int) -> tuple[DiaryEntry, ...]:
        """Return what is under way or may begin within so many days."""
        until = self.on + datetime.timedelta(days=days)
        return tuple(entry for entry in self.to_come if entry.period.first <= until)


def diary(force: Force, *, on: datetime.date) -> Diary:
    """Return the calendar of a force as it stands on a day; four queries, whatever is on it."""
    clocks, answered, unrecorded = _clocks(force, on)
    entries = sorted([*_key_dates(force, on), *_meetings(force, on), *clocks, *_reviews(force, on)], key=_order)
    late = [entry for entry in entries if entry.source in OWED and entry.period.last < on]
    to_come = [entry for entry in entries if entry.period.last >= on]
    over = [entry for entry in entries if entry.source not in OWED and entry.period.last < on]
    past = sorted([*over, *answered], key=lambda entry: (entry.period.last, entry.key), reverse=True)
    months = tuple(_months(to_come, on))
    return Diary(on=on, late=tuple(late), months=months, over=tuple(past), unrecorded=unrecorded)


def _order(entry: DiaryEntry) -> tuple:
    return (*entry.period.order, entry.title, entry.key)


def _entry(source: str, pk: int, period: Period, title: str, on: datetime.date, **details) -> DiaryEntry:
    words = countdown(source, period, on)
    return DiaryEntry(source=source, pk=pk, period=period, title=title, countdown=words, **details)


def _key_dates(force: Force, on: datetime.date) -> Iterable[DiaryEntry]:
    for date in KeyDate.objects.filter(force=force).order_by("pk"):
        kind = str(date.get_kind_display())
        detail = "" if kind == date.title else kind
        yield _entry("date", date.pk, date.period, date.title, on, detail=detail, note=date.note, link=date.link)


def _meetings(force: Force, on: datetime.date) -> Iterable[DiaryEntry]:
    for meeting in BoardMeeting.objects.filter(board__force=force).select_related("board").order_by("pk"):
        board, day = meeting.board, Period(meeting.on, meeting.on)
        note, agenda = meeting.note, meeting.agenda
        yield _entry(
            "meeting", meeting.pk, day, str(board), on, about=board.pk, detail="Meeting", note=note, link=agenda
        )


def _clocks(force: Force, on: datetime.date) -> tuple[list[DiaryEntry], list[DiaryEntry], int]:
    """Return the reports that wait for the PCC's comments, those with comments, and how many it isn't recorded of."""
    waiting, answered, unrecorded = [], [], 0
    for report in Inspection.objects.published().filter(force=force, published_on__lte=on).order_by("pk"):
        response, title, awaited = getattr(report, "pcc_response", None), str(report), tracking_of(report)
        if response and response.responded_on:
            day = Period(response.responded_on, response.responded_on)
            detail = "PCC's comments published"
            answered.append(_entry("pcc", report.pk, day, title, on, detail=detail, link=response.link))
        elif response and response.is_settled:
            continue
        elif report.published_on and awaited == Tracking.TRACKED:
            due = last_day(report.published_on)
            detail = "Last day for the PCC's comments"
            waiting.append(_entry("pcc", report.pk, Period(due, due), title, on, detail=detail))
        else:
            unrecorded += awaited == Tracking.NOT_RECORDED
    return waiting, answered, unrecorded


def _reviews(force: Force, on: datetime.date) -> Iterable[DiaryEntry]:
    """Yield the evidence to review. What is sensitive isn't named, because people take their calendars elsewhere."""
    for item in Item.objects.filter(force=force, review_on__isnull=False).order_by("pk"):
        is_official = item.marking == Item.Marking.OFFICIAL
        title = item.title if is_official else f"Evidence marked {item.get_marking_display()}"
        if item.review_on:
            day = Period(item.review_on, item.review_on)
            yield _entry("evidence", item.pk, day, title, on, detail="Evidence to review")


def countdown(source: str, period: Period, on: datetime.date) -> str:
    """Return how far off something is, in words; or by how much it is late, where somebody owes it."""
    late = (on - period.last).days
    if source in OWED and late > 0:
        return f"{several(late, 'day')} late"
    return period.countdown(on)


def _months(entries: list[DiaryEntry], on: datetime.date) -> Iterable[Month]:
    def month(entry: DiaryEntry) -> datetime.date:
        return max(entry.period.first, on).replace(day=1)

    for first, group in groupby(sorted(entries, key=month), key=month):
        yield Month(f"{first:%B %Y}", tuple(group))
