"""Recording what the inspectorate published of a force. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import force_with_role, has_role, seen_force
from accounts.roles import RUNS_REGISTER
from assessments.models import PublishedReport
from assessments.published_grades.forms import ReportForm, as_recorded, filled_in
from assessments.published_grades.page import graded_editions, published, published_grades
from config.fields import key_of
from config.form_page import attempt, attempt_at_once, get_or_post, post_only, posted, status_of
from frameworks.content import content


@require_safe
def grades(request: HttpRequest, code: str) -> HttpResponse:
    """Show the grades of a force, question by question, with the reports that they come from."""
    force = seen_force(request, code)
    page = published_grades(force, on=timezone.localdate())
    # What is known of a report already goes along to whichever framework it grades by.
    context = {"force": force, "page": page, "keeps": has_role(request, force, RUNS_REGISTER)}
    context |= {"filled_in": request.GET.urlencode()}
    return render(request, "assessments/published_grades/force.html", context)


@get_or_post
def record_report(request: HttpRequest, code: str, edition: int) -> HttpResponse:
    """Record a report with the grades that it gives."""
    force, today = force_with_role(request, code, RUNS_REGISTER), timezone.localdate()
    chosen = get_object_or_404(graded_editions(), pk=edition)
    words = content(chosen)
    recorded = published(force.pk, words, on=today)
    form = ReportForm(posted(request), words=words, recorded=recorded, on=today, initial=filled_in(request.GET.dict()))

    def record() -> PublishedReport:
        now, reports = timezone.now(), PublishedReport.objects
        return reports.record(force, chosen, grades=form.grades, by=request.user, at=now, **form.about)

    if attempt(form, record).done:
        messages.success(request, "The report's grades are recorded.")
        return redirect("assessments:grades", code)
    context = {"force": force, "edition": chosen, "form": form}
    return render(request, "assessments/published_grades/report.html", context, status=status_of(form))


@get_or_post
def correct_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a report: its title, day, address and grades."""
    report, today = _kept_report(request, pk), timezone.localdate()
    words = content(report.edition)
    form = ReportForm(posted(request), words=words, recorded={}, on=today, initial=as_recorded(report))

    def correct() -> None:
        version, now = form.cleaned_data["version"], timezone.now()
        report.correct(version=version, grades=form.grades, by=request.user, at=now, **form.about)

    if attempt(form, correct).done:
        messages.success(request, "The report is corrected.")
        return redirect("assessments:grades", report.force.code)
    context = {"force": report.force, "edition": report.edition, "form": form, "report": report}
    return render(request, "assessments/published_grades/report.html", context, status=status_of(form))


@post_only("assessments:correct_report", "pk")
def take_report_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a report that was recorded by mistake, with its grades."""
    report = _kept_report(request, pk)
    version = key_of(request.POST.get("version", "")) or 0
    attempt_at_once(
        request, lambda: report.take_out(version=version), success=f"{report} and its grades are taken out."
    )
    return redirect("assessments:grades", report.force.code)


def _kept_report(request: HttpRequest, pk: int) -> PublishedReport:
    """Return a report that the person who asks may correct."""
    kept = PublishedReport.objects.editable_by(request.user, on=timezone.localdate())
    return get_object_or_404(kept.select_related("force", "edition__framework"), pk=pk)
