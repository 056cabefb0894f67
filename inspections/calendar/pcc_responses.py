"""The PCC's comments on inspection reports: by when they are due, which were published, and what they answered."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.models import Force
from inspections.calendar.page import countdown
from inspections.calendar.periods import Period
from inspections.models import Finding, Inspection, PccResponse
from inspections.models.pcc_responses import Tracking, last_day, tracking_of


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One report: the last day for comments on it, how far off that is, and the comments that were published."""

    inspection: Inspection
    response: PccResponse | None
    tracking: Tracking
    due_on: datetime.date
    countdown: str
    is_late: bool
    days_late: int
    recommendations: int
    answered: int

    @property
    def is_settled(self) -> bool:
        return self.response is not None and self.response.is_settled

    @property
    def is_running(self) -> bool:
        """Whether comments are awaited."""
        return not self.is_settled and self.tracking == Tracking.TRACKED

    @property
    def is_unrecorded(self) -> bool:
        """Whether nobody has said if comments were published, so that nothing can be said of them."""
        return not self.is_settled and self.tracking == Tracking.NOT_RECORDED

    @property
    def is_before(self) -> bool:
        """Whether it lies before the register's first day, with nothing recorded of it."""
        return not self.is_settled and self.tracking == Tracking.BEFORE


def clocks(force: Force, *, on: datetime.date) -> tuple[ClockRow, ...]:
    """Return a row for each published report; one query.

    Those that wait come first, by their last day; then those not recorded, those settled, and what lies before the
    register, the latest first.
    """

    def order(row: ClockRow) -> tuple:
        return row.due_on, row.inspection.title

    rows = sorted((clock(report, on) for report in published().filter(force=force)), key=order)
    waiting = [row for row in rows if row.is_running]
    others = [row for row in reversed(rows) if not row.is_running]
    return (*waiting, *sorted(others, key=lambda row: (row.is_before, row.is_settled)))


def published():
    """Return the published reports with their responses, and how many recommendations each has and are answered."""
    recommendation = Q(findings__kind=Finding.Kind.RECOMMENDATION)
    return Inspection.objects.published().annotate(
        recommendations=Count("findings", filter=recommendation, distinct=True),
        answered=Count("findings__pcc_responses", filter=recommendation, distinct=True),
    )


def clock(inspection: Any, on: datetime.date) -> ClockRow:
    """Return the row of one report of `published`; no query."""
    response = getattr(inspection, "pcc_response", None)
    due = last_day(inspection.published_on)
    responded, awaited = response.responded_on if response else None, tracking_of(inspection)
    # Comments that somebody recorded were late or weren't; of those that nobody did, only the awaited ones are.
    late = (responded or on) > due and (responded is not None or awaited == Tracking.TRACKED)
    return ClockRow(
        inspection=inspection,
        response=response,
        tracking=awaited,
        due_on=due,
        countdown=countdown("pcc", Period(due, due), on),
        is_late=late and not (response and response.not_needed),
        days_late=max(0, ((responded or on) - due).days),
        recommendations=inspection.recommendations,
        answered=inspection.answered,
    )
