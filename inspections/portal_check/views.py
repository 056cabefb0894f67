"""The register held against the portal: the page, and one difference at a time accepted or explained."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import has_role
from accounts.roles import RUNS_REGISTER
from config.form_page import attempt, post_only, status_of
from inspections.models import PortalImport
from inspections.portal_check.differences import Difference, Differing
from inspections.portal_check.forms import AcceptForm, ExplainForm
from inspections.portal_check.page import by_key, key_of, reconciliation_of, reconciliation_page
from inspections.portal_check.settle import NO_REMEDY, accept, explain, remedy, sides

GONE = "That difference isn't there any more: somebody settled it, or the register changed."


def _source(request: HttpRequest, pk: int, *, to_change: bool = False) -> PortalImport:
    rows = PortalImport.objects.select_related("force", "by")
    reach = rows.editable_by if to_change else rows.visible_to
    return get_object_or_404(reach(request.user, on=timezone.localdate()), pk=pk)


def _difference(request: HttpRequest, pk: int, key: str) -> tuple[PortalImport, Differing | None]:
    """Return an import that the person may settle, and the difference of a key; None where it is gone."""
    source = _source(request, pk, to_change=True)
    return source, by_key(reconciliation_of(source)).get(key)


@require_safe
def reconciliation(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _source(request, pk), ExplainForm())


@post_only("inspections:reconciliation", "pk")
def explain_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain the differences that were ticked, all or none, in the same words."""
    source, form = _source(request, pk, to_change=True), ExplainForm(request.POST)
    known = by_key(reconciliation_of(source))
    chosen = [known[key] for key in request.POST.getlist("difference") if key in known]
    tried = attempt(
        form, lambda: explain(source, chosen, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
    )
    if not tried.done:
        return _page(request, source, form)
    messages.success(request, f"{tried.result} difference{'s' if tried.result != 1 else ''} explained.")
    return redirect(_back(request, source))


@require_safe
def settle(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Show one difference with both sides, and what can be done about it."""
    source, difference = _difference(request, pk, key)
    return _settle_page(request, source, difference) if difference else _nothing(request, source)


@post_only("inspections:settle", "pk", "key")
def accept_portal(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Record the portal's side of a difference."""
    source, difference = _difference(request, pk, key)
    if difference is None:
        return _nothing(request, source)
    form = AcceptForm(request.POST, each=difference, source=source)
    if attempt(form, lambda: accept(source, difference, **form.given, by=request.user, at=timezone.now())).done:
        messages.success(request, f"{difference.reference}: recorded as on the portal.")
        return redirect(_back(request, source))
    return _settle_page(request, source, difference, accepting=form)


@post_only("inspections:settle", "pk", "key")
def explain_one(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Keep why a difference stands."""
    source, difference = _difference(request, pk, key)
    if difference is None:
        return _nothing(request, source)
    form = ExplainForm(request.POST)
    tried = attempt(
        form,
        lambda: explain(source, [difference], note=form.cleaned_data["note"], by=request.user, at=timezone.now()),
    )
    if tried.done:
        messages.success(request, f"{difference.reference}: explained.")
        return redirect(_back(request, source))
    return _settle_page(request, source, difference, explaining=form)


def _settle_page(
    request: HttpRequest,
    source: PortalImport,
    difference: Differing,
    *,
    accepting: AcceptForm | None = None,
    explaining: ExplainForm | None = None,
) -> HttpResponse:
    tried = accepting or explaining
    context = {
        "force": source.force,
        "source": source,
        "each": difference,
        "sides": sides(difference),
        "key": key_of(difference),
        "accepting": accepting or (AcceptForm(each=difference, source=source) if remedy(difference) else None),
        "no_remedy": NO_REMEDY.get(difference.difference, ""),
        "explaining": explaining or ExplainForm(),
        "form": tried,
    }
    return render(request, "inspections/portal_check/settle.html", context, status=status_of(tried))


def _nothing(request: HttpRequest, source: PortalImport) -> HttpResponse:
    messages.error(request, GONE)
    return redirect(_back(request, source))


def _page(request: HttpRequest, source: PortalImport, form: ExplainForm) -> HttpResponse:
    shown = request.GET.get("show", "")
    page = reconciliation_page(source, shown=shown if shown in Difference else "", page=request.GET.get("page"))
    context = {
        "force": source.force,
        "page": page,
        "runs": has_role(request, source.force, RUNS_REGISTER),
        "form": form,
        "ticked": request.POST.getlist("difference"),
    }
    return render(request, "inspections/portal_check/page.html", context, status=status_of(form))


def _back(request: HttpRequest, source: PortalImport) -> str:
    query = request.GET.urlencode()
    return f"{reverse('inspections:reconciliation', args=[source.pk])}{'?' + query if query else ''}"
