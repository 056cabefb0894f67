"""Recording what the inspectorate published. The view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessments.models import Assessment
from assessments.published_grades.forms import PublishedForm
from assessments.published_grades.record import grades, record_grades
from config.form_page import attempt, get_or_post, posted, status_of
from frameworks.content import content


@get_or_post
def published_grades(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the grades of one published report, or correct those of the last one."""
    form = _form(request, assessment := _published(request, pk))
    recorded = attempt(form, lambda: _record(assessment, form, by=request.user, at=timezone.now()))
    if recorded.done:
        messages.success(request, f"{recorded.result} published grade{'s' if recorded.result != 1 else ''} recorded.")
        return redirect("assessments:side_by_side", pk)
    page = {"assessment": assessment, "form": form, "another": "another" in request.GET}
    return render(request, "assessments/published_grades/page.html", page, status=status_of(form))


def _record(assessment: Assessment, form: PublishedForm, *, by, at) -> int:
    typed = form.cleaned_data
    return record_grades(
        assessment,
        form.chosen,
        published_on=typed["published_on"],
        link=typed["link"],
        amends=typed["amends"],
        seen=typed["seen"],
        by=by,
        at=at,
    )


def _published(request: HttpRequest, pk: int) -> Assessment:
    """Return an assessment by a framework that its publisher grades by; 404 for any other."""
    published = Assessment.objects.published_by(request.user, on=timezone.localdate()).with_edition()
    assessment = get_object_or_404(published, pk=pk)
    if not any(node.graded for node in content(assessment.edition).criteria):
        raise Http404("The publisher of this framework grades nobody by it.")
    return assessment


def _form(request: HttpRequest, assessment: Assessment) -> PublishedForm:
    words, recorded = content(assessment.edition), grades(assessment)
    another = "another" in request.GET
    return PublishedForm(posted(request), another=another, words=words, recorded=recorded, on=timezone.localdate())
