"""Batches to HMICFRS: make one, read one, and record what was answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import seen_force
from config.form_page import attempt, get_or_post, posted, status_of
from inspections.batches.forms import AnswersForm, SubmissionForm
from inspections.batches.page import batch_list, batch_page, ready_to_submit
from inspections.lookups import row_for, run_force, runs_register
from inspections.models import Submission


@require_safe
def batches(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    context = {"force": force, "batches": batch_list(force), "runs": runs_register(request, force)}
    return render(request, "inspections/batches/list.html", context)


@get_or_post
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Choose what goes to HMICFRS, with an evidence statement each, and record it as submitted."""
    force, today = run_force(request, code), timezone.localdate()
    ready, notes = ready_to_submit(force, on=today)
    initial = {"on": today, "name": f"{today:%B %Y}"}
    form = SubmissionForm(posted(request), ready=ready, notes=notes, initial=initial)

    def record() -> Submission:
        name, on, now = form.cleaned_data["name"], form.cleaned_data["on"], timezone.now()
        return Submission.objects.submit(form.statements, force=force, name=name, on=on, by=request.user, at=now)

    submitted = attempt(form, record)
    if submitted.done:
        messages.success(request, f"The batch {submitted.result} is recorded as submitted.")
        return redirect("inspections:batch", submitted.result.pk)
    return render(request, "inspections/batches/submit.html", {"force": force, "form": form}, status=status_of(form))


@get_or_post
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a batch, and record what HMICFRS answered about it."""
    batch = row_for(request, Submission.objects.select_related("force", "by"), pk)
    page, form = batch_page(batch), None
    if runs_register(request, batch.force) and (page.counts["waiting"] or request.method == "POST"):
        waiting = [row.finding for row in page.rows if row.waits]
        form = AnswersForm(posted(request), waiting=waiting, initial={"on": timezone.localdate()})

        def hear() -> None:
            batch.hear(form.answers, on=form.cleaned_data["on"], by=request.user, at=timezone.now())

        if attempt(form, hear).done:
            messages.success(request, "HMICFRS's answers are recorded.")
            return redirect("inspections:batch", pk)
    context = {"force": batch.force, "page": page, "form": form}
    return render(request, "inspections/batches/batch.html", context, status=status_of(form))
