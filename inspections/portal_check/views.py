"""The register held against the portal: the page, and one difference at a time accepted or explained."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from config.form_page import refuse, status_of
from inspections.lookups import runs_register
from inspections.models import Finding, PortalImport
from inspections.portal_check.differences import Difference, Differing
from inspections.portal_check.forms import AcceptForm, ExplainForm
from inspections.portal_check.page import by_key, key_of, reconciliation_of, reconciliation_page
from inspections.portal_check.settle import NO_REMEDY, accept, explain, remedy, sides

GONE = "That difference isn't there any more: somebody settled it, or the register changed."


def _source(request: HttpRequest, pk: int, *, to_change: bool = False) -> PortalImport:
    rows = PortalImport.objects.select_related("force", "by")
    reach = rows.editable_by if to_change else rows.visible_to
    return get_object_or_404(reach(request.user, on=timezone.localdate()), pk=pk)


@require_safe
def reconciliation(request: HttpRequest, pk: int) -> HttpResponse:
    source = _source(request, pk)
    return _page(request, source, ExplainForm())


@require_POST
def explain_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain the differences that were ticked, all or none, in the same words."""
    source = _source(request, pk, to_change=True)
    form = ExplainForm(request.POST)
    if form.is_valid():
        known = by_key(reconciliation_of(source))
        chosen = [known[key] for key in request.POST.getlist("difference") if key in known]
        try:
            told = {"note": form.cleaned_data["note"], "by": request.user, "at": timezone.now()}
            number = explain(source, chosen, **told)
            messages.success(request, f"{number} difference{'s' if number != 1 else ''} explained.")
            return redirect(_back(request, source))
        except (Finding.Refused, ValidationError) as refusal:
            refuse(form, refusal)
    return _page(request, source, form)


@require_safe
def settle(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Show one difference with both sides, and what can be done about it."""
    source = _source(request, pk, to_change=True)
    each = by_key(reconciliation_of(source)).get(key)
    return _settle_page(request, source, each) if each else _nothing(request, source)


@require_POST
def accept_portal(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Record the portal's side of a difference."""
    source = _source(request, pk, to_change=True)
    each = by_key(reconciliation_of(source)).get(key)
    if each is None:
        return _nothing(request, source)
    form = AcceptForm(request.POST, each=each, source=source)
    if form.is_valid():
        try:
            accept(source, each, **form.given, by=request.user, at=timezone.now())
        except (Finding.Refused, ValidationError) as refusal:
            form.add_error(None, refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
        else:
            messages.success(request, f"{each.reference}: recorded as on the portal.")
            return redirect(_back(request, source))
    return _settle_page(request, source, each, accepting=form)


@require_POST
def explain_one(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Keep why a difference stands."""
    source = _source(request, pk, to_change=True)
    each = by_key(reconciliation_of(source)).get(key)
    if each is None:
        return _nothing(request, source)
    form = ExplainForm(request.POST)
    if form.is_valid():
        explain(source, [each], note=form.cleaned_data["note"], by=request.user, at=timezone.now())
        messages.success(request, f"{each.reference}: explained.")
        return redirect(_back(request, source))
    return _settle_page(request, source, each, explaining=form)


def _settle_page(
    request: HttpRequest,
    source: PortalImport,
    each: Differing,
    *,
    accepting: AcceptForm | None = None,
    explaining: ExplainForm | None = None,
) -> HttpResponse:
    tried = accepting or explaining
    context = {
        "force": source.force,
        "source": source,
        "each": each,
        "sides": sides(each),
        "key": key_of(each),
        "accepting": accepting or (AcceptForm(each=each, source=source) if remedy(each) else None),
        "no_remedy": NO_REMEDY.get(each.difference, ""),
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
    runs = runs_register(request, source.force)
    context = {
        "force": source.force,
        "page": page,
        "runs": runs,
        "form": form,
        "ticked": request.POST.getlist("difference"),
    }
    return render(request, "inspections/portal_check/page.html", context, status=status_of(form))


def _back(request: HttpRequest, source: PortalImport) -> str:
    query = request.GET.urlencode()
    return f"{reverse('inspections:reconciliation', args=[source.pk])}{'?' + query if query else ''}"
