"""The page that holds the register against one import of the portal: the sum, the differences, what was settled."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from accounts.models import Force
from inspections.finding.lifecycle import STATE_AFTER
from inspections.models import Finding
from inspections.models.portal import PortalImport, PortalLine, Settlement
from inspections.portal_check.differences import (
    LIVE_THERE,
    Difference,
    Differing,
    Ours,
    Reconciliation,
    Status,
    Theirs,
    reconcile,
)
from inspections.portal_check.settle import sides
from inspections.register.table import KINDS

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference as the page prints it, with its explanation, or one that an earlier import was given."""

    each: Differing
    key: str
    ours: str
    theirs: str
    row: int | None
    explained: Settlement | None
    before: Settlement | None


@dataclass(frozen=True, slots=True)
class Sort:
    """How many differences there are of one sort, and how many of them nobody explained yet."""

    code: str
    label: str
    number: int
    unexplained: int


@dataclass(frozen=True, slots=True)
class ReconciliationPage:
    """One import held against the register as at its day."""

    source: PortalImport
    result: Reconciliation
    sorts: tuple[Sort, ...]
    shown: str
    page: Page
    rows: tuple[DifferenceRow, ...]
    history: tuple[Settlement, ...]

    @property
    def unexplained(self) -> int:
        return sum(sort.unexplained for sort in self.sorts)

    @property
    def differing(self) -> int:
        return sum(sort.number for sort in self.sorts)


def reconciliation_of(source: PortalImport) -> Reconciliation:
    """Return the register as at the import's day, held against what it listed; two queries."""
    found = Finding.objects.filter(force=source.force_id).as_at(source.on).order_by("reference_found", "pk")
    lines = PortalLine.objects.filter(portal_import=source).order_by("row")
    theirs = lines.values_list("pk", "reference", "kind", "text", "status", "due_on")
    return reconcile(
        (
            Ours(pk, reference, kind, text, STATE_AFTER[act], due)
            for pk, reference, kind, text, act, due in found.for_the_portal()
        ),
        (Theirs(pk, reference, kind, text, Status(status), due) for pk, reference, kind, text, status, due in theirs),
        kinds=KINDS,
    )


def key_of(each: Differing) -> str:
    """Return the name of a difference in addresses and forms: its sort, the finding's key, the line's key."""
    return f"{each.difference}-{each.ours.key if each.ours else 0}-{each.theirs.key if each.theirs else 0}"


def by_key(result: Reconciliation) -> dict[str, Differing]:
    """Return every difference by its key."""
    return {key_of(each): each for each in result.differences}


def reconciliation_page(source: PortalImport, *, shown: str, page: str | None) -> ReconciliationPage:
    """Return one page of the differences, of one sort where one is asked; five queries, whatever their number."""
    result = reconciliation_of(source)
    mine, earlier = _explanations(source)
    sorts = tuple(_sort(sort, result, mine) for sort in Difference if result.of(sort))
    wanted = [each for each in result.differences if shown in ("", each.difference)]
    at = Paginator(wanted, PAGE_LENGTH).get_page(page)
    lines = [each.theirs.key for each in at.object_list if each.theirs]
    places = dict(PortalLine.objects.filter(pk__in=lines).values_list("pk", "row"))
    history = source.settlements.select_related("by", "finding").order_by("-at", "-pk")
    rows = tuple(_row(each, places, mine, earlier) for each in at.object_list)
    known = shown if shown in Difference.values else ""
    return ReconciliationPage(source, result, sorts, known, at, rows, tuple(history))


def _explanations(source: PortalImport) -> tuple[dict, dict]:
    """Return the explanations of this import, and the latest of others until then, by sort and reference; one query."""
    told = Settlement.objects.filter(portal_import__force=source.force_id, choice=Settlement.Choice.EXPLAINED)
    mine: dict = {}
    earlier: dict = {}
    until = told.filter(portal_import__on__lte=source.on)
    for each in until.select_related("by", "portal_import").order_by("portal_import__on", "at", "pk"):
        (mine if each.portal_import_id == source.pk else earlier)[each.difference, each.reference] = each
    return mine, earlier


def _sort(sort: Difference, result: Reconciliation, mine: Mapping) -> Sort:
    found = result.of(sort)
    return Sort(
        sort.value, str(sort.label), len(found), sum((each.difference, each.reference) not in mine for each in found)
    )


def _row(each: Differing, places: Mapping[int, int], mine: Mapping, earlier: Mapping) -> DifferenceRow:
    name = each.difference, each.reference
    row = places.get(each.theirs.key) if each.theirs else None
    return DifferenceRow(each, key_of(each), *sides(each), row, mine.get(name), earlier.get(name))


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import of the portal, with how many lines it had, and how many of them were live."""

    source: PortalImport
    lines: int
    live: int


def imports_of(force: Force) -> tuple[ImportRow, ...]:
    """Return the force's imports of the portal, the latest first; two queries."""
    lines = PortalLine.objects.filter(portal_import__force=force).order_by().values("portal_import")
    counted = lines.annotate(number=Count("pk"), live=Count("pk", filter=Q(status__in=LIVE_THERE)))
    counts = {pk: (number, live) for pk, number, live in counted.values_list("portal_import", "number", "live")}
    rows = PortalImport.objects.filter(force=force).select_related("by").order_by("-on", "-at", "-pk")
    return tuple(ImportRow(each, *counts.get(each.pk, (0, 0))) for each in rows)
