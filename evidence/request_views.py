"""Requests for evidence: asking, bringing, taking back. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evidence.forms import AskForm
from evidence.models import EvidenceRequest, Item, Refused
from evidence.new_item import add
from evidence.request_list import requests_of
from evidence.shelf import choices
from evidence.shelf_views import READ_AND_WRITE, UNPROCESSABLE, form_of, keeps, kept_force, kinds, seen_force, status_of


@require_safe
def requests(request: HttpRequest, code: str) -> HttpResponse:
    force, today = seen_force(request, code), timezone.localdate()
    listed = requests_of(force, on=today, page=request.GET.get("page"))
    return render(request, "evidence/requests.html", {"force": force, "list": listed, "keeps": keeps(request, force)})


@READ_AND_WRITE
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask somebody for one item; what is needed may come with the address, from the statement it is for."""
    force, today = kept_force(request, code), timezone.localdate()
    offered = {name: request.GET.get(name, "") for name in ("title", "reason")}
    form = AskForm(request.POST if request.method == "POST" else None, force=force, on=today, initial=offered)
    if request.method == "POST" and form.is_valid():
        try:
            made = form.ask(force=force, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{made.asked} is asked.")
            return redirect("evidence:requests", code)
    return render(request, "evidence/ask.html", {"force": force, "form": form}, status=status_of(form))


@READ_AND_WRITE
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request; whoever may answer chooses from the shelf."""
    today = timezone.localdate()
    seen = EvidenceRequest.objects.visible_to(request.user, on=today)
    asked = get_object_or_404(seen.select_related("force", "asked", "by", "item", "settled_by"), pk=pk)
    may_answer = EvidenceRequest.objects.answerable_by(request.user, on=today).filter(pk=pk).exists()
    if request.method == "POST":
        get_object_or_404(EvidenceRequest.objects.answerable_by(request.user, on=today), pk=pk)
        return _answer(request, asked)
    offered = None
    if may_answer and asked.is_open:
        offered = choices(asked.force, request.GET.get("q", "")[:100], on=today, page=request.GET.get("page"))
    return _page(request, asked, choices=offered, may_answer=may_answer)


@READ_AND_WRITE
def bring(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Answer a request with something new."""
    asked = _answerable(request, pk)
    form = form_of(request, kind, asked.force)
    if request.method == "POST" and form.is_valid():
        try:
            added = add(form, force=asked.force, by=request.user, at=timezone.now())
            asked.answer(added, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The request is answered.")
            return redirect("evidence:request", pk)
    offered = kinds("evidence:bring", pk)
    context = {"force": asked.force, "form": form, "asked": asked, "kind": kind, "kinds": offered}
    return render(request, "evidence/bring.html", context, status=status_of(form))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(EvidenceRequest.objects.editable_by(request.user, on=timezone.localdate()), pk=pk)
    try:
        asked.withdraw(by=request.user, at=timezone.now())
        messages.success(request, "The request is withdrawn.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("evidence:request", pk)


def _answerable(request: HttpRequest, pk: int) -> EvidenceRequest:
    may = EvidenceRequest.objects.answerable_by(request.user, on=timezone.localdate())
    return get_object_or_404(may.select_related("force", "asked", "by"), pk=pk)


def _answer(request: HttpRequest, asked: EvidenceRequest) -> HttpResponse:
    """Answer a request with what was chosen; where nothing was, show the choice again."""
    today, key = timezone.localdate(), request.POST.get("item", "")
    chosen = Item.objects.filter(force=asked.force, pk=key).first() if key.isdecimal() and len(key) < 19 else None
    if chosen is None:
        offered = choices(asked.force, "", on=today, page=None)
        wrong = ["Choose what answers the request."]
        return _page(request, asked, choices=offered, may_answer=True, messages_of=wrong, status=UNPROCESSABLE)
    try:
        asked.answer(chosen, by=request.user, at=timezone.now())
        messages.success(request, "The request is answered.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("evidence:request", asked.pk)


def _page(request: HttpRequest, asked: EvidenceRequest, *, status: int = 200, **context) -> HttpResponse:
    today = timezone.localdate()
    context |= {
        "asked": asked,
        "force": asked.force,
        "is_overdue": asked.is_open and asked.due_on < today,
        "keeps": keeps(request, asked.force),
    }
    return render(request, "evidence/request.html", context, status=status)
