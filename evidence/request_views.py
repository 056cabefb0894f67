"""Requests for evidence: asking, bringing, taking back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import force_with_role, has_role, seen_force
from accounts.roles import ASSESSES
from config.fields import key_of
from config.form_page import UNPROCESSABLE, attempt, attempt_at_once, get_or_post, post_only, posted, status_of
from evidence.forms import AskForm, ItemForm
from evidence.models import EvidenceRequest, Item
from evidence.new_item import add, form_of, kinds
from evidence.request_list import requests_of
from evidence.shelf import choices

ANSWERED = "The request is answered."
SHOWN = ("force", "asked", "by", "item", "settled_by")


@require_safe
def requests(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    listed = requests_of(force, on=timezone.localdate(), page=request.GET.get("page"))
    context = {"force": force, "list": listed, "keeps": has_role(request, force, ASSESSES)}
    return render(request, "evidence/requests.html", context)


@get_or_post
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask somebody for one item; what is needed may come with the address, from the statement it is for."""
    force, today = force_with_role(request, code, ASSESSES), timezone.localdate()
    offered = {name: request.GET.get(name, "") for name in ("title", "reason")}
    form = AskForm(posted(request), force=force, on=today, initial=offered)
    asked = attempt(form, lambda: form.ask(force=force, by=request.user, at=timezone.now()))
    if asked.done:
        messages.success(request, f"{asked.result.asked} is asked.")
        return redirect("evidence:requests", code)
    return render(request, "evidence/ask.html", {"force": force, "form": form}, status=status_of(form))


@get_or_post
def evidence_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request; whoever may answer it chooses from the shelf."""
    if request.method == "POST":
        return _answer(request, _answerable(request, pk))
    today = timezone.localdate()
    seen = EvidenceRequest.objects.visible_to(request.user, on=today)
    asked = get_object_or_404(seen.select_related(*SHOWN), pk=pk)
    may_answer = EvidenceRequest.objects.answerable_by(request.user, on=today).filter(pk=pk).exists()
    offered = None
    if may_answer and asked.is_open:
        offered = choices(asked.force, request.GET.get("q", "")[:100], on=today, page=request.GET.get("page"))
    return _page(request, asked, choices=offered, may_answer=may_answer)


@get_or_post
def bring(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Answer a request with something new."""
    asked = _answerable(request, pk)
    form = form_of(request, kind, asked.force)
    if attempt(form, lambda: _answer_with_new(request, asked, form)).done:
        messages.success(request, ANSWERED)
        return redirect("evidence:request", pk)
    offered = kinds("evidence:bring", pk)
    context = {"force": asked.force, "form": form, "asked": asked, "kind": kind, "kinds": offered}
    return render(request, "evidence/bring.html", context, status=status_of(form))


@post_only("evidence:request", "pk")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(EvidenceRequest.objects.editable_by(request.user, on=timezone.localdate()), pk=pk)
    attempt_at_once(
        request, lambda: asked.withdraw(by=request.user, at=timezone.now()), success="The request is withdrawn."
    )
    return redirect("evidence:request", pk)


def _answerable(request: HttpRequest, pk: int) -> EvidenceRequest:
    """Return a request that the person who asks may answer; 404 for any other."""
    answerable = EvidenceRequest.objects.answerable_by(request.user, on=timezone.localdate())
    return get_object_or_404(answerable.select_related(*SHOWN), pk=pk)


def _answer_with_new(request: HttpRequest, asked: EvidenceRequest, form: ItemForm) -> None:
    added = add(form, force=asked.force, by=request.user, at=timezone.now())
    asked.answer(added, by=request.user, at=timezone.now())


def _answer(request: HttpRequest, asked: EvidenceRequest) -> HttpResponse:
    """Answer a request with what was chosen; where nothing was, show the choice again."""
    chosen = Item.objects.filter(force=asked.force, pk=key_of(request.POST.get("item", "")) or 0).first()
    if chosen is None:
        offered = choices(asked.force, "", on=timezone.localdate(), page=None)
        wrong = ["Choose what answers the request."]
        return _page(request, asked, choices=offered, may_answer=True, messages_of=wrong, status=UNPROCESSABLE)
    attempt_at_once(request, lambda: asked.answer(chosen, by=request.user, at=timezone.now()), success=ANSWERED)
    return redirect("evidence:request", asked.pk)


def _page(request: HttpRequest, asked: EvidenceRequest, *, status: int = 200, **context) -> HttpResponse:
    context |= {
        "asked": asked,
        "force": asked.force,
        "is_overdue": asked.is_overdue(timezone.localdate()),
        "keeps": has_role(request, asked.force, ASSESSES),
    }
    return render(request, "evidence/request.html", context, status=status)
