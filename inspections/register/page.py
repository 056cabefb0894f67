"""One page of the register, as filtered."""

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


def register_list(force: Force, wanted: Mapping, *, on: datetime.date, page: str | None) -> RegisterList:
    """Return one page of the force's findings that are wanted; two queries, however many there are."""
    found = filtered(Finding.objects.filter(force=force), wanted, on=on)
    at = Paginator(found.with_all().order_by("reference", "pk"), PAGE_LENGTH).get_page(page)
    rows = tuple(ListRow(finding, finding.is_overdue(on)) for finding in at.object_list)
    return RegisterList(rows, at, at.paginator.count)


def filtered(findings: FindingQuerySet, wanted: Mapping, *, on: datetime.date) -> FindingQuerySet:
    """Return those that somebody asked for, as they stand on that day; live ones where nothing else is asked."""
    state = wanted.get("state")
    found = findings.as_at(on) if state else findings.live(on)
    if wanted.get("overdue"):
        found = findings.overdue(on)
    if state and state != "all":
        found = found.in_state(state)
    fields = {"kind": "kind", "origin": "inspection__origin", "board": "board", "lead": "force_lead"}
    for name, field in fields.items():
        if wanted.get(name) == NOBODY:
            found = found.filter(**{f"{field}__isnull": True})
        elif wanted.get(name) and name != "lead":
            found = found.filter(**{field: wanted[name]})
    if wanted.get("lead") not in (None, "", NOBODY):
        found = found.led_by(wanted["lead"])
    return found.containing(wanted.get("q") or "")
