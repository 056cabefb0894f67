"""Recording what the inspectorate published. The view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments.models import Assessment
from assessments.published_grades.forms import PublishedForm
from assessments.published_grades.record import grades, record_grades
from config.form_page import UNPROCESSABLE
from frameworks.content import content


@require_http_methods(["GET", "HEAD", "POST"])
def published_grades(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the grades of one published report, or correct those of the last one."""
    form = _form(request, assessment := _published(request, pk))
    if request.method == "POST" and form.is_valid():
        about = {name: form.cleaned_data[name] for name in ("published_on", "link", "amends", "seen")}
        try:
            number = record_grades(assessment, form.chosen, by=request.user, at=timezone.now(), **about)
        except Assessment.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{number} published grade{'s' if number != 1 else ''} recorded.")
            return redirect("assessments:side_by_side", pk)
    page = {"assessment": assessment, "form": form, "another": "another" in request.GET}
    return render(request, "assessments/published_grades/page.html", page, status=UNPROCESSABLE if form.errors else 200)


def _published(request: HttpRequest, pk: int) -> Assessment:
    """Return an assessment by a framework that its publisher grades by; 404 for any other."""
    published = Assessment.objects.published_by(request.user, on=timezone.localdate()).with_edition()
    assessment = get_object_or_404(published, pk=pk)
    if not any(node.graded for node in content(assessment.edition).criteria):
        raise Http404("The publisher of this framework grades nobody by it.")
    return assessment


def _form(request: HttpRequest, assessment: Assessment) -> PublishedForm:
    typed = request.POST if request.method == "POST" else None
    words, recorded = content(assessment.edition), grades(assessment)
    another = "another" in request.GET
    return PublishedForm(typed, another=another, words=words, recorded=recorded, on=timezone.localdate())
