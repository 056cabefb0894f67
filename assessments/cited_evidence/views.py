"""Citing evidence for a statement. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from assessments.cited_evidence.counts import cited_at
from assessments.cited_evidence.page import citing_page
from assessments.lookups import editable_assessment, seen_assessment
from assessments.models import Assessment
from config.form_page import UNPROCESSABLE, attempt, attempt_at_once, get_or_post, post_only, status_of
from evidence.forms import ItemForm
from evidence.models import Item
from evidence.new_item import add, form_of, kinds, told
from frameworks.content import content

NOTHING_CHOSEN = "Choose what backs the answer."


@get_or_post
def evidence(request: HttpRequest, pk: int, statement: int) -> HttpResponse:
    """Show what a statement cites, and cite what is ticked."""
    if request.method != "POST":
        assessment, statement = _at(seen_assessment(request, pk), statement)
        return _page(request, assessment, statement)
    assessment, statement = _at(editable_assessment(request, pk), statement)
    keys = [key for key in request.POST.getlist("item") if key.isdecimal() and len(key) < 19]
    chosen = Item.objects.usable().filter(force=assessment.force_id, pk__in=keys)
    if len(chosen) < len(set(keys)):
        raise Http404("That isn't on this force's shelf.")
    if not keys:
        return _page(request, assessment, statement, messages_of=[NOTHING_CHOSEN], status=UNPROCESSABLE)
    return _act(request, assessment, statement, lambda at: assessment.cite(statement, chosen, by=request.user, at=at))


@get_or_post
def add_evidence(request: HttpRequest, pk: int, statement: int, kind: str) -> HttpResponse:
    """Put something new on the shelf and cite it at once."""
    assessment, statement = _at(editable_assessment(request, pk), statement)
    form = form_of(request, kind, assessment.force)
    added = attempt(form, lambda: _cite_new(request, assessment, statement, form))
    if added.done:
        messages.success(request, f"{told(added.result)} This statement cites it.")
        return redirect("assessments:evidence", pk, statement)
    page = citing_page(assessment, statement, may_cite=False, search="", on=timezone.localdate(), page=None)
    context = {"assessment": assessment, "page": page, "form": form, "kind": kind}
    context["kinds"] = kinds("assessments:add_evidence", pk, statement)
    return render(request, "assessments/cited_evidence/add.html", context, status=status_of(form))


@post_only("assessments:evidence", "pk", "statement")
def uncite(request: HttpRequest, pk: int, statement: int, item: int) -> HttpResponse:
    """Cite an item for this statement no more; it stays on the shelf."""
    assessment, statement = _at(editable_assessment(request, pk), statement)
    cited = get_object_or_404(Item.objects.filter(citations__assessment=pk, citations__statement=statement), pk=item)
    return _act(request, assessment, statement, lambda at: assessment.uncite(statement, cited))


def _cite_new(request: HttpRequest, assessment: Assessment, statement: int, form: ItemForm) -> Item:
    # Asked before, so that nothing goes onto the shelf for a statement that can't cite it.
    if not assessment.is_open:
        raise Assessment.Closed("This assessment is closed, so nothing was changed. Ask its lead to reopen it.")
    added = add(form, force=assessment.force, by=request.user, at=timezone.now())
    assessment.cite(statement, [added], by=request.user, at=timezone.now())
    return added


def _act(request: HttpRequest, assessment: Assessment, statement: int, act) -> HttpResponse:
    attempt_at_once(request, lambda: act(timezone.now()), success="Saved.")
    return redirect("assessments:evidence", assessment.pk, statement)


def _at(assessment: Assessment, statement: int) -> tuple[Assessment, int]:
    """Return the assessment with the statement at which its evidence is cited; 404 for another edition's."""
    words = content(assessment.edition)
    if statement not in words.counts_for:
        raise Http404("This assessment has no such statement.")
    return assessment, cited_at(statement, words)


def _page(request: HttpRequest, assessment: Assessment, statement: int, *, status: int = 200, **extra) -> HttpResponse:
    today, search = timezone.localdate(), request.GET.get("q", "")[:100]
    may_answer = Assessment.objects.editable_by(request.user, on=today).filter(pk=assessment.pk).exists()
    may_cite = may_answer and assessment.is_open
    at = request.GET.get("page")
    page = citing_page(assessment, statement, may_cite=may_cite, search=search, on=today, page=at)
    back = reverse("assessments:score", args=[assessment.pk, page.node.pk])
    context = {"assessment": assessment, "page": page, "choices": page.choices, "back": f"{back}#line-{statement}"}
    context["kinds"] = kinds("assessments:add_evidence", assessment.pk, statement)
    return render(request, "assessments/cited_evidence/page.html", context | extra, status=status)
