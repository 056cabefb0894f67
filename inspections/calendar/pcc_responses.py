"""The PCC's comments on inspection reports: by when they are due, which were published, and what they answered."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.models import Force
from inspections.calendar.page import countdown
from inspections.calendar.periods import Period
from inspections.models import Finding, Inspection, PccResponse
from inspections.models.pcc_responses import last_day


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One report: the last day for comments on it, how far off that is, and the comments that were published."""

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

    def order(row: ClockRow) -> tuple:
        return row.due_on, row.inspection.title

    rows = [clock(report, on) for report in published().filter(force=force).order_by("pk")]
    waiting = sorted((row for row in rows if row.is_running), key=order)
    return (*waiting, *sorted((row for row in rows if not row.is_running), key=order, reverse=True))


def published():
    """Return the published reports with their responses, and how many recommendations each has and are answered."""
    reports = Inspection.objects.filter(published_on__isnull=False).select_related("force", "pcc_response")
    recommendation = Q(findings__kind=Finding.Kind.RECOMMENDATION)
    return reports.annotate(
        recommendations=Count("findings", filter=recommendation, distinct=True),
        answered=Count("findings__pcc_responses", filter=recommendation, distinct=True),
    )


def clock(inspection: Any, on: datetime.date) -> ClockRow:
    """Return the row of one report of `published`; no query."""
    response = getattr(inspection, "pcc_response", None)
    due = last_day(inspection.published_on)
    responded = response.responded_on if response else None
    return ClockRow(
        inspection=inspection,
        response=response,
        due_on=due,
        countdown=countdown("pcc", Period(due, due), on),
        is_late=(responded or on) > due and not (response and response.not_needed),
        days_late=max(0, ((responded or on) - due).days),
        recommendations=inspection.recommendations,
        answered=inspection.answered,
    )
