"""Batches to HMICFRS: make one, read one, and record what was answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from inspections.batches.forms import AnswersForm, SubmissionForm
from inspections.finding.page import batch_list, batch_page, ready_to_submit
from inspections.finding.views import (
    READ_AND_WRITE,
    REFUSALS,
    run_force,
    runs_register,
    seen_force,
    status_of,
    typed_into,
)
from inspections.models import Finding, Submission


@require_safe
def batches(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    context = {"force": force, "batches": batch_list(force), "runs": runs_register(request, force)}
    return render(request, "inspections/batches/list.html", context)


@READ_AND_WRITE
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Choose what goes to HMICFRS, with an evidence statement each, and send it."""
    force, today = run_force(request, code), timezone.localdate()
    ready, notes = ready_to_submit(force, on=today)
    initial = {"on": today, "name": f"{today:%B %Y}"}
    form = SubmissionForm(typed_into(request), ready=ready, notes=notes, initial=initial)
    if request.method == "POST" and form.is_valid():
        name, on = form.cleaned_data["name"], form.cleaned_data["on"]
        try:
            sent = {"force": force, "name": name, "on": on, "by": request.user, "at": timezone.now()}
            batch = Submission.objects.submit(form.statements, **sent)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"The batch {batch} is recorded as submitted.")
            return redirect("inspections:batch", batch.pk)
    return render(request, "inspections/batches/submit.html", {"force": force, "form": form}, status=status_of(form))


@READ_AND_WRITE
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a batch, and record what HMICFRS answered about it."""
    today = timezone.localdate()
    rows = Submission.objects.select_related("force", "by")
    reach = rows.editable_by if request.method == "POST" else rows.visible_to
    found = get_object_or_404(reach(request.user, on=today), pk=pk)
    page = batch_page(found)
    form = None
    if runs_register(request, found.force) and (page.counts["waiting"] or request.method == "POST"):
        waiting = [row.finding for row in page.rows if row.waits]
        form = AnswersForm(typed_into(request), waiting=waiting, initial={"on": today})
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            found.hear(form.answers, on=form.cleaned_data["on"], by=request.user, at=timezone.now())
        except Finding.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "HMICFRS's answers are recorded.")
            return redirect("inspections:batch", pk)
    context = {"force": found.force, "page": page, "form": form}
    return render(request, "inspections/batches/batch.html", context, status=status_of(form))
