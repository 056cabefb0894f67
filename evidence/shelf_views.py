"""The shelf: its list, one item, and what is done with it."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import force_with_role, has_role, may_have, seen_force
from accounts.models import Force
from accounts.roles import ASSESSES
from config.form_page import attempt, attempt_at_once, get_or_post, post_only, posted, status_of
from evidence.forms import AmendForm, FilterForm
from evidence.models import Item, ItemQuerySet
from evidence.new_item import add, form_of, kinds, told
from evidence.shelf import flags_of, shelf, used, uses_of

# What a browser may do with a file, should it ever show one: nothing at all.
INERT = "sandbox; default-src 'none'"


@require_safe
def forces(request: HttpRequest) -> HttpResponse:
    """Show the shelves that the person may read; the only one at once."""
    seen = list(Force.objects.visible_to(request.user, on=timezone.localdate()).order_by("name", "pk"))
    if len(seen) == 1:
        return redirect("evidence:shelf", seen[0].code)
    return render(request, "evidence/forces.html", {"forces": seen})


@require_safe
def shelf_page(request: HttpRequest, code: str) -> HttpResponse:
    force, today = seen_force(request, code), timezone.localdate()
    filters = FilterForm(request.GET, force=force, on=today)
    filters.is_valid()
    listed = shelf(force, filters.cleaned_data, on=today, page=request.GET.get("page"))
    context = {"force": force, "filters": filters, "list": listed, "keeps": has_role(request, force, ASSESSES)}
    return render(request, "evidence/shelf.html", context)


@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    seen = get_object_or_404(_seen(request).with_uses().select_related("force", "owner", "by"), pk=pk)
    context = {
        "item": seen,
        "force": seen.force,
        "marking": seen.get_marking_display(),
        "used": used(seen.statements, seen.frameworks),
        "flags": flags_of(seen, seen.statements, on=timezone.localdate()),
        "uses": uses_of(seen),
        "keeps": has_role(request, seen.force, ASSESSES),
        "files": may_have(request.user, seen.force, seen.marking),
        "is_scanned": bool(settings.EVIDENCE_SCAN_COMMAND),
    }
    return render(request, "evidence/item.html", context)


@get_or_post
def add_item(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    force = force_with_role(request, code, ASSESSES)
    form = form_of(request, kind, force)
    added = attempt(form, lambda: add(form, force=force, by=request.user, at=timezone.now()))
    if added.done:
        messages.success(request, told(added.result))
        return redirect("evidence:item", added.result.pk)
    context = {"force": force, "form": form, "kind": kind, "kinds": kinds("evidence:add", code)}
    return render(request, "evidence/add.html", context, status=status_of(form))


@get_or_post
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    editable, today = _editable(request, pk), timezone.localdate()
    initial = {"version": editable.version}
    form = AmendForm(posted(request), instance=editable, force=editable.force, on=today, initial=initial)
    if attempt(form, lambda: editable.amend(at=timezone.now(), **form.cleaned_data)).done:
        messages.success(request, "Saved.")
        return redirect("evidence:item", pk)
    context = {"force": editable.force, "form": form, "item": editable}
    return render(request, "evidence/amend.html", context, status=status_of(form))


@post_only("evidence:item", "pk")
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an item that nothing relies on."""
    editable = _editable(request, pk)
    if attempt_at_once(request, editable.take_off, success=f"“{editable}” is taken off the shelf."):
        return redirect("evidence:shelf", editable.force.code)
    return redirect("evidence:item", pk)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Hand a file out, to be kept and never shown; nothing leaves quarantine."""
    seen = get_object_or_404(_seen(request), pk=pk)
    if not seen.is_downloadable:
        raise Http404("There is no file to hand out.")
    response = FileResponse(seen.file.open("rb"), as_attachment=True, filename=seen.name)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = INERT
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _seen(request: HttpRequest) -> ItemQuerySet:
    return Item.objects.visible_to(request.user, on=timezone.localdate())


def _editable(request: HttpRequest, pk: int) -> Item:
    """Return an item that the person who asks may change; 404 for any other."""
    editable = Item.objects.editable_by(request.user, on=timezone.localdate())
    return get_object_or_404(editable.select_related("force"), pk=pk)
