"""The register: its list, its table, one finding and what is done to it. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.lookups import seen_force
from accounts.models import Force
from config.form_page import attempt, get_or_post, posted, status_of
from inspections.finding.forms import (
    ASKED,
    ActForm,
    AssignForm,
    BulkAssignForm,
    FilterForm,
    FindingForm,
    InspectionForm,
    PortalCountForm,
    RaiseForm,
    TableForm,
)
from inspections.finding.lifecycle import Act
from inspections.finding.page import act_forms, finding_page
from inspections.lookups import editable_finding, force_for, run_force, runs_register, seen_finding
from inspections.models import Finding, Inspection, PortalCount
from inspections.register.page import inspections_of, register_list, views_for
from inspections.register.table import register_table


@require_safe
def forces(request: HttpRequest) -> HttpResponse:
    """Show the registers that the person may read; the only one at once."""
    forces = list(Force.objects.visible_to(request.user, on=timezone.localdate()).order_by("name", "pk"))
    if len(forces) == 1:
        return redirect("inspections:register", forces[0].code)
    return render(request, "inspections/register/forces.html", {"forces": forces})


@require_safe
def register(request: HttpRequest, code: str) -> HttpResponse:
    force, today = seen_force(request, code), timezone.localdate()
    filters = FilterForm(request.GET, force=force)
    findings = register_list(force, filters.asked, on=today, page=request.GET.get("page"))
    runs = runs_register(request, force)
    context = {
        "force": force,
        "filters": filters,
        "list": findings,
        "runs": runs,
        "assign": BulkAssignForm(force=force) if runs and findings.rows else None,
        "views": views_for(request.user, force, on=today),
    }
    return render(request, "inspections/register/page.html", context)


@require_POST
def assign_many(request: HttpRequest, code: str) -> HttpResponse:
    """Assign the findings that were ticked, all or none, and go back to the same lines of the register."""
    form = BulkAssignForm(request.POST, force=run_force(request, code))

    def assign() -> int:
        findings, today = form.cleaned_data["finding"], timezone.localdate()
        return findings.assign(on=today, by=request.user, at=timezone.now(), **form.changes)

    assigned = attempt(form, assign)
    if assigned.done:
        messages.success(request, f"{assigned.result} finding{'s' if assigned.result != 1 else ''} assigned.")
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect(f"{reverse('inspections:register', args=[code])}?{request.GET.urlencode()}")


@require_safe
def table(request: HttpRequest, code: str) -> HttpResponse:
    """Show the register's table as at a day: the one asked for, or today."""
    force, today = seen_force(request, code), timezone.localdate()
    form = TableForm(request.GET or None, initial={"as_at": today})
    days = form.cleaned_data if form.is_valid() else {}
    context = {
        "force": force,
        "form": form,
        "days": form,
        "table": register_table(force, days.get("as_at") or today, days.get("since")),
        "count": PortalCountForm(initial={"on": today}, prefix="portal") if runs_register(request, force) else None,
    }
    return render(request, "inspections/register/table.html", context, status=status_of(form))


@require_POST
def count_portal(request: HttpRequest, code: str) -> HttpResponse:
    """Note what the portal counts on a day, in the place of what was noted for that day before."""
    force, today = run_force(request, code), timezone.localdate()
    form = PortalCountForm(request.POST, prefix="portal")
    if form.is_valid():
        PortalCount.objects.note(force, by=request.user, **form.cleaned_data)
        messages.success(request, "The portal's figures are noted.")
        return redirect("inspections:table", code)
    context = {
        "force": force,
        "form": form,
        "days": TableForm(initial={"as_at": today}),
        "table": register_table(force, today),
        "count": form,
    }
    return render(request, "inspections/register/table.html", context, status=status_of(form))


@get_or_post
def inspection_list(request: HttpRequest, code: str) -> HttpResponse:
    """List the inspections of the register, and add one."""
    force = force_for(request, code)
    form = None
    if runs_register(request, force):
        form = InspectionForm(posted(request), instance=Inspection(force=force))
    if form and form.is_valid():
        messages.success(request, f"{form.save()} is on the register.")
        return redirect("inspections:inspections", code)
    context = {"force": force, "form": form, "inspections": inspections_of(force, on=timezone.localdate())}
    return render(request, "inspections/inspection/list.html", context, status=status_of(form))


@get_or_post
def change_inspection(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    force = run_force(request, code)
    form = InspectionForm(posted(request), instance=get_object_or_404(Inspection, force=force, pk=pk))
    if form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("inspections:inspections", code)
    return render(request, "inspections/inspection/page.html", {"force": force, "form": form}, status=status_of(form))


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


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a finding its leads, its board and the day by which it is to be submitted."""
    finding, today, now = editable_finding(request, pk), timezone.localdate(), timezone.now()
    form = AssignForm(request.POST, force=finding.force)
    if attempt(form, lambda: finding.assign(on=today, by=request.user, at=now, **form.changes)).done:
        messages.success(request, f"{finding.reference} is assigned.")
        return redirect("inspections:finding", pk)
    return _finding_page(request, finding, assign_form=form)


@require_POST
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
