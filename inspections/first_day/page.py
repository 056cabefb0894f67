"""The register's first day: what was said of it, and the reports of which it decides what is made."""

import datetime
from dataclasses import dataclass

from accounts.models import Force
from inspections.calendar.pcc_responses import ClockRow, clocks
from inspections.models import FirstDay


@dataclass(frozen=True, slots=True)
class FirstDayPage:
    """A register's first day, if somebody has said it, the day to propose, and the reports without comments so far.

    The reports are those whose 56 days are over: the day settles those that had ended before it.
    """

    first_day: FirstDay | None
    proposed: datetime.date
    reports: tuple[ClockRow, ...]

    @property
    def before(self) -> int:
        """How many of the reports the day has settled."""
        return sum(row.is_before for row in self.reports)


def first_day_page(force: Force, *, on: datetime.date) -> FirstDayPage:
    """Return the page of a force's first day on a day; two queries.

    Where nobody has said it yet, the day is proposed on which the first report was entered.
    """
    first_day = FirstDay.objects.filter(force=force).select_related("by").first()
    rows = clocks(force, on=on)
    entered = [row.inspection.entered_on for row in rows if row.inspection.entered_on]
    proposed = first_day.on if first_day else min(entered, default=on)
    reports = (row for row in rows if not row.is_settled and row.due_on < on)
    return FirstDayPage(first_day, proposed, tuple(sorted(reports, key=lambda row: row.due_on)))
