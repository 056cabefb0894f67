"""The inspections on a force's register: list them, add one, change one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.published_grades.page import graded_editions
from config.form_page import get_or_post, posted, status_of
from inspections.inspection.forms import InspectionForm
from inspections.inspection.page import inspections_of
from inspections.lookups import force_for, run_force, runs_register
from inspections.models import Inspection


@get_or_post
def inspection_list(request: HttpRequest, code: str) -> HttpResponse:
    """List the inspections of the register, and add one."""
    force = force_for(request, code)
    form = None
    if runs_register(request, force):
        form = InspectionForm(posted(request), instance=Inspection(force=force))
    if form and form.is_valid():
        form.instance.put(on=timezone.localdate())
        messages.success(request, f"{form.instance} is on the register.")
        return redirect("inspections:inspections", code)
    context = {"force": force, "form": form, "inspections": inspections_of(force, on=timezone.localdate())}
    return render(request, "inspections/inspection/list.html", context, status=status_of(form))


@get_or_post
def change_inspection(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    force = run_force(request, code)
    form = InspectionForm(posted(request), instance=get_object_or_404(Inspection, force=force, pk=pk))
    if form.is_valid():
        form.instance.put(on=timezone.localdate())
        messages.success(request, "Saved.")
        return redirect("inspections:inspections", code)
    return render(request, "inspections/inspection/page.html", {"force": force, "form": form}, status=status_of(form))


@require_safe
def inspection_grades(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Lead on to recording the grades of an inspection's report, with what the register knows of it filled in."""
    inspection = get_object_or_404(Inspection, force=run_force(request, code), pk=pk)
    day = inspection.published_on.isoformat() if inspection.published_on else ""
    known = urlencode({"title": inspection.title, "published_on": day, "link": inspection.link})
    if graded_editions().filter(pk=inspection.edition_id).exists():
        return redirect(f"{reverse('assessments:record_report', args=[code, inspection.edition_id])}?{known}")
    return redirect(f"{reverse('assessments:grades', args=[code])}?{known}#record")
