"""One page of the register, as filtered."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count

from accounts.models import Force
from inspections.finding.forms import NOBODY
from inspections.models import Finding, FindingQuerySet, GovernanceBoard, Inspection, SavedView

PAGE_LENGTH = 50


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


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved view, and whether the person may rename and delete it."""

    view: SavedView
    is_theirs: bool


def views_for(user, force: Force, *, on: datetime.date) -> tuple[ViewRow, ...]:
    """Return the views of the register that a person saved, or that were shared with the force, by name; one query."""
    rows = SavedView.objects.visible_to(user, on=on).filter(force=force).select_related("by").order_by("name", "pk")
    return tuple(ViewRow(each, each.by_id == user.pk) for each in rows)


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """An inspection, with how many of its findings are live."""

    inspection: Inspection
    live: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A board, with how many live findings it owns."""

    board: GovernanceBoard
    live: int


def inspections_of(force: Force, *, on: datetime.date) -> tuple[InspectionRow, ...]:
    """Return the force's inspections, those published last first; two queries."""
    live = _live_by("inspection", force, on)
    rows = (
        Inspection.objects.filter(force=force)
        .select_related("edition__framework")
        .order_by("-published_on", "title", "pk")
    )
    return tuple(InspectionRow(each, live.get(each.pk, 0)) for each in rows)


def boards_of(force: Force, *, on: datetime.date) -> tuple[BoardRow, ...]:
    """Return the force's boards by name; two queries."""
    live = _live_by("board", force, on)
    rows = GovernanceBoard.objects.filter(force=force).order_by("name", "pk")
    return tuple(BoardRow(each, live.get(each.pk, 0)) for each in rows)


def _live_by(field: str, force: Force, on: datetime.date) -> dict[int, int]:
    found = Finding.objects.filter(force=force).live(on).order_by()
    return dict(found.values(field).annotate(number=Count("pk")).values_list(field, "number"))
