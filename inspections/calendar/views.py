"""The calendar: read it, keep its dates, subscribe to it by a secret link, and record the PCC's comments."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access.confirmation import confirmed
from accounts.lookups import seen_force
from config.form_page import get_or_post, post_only, posted, status_of
from inspections.calendar.forms import KeyDateForm, PccForm
from inspections.calendar.ical import calendar_text
from inspections.calendar.page import diary
from inspections.calendar.pcc_responses import clock, clocks, published
from inspections.calendar.periods import Precision
from inspections.lookups import editable_row, row_for, run_force, runs_register
from inspections.models import CalendarLink, Finding, Inspection, KeyDate, PccResponse
from inspections.models.pcc_responses import PERIOD_DAYS
from inspections.register.table import MARKING


@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    dates, runs = diary(force, on=timezone.localdate()), runs_register(request, force)
    context = {"force": force, "diary": dates, "runs": runs, "past": "past" in request.GET}
    return render(request, "inspections/calendar/page.html", context)


@get_or_post
def add_key_date(request: HttpRequest, code: str) -> HttpResponse:
    return _key_date_form(request, KeyDate(force=run_force(request, code), precision=Precision.DAY))


@get_or_post
def change_key_date(request: HttpRequest, pk: int) -> HttpResponse:
    return _key_date_form(request, _editable(request, pk))


@post_only("inspections:change_key_date", "pk")
def delete_key_date(request: HttpRequest, pk: int) -> HttpResponse:
    key_date = _editable(request, pk)
    key_date.delete()
    messages.success(request, f"“{key_date.title}” is off the calendar.")
    return redirect("inspections:calendar", key_date.force.code)


def _editable(request: HttpRequest, pk: int) -> KeyDate:
    return editable_row(request, KeyDate.objects.select_related("force"), pk)


def _key_date_form(request: HttpRequest, key_date: KeyDate) -> HttpResponse:
    form = KeyDateForm(posted(request), instance=key_date)
    if form.is_valid():
        key_date.put(by=request.user, at=timezone.now())
        messages.success(request, f"“{key_date.title}” is on the calendar.")
        return redirect("inspections:calendar", key_date.force.code)
    context = {"force": key_date.force, "form": form, "is_new": key_date.pk is None, "key_date": key_date}
    return render(request, "inspections/calendar/key_date.html", context, status=status_of(form))


@get_or_post
@confirmed
def calendar_link(request: HttpRequest, code: str) -> HttpResponse:
    """Show the person's secret address of the force's calendar, and make one, in the place of an older one."""
    force = seen_force(request, code)
    if request.method == "POST":
        CalendarLink.objects.renew(request.user, force, at=timezone.now())
        messages.success(request, "Your calendar link is made. An older one no longer works.")
        return redirect("inspections:calendar_link", code)
    link = CalendarLink.objects.of(request.user, force).first()
    address = settings.SITE_URL + reverse("inspections:feed", args=[link.token]) if link else ""
    return render(request, "inspections/calendar/link.html", {"force": force, "link": link, "address": address})


@post_only("inspections:calendar_link", "code")
def revoke_calendar_link(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    CalendarLink.objects.of(request.user, force).delete()
    messages.success(request, "Your calendar link no longer works.")
    return redirect("inspections:calendar_link", code)


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Send a calendar program the calendar that the secret address opens; 404 for any other."""
    link = CalendarLink.objects.opened_by(token, on=timezone.localdate())
    if link is None:
        raise Http404("No such calendar.")
    link.note_use(on=timezone.localdate())
    dates = diary(link.force, on=timezone.localdate())
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    entries = (*dates.over, *dates.late, *dates.to_come)
    text = calendar_text(f"Inspections, {link.force}", entries, host=host, marking=MARKING, at=timezone.now())
    headers = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
def responses(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    rows = clocks(force, on=timezone.localdate())
    context = {
        "force": force,
        "rows": rows,
        "unrecorded": sum(row.is_unrecorded for row in rows),
        "runs": runs_register(request, force),
        "period": PERIOD_DAYS,
    }
    return render(request, "inspections/calendar/pcc_responses.html", context)


@get_or_post
def response(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the local policing body said about one report, and record it."""
    inspection = row_for(request, published(), pk)
    form = _pcc_form(request, inspection)
    if form.is_valid():
        form.instance.record(form.answers, by=request.user, at=timezone.now())
        messages.success(request, "What was published is recorded.")
        return redirect("inspections:response", pk)
    row, runs = clock(inspection, timezone.localdate()), runs_register(request, inspection.force)
    context = {"force": inspection.force, "form": form, "row": row, "runs": runs}
    return render(request, "inspections/calendar/pcc_response.html", context, status=status_of(form))


def _pcc_form(request: HttpRequest, inspection: Inspection) -> PccForm:
    response = getattr(inspection, "pcc_response", None) or PccResponse(inspection=inspection)
    findings = Finding.objects.filter(inspection=inspection, kind=Finding.Kind.RECOMMENDATION)
    recommendations = list(findings.order_by("reference_found", "pk"))
    return PccForm(posted(request), instance=response, recommendations=recommendations, today=timezone.localdate())
