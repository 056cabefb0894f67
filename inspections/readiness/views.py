"""PEEL readiness: one page for an assessment, and a pack for each of its questions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import may_have, seen_force
from config.downloads import attachment
from inspections.lookups import seen_row
from inspections.readiness.choice import BEGINS_WITH, begin_with, choices_of, graded_assessments
from inspections.readiness.document import fieldwork_pack
from inspections.readiness.page import RANKED_BY, readiness
from reports.writers.docx import docx_bytes


@require_safe
def ready(request: HttpRequest, code: str) -> HttpResponse:
    """Show how ready the force is by one assessment: the one asked for, or the one to begin with."""
    force = seen_force(request, code)
    choices, asked = choices_of(force), request.GET.get("assessment")
    chosen = (
        next((each for each in choices if str(each.assessment.pk) == asked), None) if asked else begin_with(choices)
    )
    if asked and not chosen:
        raise Http404("No such assessment.")
    answer = readiness(chosen.assessment, on=timezone.localdate()) if chosen else None
    context = {"force": force, "choices": choices, "chosen": chosen, "answer": answer, "ranked_by": RANKED_BY}
    context["files"] = chosen is not None and may_have(request.user, force, chosen.assessment.marking)
    return render(request, "inspections/readiness/page.html", {**context, "begins_with": BEGINS_WITH})


@require_safe
def pack(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Send the fieldwork pack for one question as Word."""
    answer = readiness(seen_row(request, graded_assessments(), pk), on=timezone.localdate())
    question = next((question for question in answer.questions if question.row.pk == criterion), None)
    if question is None:
        raise Http404("No such question in this assessment.")
    document = fieldwork_pack(answer, question, author=str(request.user))
    return attachment(docx_bytes(document), document.filename("docx"))
