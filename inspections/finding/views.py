"""One finding: raise it, read it, correct it, assign it, and record what happened to it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.form_page import attempt, get_or_post, post_only, posted, status_of
from inspections.finding.forms import ASKED, ActForm, AssignForm, FindingForm, RaiseForm, act_forms
from inspections.finding.lifecycle import Act
from inspections.finding.page import finding_page
from inspections.lookups import editable_finding, run_force, runs_register, seen_finding
from inspections.models import Finding, Inspection


@get_or_post
def raise_finding(request: HttpRequest, code: str) -> HttpResponse:
    """Put a finding on the register."""
    force, today = run_force(request, code), timezone.localdate()
    chosen = {name: request.GET.get(name) for name in ("inspection", "kind", "parent")}
    form = RaiseForm(posted(request), force=force, on=today, initial={"issued_on": today, **chosen})

    def issue() -> Finding:
        issued_on = form.cleaned_data.pop("issued_on")
        return Finding.objects.issue(on=issued_on, by=request.user, at=timezone.now(), **form.cleaned_data)

    issued = attempt(form, issue)
    if issued.done:
        messages.success(request, f"{issued.result.reference} is on the register.")
        return redirect("inspections:finding", issued.result.pk)
    context = {"force": force, "form": form, "has_inspections": Inspection.objects.filter(force=force).exists()}
    return render(request, "inspections/finding/raise.html", context, status=status_of(form))


@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    return _finding_page(request, seen_finding(request, pk))


@get_or_post
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a finding's words, dates and questions."""
    finding = editable_finding(request, pk)
    form = FindingForm(posted(request), instance=finding, force=finding.force, on=timezone.localdate())
    if attempt(form, lambda: finding.amend(**form.cleaned_data)).done:
        messages.success(request, "Saved.")
        return redirect("inspections:finding", pk)
    context = {"force": finding.force, "finding": finding, "form": form}
    return render(request, "inspections/finding/amend.html", context, status=status_of(form))


@post_only("inspections:finding", "pk")
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a finding its leads, its board and the day by which it is to be submitted."""
    finding, today, now = editable_finding(request, pk), timezone.localdate(), timezone.now()
    form = AssignForm(request.POST, force=finding.force)
    if attempt(form, lambda: finding.assign(on=today, by=request.user, at=now, **form.changes)).done:
        messages.success(request, f"{finding.reference} is assigned.")
        return redirect("inspections:finding", pk)
    return _finding_page(request, finding, assign_form=form)


@post_only("inspections:finding", "pk")
def record(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Record one of the acts that a finding's page offers."""
    if act not in ASKED:
        raise Http404("A finding's page offers no such act.")
    finding, now = editable_finding(request, pk), timezone.now()
    form = ActForm(request.POST, act=Act(act), is_cause=finding.is_cause)
    if attempt(form, lambda: finding.record(form.act, by=request.user, at=now, **form.cleaned_data)).done:
        messages.success(request, f"{finding.reference}: {form.act.label.lower()}.")
        return redirect("inspections:finding", pk)
    return _finding_page(request, finding, tried=form)


def _finding_page(
    request: HttpRequest, finding: Finding, *, tried: ActForm | None = None, assign_form: AssignForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    runs = runs_register(request, finding.force)
    context = {
        "force": finding.force,
        "page": finding_page(finding, on=today),
        "runs": runs,
        "acts": act_forms(finding, on=today, tried=tried) if runs else [],
        "assign": (assign_form or AssignForm(force=finding.force)) if runs and finding.is_live else None,
        # The summary of what is wrong, at the head of the page.
        "form": tried or assign_form,
    }
    return render(request, "inspections/finding/page.html", context, status=status_of(tried, assign_form))
