"""The inspections on a force's register, each with how many of its findings are live."""

import datetime
from dataclasses import dataclass

from accounts.models import Force
from inspections.models import Finding, Inspection


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """An inspection, with how many of its findings are live."""

    inspection: Inspection
    live: int


def inspections_of(force: Force, *, on: datetime.date) -> tuple[InspectionRow, ...]:
    """Return the force's inspections, those published last first; two queries."""
    live = Finding.objects.filter(force=force).live(on).number_by("inspection")
    inspections = Inspection.objects.filter(force=force).select_related("edition__framework")
    ordered = inspections.order_by("-published_on", "title_found", "pk")
    return tuple(InspectionRow(inspection, live.get(inspection.pk, 0)) for inspection in ordered)
