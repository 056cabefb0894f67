"""The shelf: its list, one item, and what is done with it. Each view finds, asks or acts, and answers."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Force
from accounts.roles import ASSESSES
from evidence.forms import FORMS, AmendForm, FilterForm, ItemForm
from evidence.models import Item
from evidence.new_item import add, told
from evidence.shelf import flags_of, shelf, used, uses_of

UNPROCESSABLE = 422
READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])
KINDS: dict[str, str] = {Item.Kind.FILE: "A file", Item.Kind.LINK: "A link", Item.Kind.NOTE: "A note"}
# What a browser may do with a file, should it ever show one: nothing at all.
INERT = "sandbox; default-src 'none'"


def seen_force(request: HttpRequest, code: str) -> Force:
    """Return the force whose shelf the person may read; 404 for any other."""
    return get_object_or_404(Force.objects.visible_to(request.user, on=timezone.localdate()), code=code)


def kept_force(request: HttpRequest, code: str) -> Force:
    """Return the force whose shelf the person may add to; 404 for any other."""
    kept = Force.objects.where_user_has(request.user, ASSESSES, on=timezone.localdate())
    return get_object_or_404(kept, code=code)


def keeps(request: HttpRequest, force: Force) -> bool:
    """Return whether the person may change the force's shelf."""
    kept = Force.objects.where_user_has(request.user, ASSESSES, on=timezone.localdate())
    return kept.filter(pk=force.pk).exists()


def status_of(form) -> int:
    """Return the status of a page that shows a form: whether what was typed was refused."""
    return UNPROCESSABLE if form is not None and form.errors else 200


def form_of(request: HttpRequest, kind: str, force: Force) -> ItemForm:
    """Return the form for a new item of a kind, with what was typed; 404 for a kind that there isn't."""
    if kind not in FORMS:
        raise Http404("Evidence is a file, a link or a note.")
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    return FORMS[kind](*typed, force=force, on=timezone.localdate())


def kinds(name: str, *args) -> list[tuple[str, str, str]]:
    """Return each kind of evidence with what its page is called and its address."""
    return [(str(kind), KINDS[kind], reverse(name, args=[*args, kind])) for kind in FORMS]


@require_safe
def forces(request: HttpRequest) -> HttpResponse:
    """Show the shelves that the person may read; the only one at once."""
    found = list(Force.objects.visible_to(request.user, on=timezone.localdate()).order_by("name", "pk"))
    if len(found) == 1:
        return redirect("evidence:shelf", found[0].code)
    return render(request, "evidence/forces.html", {"forces": found})


@require_safe
def shelf_page(request: HttpRequest, code: str) -> HttpResponse:
    force, today = seen_force(request, code), timezone.localdate()
    filters = FilterForm(request.GET, force=force, on=today)
    filters.is_valid()
    listed = shelf(force, filters.cleaned_data, on=today, page=request.GET.get("page"))
    context = {"force": force, "filters": filters, "list": listed, "keeps": keeps(request, force)}
    return render(request, "evidence/shelf.html", context)


@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    found = Item.objects.visible_to(request.user, on=today).with_uses().select_related("force", "owner", "by")
    one = get_object_or_404(found, pk=pk)
    context = {
        "item": one,
        "force": one.force,
        "marking": one.get_marking_display(),
        "used": used(one.statements, one.frameworks),
        "flags": flags_of(one, one.statements, on=today),
        "uses": uses_of(one),
        "keeps": keeps(request, one.force),
        "is_scanned": bool(settings.EVIDENCE_SCAN_COMMAND),
    }
    return render(request, "evidence/item.html", context)


@READ_AND_WRITE
def add_item(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    force = kept_force(request, code)
    form = form_of(request, kind, force)
    if request.method == "POST" and form.is_valid():
        try:
            added = add(form, force=force, by=request.user, at=timezone.now())
        except Item.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, told(added))
            return redirect("evidence:item", added.pk)
    context = {"force": force, "form": form, "kind": kind, "kinds": kinds("evidence:add", code)}
    return render(request, "evidence/add.html", context, status=status_of(form))


@READ_AND_WRITE
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    one = get_object_or_404(Item.objects.editable_by(request.user, on=today).select_related("force"), pk=pk)
    typed = request.POST if request.method == "POST" else None
    form = AmendForm(typed, instance=one, force=one.force, on=today, initial={"version": one.version})
    if request.method == "POST" and form.is_valid():
        try:
            one.amend(at=timezone.now(), **form.cleaned_data)
        except Item.Conflict as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("evidence:item", pk)
    context = {"force": one.force, "form": form, "item": one}
    return render(request, "evidence/amend.html", context, status=status_of(form))


@require_POST
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an item that nothing relies on."""
    one = get_object_or_404(Item.objects.editable_by(request.user, on=timezone.localdate()), pk=pk)
    try:
        one.take_off()
    except Item.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("evidence:item", pk)
    messages.success(request, f"“{one}” is taken off the shelf.")
    return redirect("evidence:shelf", one.force.code)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Hand a file out, to be kept and never shown; nothing leaves quarantine."""
    one = get_object_or_404(Item.objects.visible_to(request.user, on=timezone.localdate()), pk=pk)
    if not one.is_downloadable:
        raise Http404("There is no file to hand out.")
    response = FileResponse(one.file.open("rb"), as_attachment=True, filename=one.name)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = INERT
    response.headers["Cache-Control"] = "private, no-store"
    return response
