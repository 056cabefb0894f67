"""PEEL readiness: one page for an assessment, and a pack for each of its questions."""

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import seen_force
from accounts.models import Force
from assessments.models import Assessment
from config.downloads import attachment
from frameworks.models import Framework
from inspections.readiness.document import fieldwork_pack
from inspections.readiness.page import RANKED_BY, readiness
from reports.writers.docx import docx_bytes


def graded_assessments(force: Force) -> QuerySet[Assessment]:
    """Return the force's assessments against what an inspectorate grades by: of the newest edition first."""
    found = Assessment.objects.filter(force=force, edition__framework__kind=Framework.Kind.GRADED)
    newest = F("edition__published_on").desc(nulls_last=True)
    return found.with_edition().order_by(newest, "-starts_on", "-pk")


@require_safe
def ready(request: HttpRequest, code: str) -> HttpResponse:
    """Show how ready the force is by one assessment: the one asked for, or that of the newest edition."""
    force = seen_force(request, code)
    found = list(graded_assessments(force))
    wanted = request.GET.get("assessment")
    chosen = next((each for each in found if str(each.pk) == wanted), None) if wanted else next(iter(found), None)
    if wanted and chosen is None:
        raise Http404("No such assessment.")
    answer = readiness(chosen, on=timezone.localdate()) if chosen else None
    context = {"force": force, "assessments": found, "assessment": chosen, "answer": answer, "ranked_by": RANKED_BY}
    return render(request, "inspections/readiness/page.html", context)


@require_safe
def pack(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Send the fieldwork pack for one question as Word."""
    today = timezone.localdate()
    visible = Assessment.objects.visible_to(request.user, on=today).filter(edition__framework__kind="graded")
    answer = readiness(get_object_or_404(visible.with_edition(), pk=pk), on=today)
    question = next((each for each in answer.questions if each.row.pk == criterion), None)
    if question is None:
        raise Http404("No such question in this assessment.")
    document = fieldwork_pack(answer, question, author=str(request.user))
    return attachment(docx_bytes(document), document.filename("docx"))
