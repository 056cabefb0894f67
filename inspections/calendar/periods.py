"""Dates that are known to the day or only to the month: how they sort, print and count down. Plain Python."""

import calendar
import datetime
from dataclasses import dataclass

from django.db.models import TextChoices

from config.wording import several
from inspections.finding.lifecycle import said


class Precision(TextChoices):
    DAY = "day", "To the day"
    MONTH = "month", "Only the month is known"


def last_of_month(day: datetime.date) -> datetime.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day that it may be on. Where only the month is known, these are the month's."""

    first: datetime.date
    last: datetime.date
    by_month: bool = False

    @property
    def order(self) -> tuple[datetime.date, datetime.date, bool]:
        """What to sort by: a whole month comes after its known days, since it may be as late as its last."""
        return (self.last if self.by_month else self.first, self.last, self.by_month)

    @property
    def printed(self) -> str:
        """As people write it: 5 September 2026, June 2027, 3 to 30 October 2026."""
        if self.by_month:
            return _joined(self.first, self.last, "%B", "%B %Y")
        if self.first == self.last:
            return said(self.first)
        return _joined(self.first, self.last, "%B", "%B %Y", days=True)

    def countdown(self, on: datetime.date) -> str:
        """Return how far off it is from that day, in words; a number of days only where the day is known."""
        if self.last < on:
            return "Past"
        if self.first <= on:
            return self._now(on)
        days = (self.first - on).days
        if not self.by_month:
            return "Tomorrow" if days == 1 else f"In {days} days"
        months = (self.first.year - on.year) * 12 + self.first.month - on.month
        return "Next month" if months == 1 else f"In {months} months"

    def _now(self, on: datetime.date) -> str:
        if self.by_month:
            return "This month"
        if self.last == on:
            return "Today" if self.first == on else "Ends today"
        return f"Under way, {several((self.last - on).days, 'day')} left"


def period(on: datetime.date, until: datetime.date | None, precision: str) -> Period:
    """Return the period that a stored date stands for; where only the month is known, its day says nothing."""
    until = until or on
    if precision == Precision.MONTH:
        return Period(on.replace(day=1), last_of_month(until), by_month=True)
    return Period(on, until)


def _joined(first: datetime.date, last: datetime.date, month: str, whole: str, *, days: bool = False) -> str:
    """Return the two days joined by “to”, the first without the month or year that the second names."""

    def text(day: datetime.date, pattern: str) -> str:
        return f"{day.day} {day:{pattern}}" if days else f"{day:{pattern}}"

    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {text(last, whole)}" if days else text(last, whole)
    return f"{text(first, month if first.year == last.year else whole)} to {text(last, whole)}"
