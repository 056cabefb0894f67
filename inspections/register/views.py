"""The register of a force: its list, its table, and the list as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import seen_force
from accounts.models import Force
from config.downloads import attachment
from config.form_page import attempt, post_only, status_of
from config.wording import several
from inspections.lookups import run_force, runs_register
from inspections.models import PortalCount
from inspections.register.forms import BulkAssignForm, FilterForm, PortalCountForm, TableForm
from inspections.register.page import register_list
from inspections.register.table import register_table
from inspections.register.workbook import register_workbook
from inspections.saved_views.page import views_for
from reports.writers.xlsx import xlsx_bytes


@require_safe
def forces(request: HttpRequest) -> HttpResponse:
    """Show the registers that the person may read, or go to the only one."""
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


@post_only("inspections:register", "code")
def assign_many(request: HttpRequest, code: str) -> HttpResponse:
    """Assign the findings that were ticked, all or none, and go back to the same lines of the register."""
    form = BulkAssignForm(request.POST, force=run_force(request, code))

    def assign() -> int:
        findings, today = form.cleaned_data["finding"], timezone.localdate()
        return findings.assign(on=today, by=request.user, at=timezone.now(), **form.changes)

    assigned = attempt(form, assign)
    if assigned.done:
        messages.success(request, f"{several(assigned.result, 'finding')} assigned.")
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect(f"{reverse('inspections:register', args=[code])}?{request.GET.urlencode()}")


@require_safe
def export_register(request: HttpRequest, code: str) -> HttpResponse:
    """Send the lines of the register that the address asks for, all pages of them, as an Excel workbook."""
    force = seen_force(request, code)
    filters = FilterForm(request.GET, force=force)
    today, author = timezone.localdate(), str(request.user)
    workbook = register_workbook(force, filters.asked, asked=filters.in_words, on=today, author=author)
    return attachment(xlsx_bytes(workbook), workbook.filename())


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


@post_only("inspections:table", "code")
def count_portal(request: HttpRequest, code: str) -> HttpResponse:
    """Note what the portal counts on a day; it replaces what was noted for that day before."""
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
