"""The register: its list, its table, one finding and what is done to it. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Force
from accounts.roles import RUNS_REGISTER
from inspections.finding.forms import (
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
from inspections.models import Finding, Inspection, PortalCount
from inspections.register.page import inspections_of, register_list, views_for
from inspections.register.table import register_table

UNPROCESSABLE = 422
READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])
# Each act that a finding's page offers, with the method that does it.
METHODS = {
    Act.COMPLETED: Finding.complete,
    Act.RETURNED: Finding.return_with_feedback,
    Act.CLOSED: Finding.close,
    Act.REOPENED: Finding.reopen,
    Act.NO_FURTHER_ACTION: Finding.drop,
}
REFUSALS = (Finding.Refused, ValidationError)


def seen_force(request: HttpRequest, code: str) -> Force:
    """Return the force whose register the person may read; 404 for any other."""
    return get_object_or_404(Force.objects.visible_to(request.user, on=timezone.localdate()), code=code)


def run_force(request: HttpRequest, code: str) -> Force:
    """Return the force whose register the person may change; 404 for any other."""
    run = Force.objects.where_user_has(request.user, RUNS_REGISTER, on=timezone.localdate())
    return get_object_or_404(run, code=code)


def runs_register(request: HttpRequest, force: Force) -> bool:
    """Return whether the person may change the force's register."""
    run = Force.objects.where_user_has(request.user, RUNS_REGISTER, on=timezone.localdate())
    return run.filter(pk=force.pk).exists()


def status_of(*forms) -> int:
    """Return the status of a page that shows forms: whether what was typed into one of them was refused."""
    return UNPROCESSABLE if any(form is not None and form.errors for form in forms) else 200


