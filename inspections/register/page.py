"""The register's list of findings, filtered and page by page."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from accounts.models import Force
from inspections.models import Finding, FindingQuerySet

PAGE_LENGTH = 50
# What a filter carries for findings without a board, or without a lead.
NOBODY = "0"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One finding as the list prints it."""

    finding: Finding
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class RegisterList:
    """One page of rows, in the order of their references, and how many there are in all."""

    rows: tuple[ListRow, ...]
    page: Page
    total: int


def register_list(force: Force, filters: Mapping[str, str], *, on: datetime.date, page: str | None) -> RegisterList:
    """Return one page of the force's findings that the filters ask for; two queries, however many there are."""
    findings = (
        filtered(Finding.objects.filter(force=force), filters, on=on).with_all().order_by("reference_found", "pk")
    )
    shown = Paginator(findings, PAGE_LENGTH).get_page(page)
    rows = tuple(ListRow(finding, finding.is_overdue(on)) for finding in shown.object_list)
    return RegisterList(rows, shown, shown.paginator.count)


def filtered(findings: FindingQuerySet, filters: Mapping[str, str], *, on: datetime.date) -> FindingQuerySet:
    """Return what the filters ask for, as it stands on that day: live findings, where they don't ask for a state."""
    state, lead = filters.get("state"), filters.get("lead")
    chosen = findings.as_at(on) if state else findings.live(on)
    if filters.get("overdue"):
        chosen = findings.overdue(on)
    if state and state != "all":
        chosen = chosen.in_state(state)
    for name, field in {"kind": "kind", "origin": "inspection__origin", "board": "board"}.items():
        if value := filters.get(name):
            chosen = chosen.filter(**{field: None if value == NOBODY else value})
    if lead:
        chosen = chosen.filter(force_lead=None) if lead == NOBODY else chosen.led_by(lead)
    return chosen.containing(filters.get("q", ""))
