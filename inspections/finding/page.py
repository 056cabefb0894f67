"""The page of one finding: what happened to it, and how long it has waited."""

import datetime
from dataclasses import dataclass

from frameworks.models import Criterion
from inspections.finding.ageing import Held, held
from inspections.finding.lifecycle import Act
from inspections.models import Finding, FindingEvent


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A finding, everything that happened to it, the newest last, and how long it was with the force and HMICFRS."""

    finding: Finding
    events: tuple[FindingEvent, ...]
    held: Held
    criteria: tuple[Criterion, ...]
    recommendations: tuple[Finding, ...]
    is_overdue: bool

    @property
    def was_ever_submitted(self) -> bool:
        return any(event.kind == Act.SUBMITTED for event in self.events)

    @property
    def lacks_a_recommendation(self) -> bool:
        return self.finding.is_cause and not self.recommendations


def finding_page(finding: Finding, *, on: datetime.date) -> FindingPage:
    """Return the page of a finding of an `as_at`; three queries, whatever happened to it."""
    rows = finding.events.select_related("by", "submission").order_by("position")
    criteria = finding.criteria.select_related("edition__framework").order_by("edition", "position", "pk")
    recommendations = Finding.objects.filter(parent=finding).as_at(on).order_by("reference_found", "pk")
    return FindingPage(
        finding=finding,
        events=tuple(sorted(rows, key=lambda event: (event.on, event.position))),
        held=held(((event.kind, event.on) for event in rows), on),
        criteria=tuple(criteria),
        recommendations=tuple(recommendations),
        is_overdue=finding.is_overdue(on),
    )