def typed_into(request: HttpRequest):
    """Return what was sent with a form; None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def _visible(request: HttpRequest) -> QuerySet[Finding]:
    today = timezone.localdate()
    return Finding.objects.visible_to(request.user, on=today).as_at(today).with_all()


def _editable(request: HttpRequest) -> QuerySet[Finding]:
    today = timezone.localdate()
    return Finding.objects.editable_by(request.user, on=today).as_at(today).with_all()


@require_safe
def forces(request: HttpRequest) -> HttpResponse:
    """Show the registers that the person may read; the only one at once."""
    found = list(Force.objects.visible_to(request.user, on=timezone.localdate()).order_by("name", "pk"))
    if len(found) == 1:
        return redirect("inspections:register", found[0].code)
    return render(request, "inspections/register/forces.html", {"forces": found})


@require_safe
def register(request: HttpRequest, code: str) -> HttpResponse:
    force, today = seen_force(request, code), timezone.localdate()
    filters = FilterForm(request.GET, force=force)
    filters.is_valid()
    listed = register_list(force, filters.cleaned_data, on=today, page=request.GET.get("page"))
    runs = runs_register(request, force)
    assign = BulkAssignForm(force=force) if runs and listed.rows else None
    context = {"force": force, "filters": filters, "list": listed, "runs": runs, "assign": assign, "today": today}
    context["views"] = views_for(request.user, force, on=today)
    return render(request, "inspections/register/page.html", context)


@require_POST
def assign_many(request: HttpRequest, code: str) -> HttpResponse:
    """Assign the findings that were ticked, all or none, and go back to the same lines of the register."""
    force = run_force(request, code)
    form = BulkAssignForm(request.POST, force=force)
    if form.is_valid():
        try:
            day, now = timezone.localdate(), timezone.now()
            number = form.cleaned_data["finding"].assign(on=day, by=request.user, at=now, **form.changes)
            messages.success(request, f"{number} finding{'s' if number != 1 else ''} assigned.")
        except Finding.Refused as refusal:
            form.refuse(refusal)
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect(f"{reverse('inspections:register', args=[code])}?{request.GET.urlencode()}")


@require_safe
def table(request: HttpRequest, code: str) -> HttpResponse:
    force, today = seen_force(request, code), timezone.localdate()
    form = TableForm(request.GET or None, initial={"as_at": today})
    typed = form.cleaned_data if form.is_valid() else {}
    answer = register_table(force, typed.get("as_at") or today, typed.get("since"))
    count = PortalCountForm(initial={"on": today}, prefix="portal") if runs_register(request, force) else None
    context = {"force": force, "form": form, "days": form, "table": answer, "count": count}
    return render(request, "inspections/register/table.html", context, status=status_of(form))


@require_POST
def count_portal(request: HttpRequest, code: str) -> HttpResponse:
    """Note what the portal counts on a day, in the place of what was noted for that day before."""
    force, today = run_force(request, code), timezone.localdate()
    count = PortalCountForm(request.POST, prefix="portal")
    if count.is_valid():
        typed = count.cleaned_data
        given = {**typed, "by": request.user}
        PortalCount.objects.update_or_create(force=force, on=given.pop("on"), defaults=given)
        messages.success(request, "The portal's figures are noted.")
        return redirect("inspections:table", code)
    days = TableForm(initial={"as_at": today})
    context = {"force": force, "form": count, "days": days, "table": register_table(force, today), "count": count}
    return render(request, "inspections/register/table.html", context, status=UNPROCESSABLE)


@READ_AND_WRITE
def inspection_list(request: HttpRequest, code: str) -> HttpResponse:
    """List the inspections of the register, and add one."""
    force = seen_force(request, code) if request.method != "POST" else run_force(request, code)
    form = None
    if runs_register(request, force):
        form = InspectionForm(typed_into(request), instance=Inspection(force=force))
    if request.method == "POST" and form is not None and form.is_valid():
        messages.success(request, f"{form.save()} is on the register.")
        return redirect("inspections:inspections", code)
    context = {"force": force, "form": form, "inspections": inspections_of(force, on=timezone.localdate())}
    return render(request, "inspections/inspection/list.html", context, status=status_of(form))


@READ_AND_WRITE
def change_inspection(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    force = run_force(request, code)
    form = InspectionForm(typed_into(request), instance=get_object_or_404(Inspection, force=force, pk=pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("inspections:inspections", code)
    context = {"force": force, "form": form, "inspection": form.instance}
    return render(request, "inspections/inspection/page.html", context, status=status_of(form))


@READ_AND_WRITE
def raise_finding(request: HttpRequest, code: str) -> HttpResponse:
    force, today = run_force(request, code), timezone.localdate()
    chosen = {name: request.GET.get(name) for name in ("inspection", "kind", "parent")}
    form = RaiseForm(typed_into(request), force=force, on=today, initial={"issued_on": today, **chosen})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            finding = Finding.objects.issue(on=typed.pop("issued_on"), by=request.user, at=timezone.now(), **typed)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{finding.reference} is on the register.")
            return redirect("inspections:finding", finding.pk)
    context = {"force": force, "form": form, "has_inspections": Inspection.objects.filter(force=force).exists()}
    return render(request, "inspections/finding/raise.html", context, status=status_of(form))


@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    return _finding_page(request, get_object_or_404(_visible(request), pk=pk))


@READ_AND_WRITE
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    found, today = get_object_or_404(_editable(request), pk=pk), timezone.localdate()
    form = FindingForm(typed_into(request), instance=found, force=found.force, on=today)
    if request.method == "POST" and form.is_valid():
        try:
            found.amend(**form.cleaned_data)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("inspections:finding", pk)
    context = {"force": found.force, "finding": found, "form": form}
    return render(request, "inspections/finding/amend.html", context, status=status_of(form))


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_editable(request), pk=pk)
    form = AssignForm(request.POST, force=found.force)
    if form.is_valid():
        try:
            found.assign(on=timezone.localdate(), by=request.user, at=timezone.now(), **form.changes)
        except Finding.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{found.reference} is assigned.")
            return redirect("inspections:finding", pk)
    return _finding_page(request, found, assign_form=form)


@require_POST
def record(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Record one of the acts that a finding's page offers."""
    if act not in METHODS:
        raise Http404("A finding's page offers no such act.")
    found = get_object_or_404(_editable(request), pk=pk)
    form = ActForm(request.POST, act=Act(act), is_cause=found.is_cause)
    if form.is_valid():
        try:
            METHODS[form.act](found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Finding.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{found.reference}: {form.act.label.lower()}.")
            return redirect("inspections:finding", pk)
    return _finding_page(request, found, tried=form)


def _finding_page(
    request: HttpRequest, found: Finding, *, tried: ActForm | None = None, assign_form: AssignForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    runs = runs_register(request, found.force)
    context = {
        "force": found.force,
        "page": finding_page(found, on=today),
        "runs": runs,
        "acts": act_forms(found, on=today, tried=tried) if runs else [],
        "assign": (assign_form or AssignForm(force=found.force)) if runs and found.is_live else None,
        # The summary of what is wrong, at the head of the page.
        "form": tried or assign_form,
    }
    return render(request, "inspections/finding/page.html", context, status=status_of(tried, assign_form))
