"""Which inspection reports the local policing body has answered, by when it must, and what is left to say."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Force
from inspections.diary import countdown
from inspections.inspection import Inspection
from inspections.models import Finding
from inspections.pcc import PccResponse, last_day
from inspections.periods import Period


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One report: the last day for comments on it, how far off that is, and what was published."""

    inspection: Inspection
    response: PccResponse | None
    due_on: datetime.date
    countdown: str
    is_late: bool
    days_late: int
    recommendations: int
    answered: int

    @property
    def is_running(self) -> bool:
        return self.response is None or not self.response.is_settled


def clocks(force: Force, *, on: datetime.date) -> tuple[ClockRow, ...]:
    """Return a row for each published report: those that wait first, by their last day; one query."""
    found = Inspection.objects.filter(force=force, published_on__isnull=False).select_related("pcc_response__by")
    recommendation = Q(findings__kind=Finding.Kind.RECOMMENDATION)
    counted = found.annotate(
        recommendations=Count("findings", filter=recommendation, distinct=True),
        answered=Count("findings__pcc_responses", filter=recommendation, distinct=True),
    )
    rows = [clock(each, on) for each in counted.order_by("pk")]
    waiting = sorted((row for row in rows if row.is_running), key=lambda row: (row.due_on, row.inspection.title))
    settled = [row for row in rows if not row.is_running]
    return (*waiting, *sorted(settled, key=lambda row: (row.due_on, row.inspection.title), reverse=True))


def clock(inspection: Inspection, on: datetime.date) -> ClockRow:
    """Return the row of one report with `recommendations` and `answered`; no query where its response is fetched."""
    response = getattr(inspection, "pcc_response", None)
    due = last_day(inspection.published_on)
    published = response.responded_on if response else None
    return ClockRow(
        inspection=inspection,
        response=response,
        due_on=due,
        countdown=countdown("pcc", Period(due, due), on),
        is_late=(published or on) > due and not (response and response.not_needed),
        days_late=max(0, ((published or on) - due).days),
        recommendations=inspection.recommendations,
        answered=inspection.answered,
    )
