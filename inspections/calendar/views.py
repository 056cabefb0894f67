"""The calendar: read it, keep its dates, take it along by a secret link, and record the commissioner's comments."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from inspections.calendar.forms import KeyDateForm, PccForm
from inspections.calendar.ical import calendar_text
from inspections.calendar.page import diary
from inspections.calendar.pcc_responses import clock, clocks, published
from inspections.calendar.periods import Precision
from inspections.finding.views import READ_AND_WRITE, run_force, runs_register, seen_force, status_of, typed_into
from inspections.models import CalendarLink, Finding, Inspection, KeyDate, PccResponse
from inspections.register.table import MARKING


def _editable(request: HttpRequest):
    return KeyDate.objects.editable_by(request.user, on=timezone.localdate()).select_related("force")


@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    answer = diary(force, on=timezone.localdate())
    context = {"force": force, "diary": answer, "runs": runs_register(request, force), "past": "past" in request.GET}
    return render(request, "inspections/calendar/page.html", context)


@READ_AND_WRITE
def add_key_date(request: HttpRequest, code: str) -> HttpResponse:
    return _key_date_form(request, KeyDate(force=run_force(request, code), precision=Precision.DAY))


@READ_AND_WRITE
def change_key_date(request: HttpRequest, pk: int) -> HttpResponse:
    return _key_date_form(request, get_object_or_404(_editable(request), pk=pk))


@require_POST
def delete_key_date(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_editable(request), pk=pk)
    found.delete()
    messages.success(request, f"“{found.title}” is off the calendar.")
    return redirect("inspections:calendar", found.force.code)


def _key_date_form(request: HttpRequest, found: KeyDate) -> HttpResponse:
    form = KeyDateForm(typed_into(request), instance=found)
    if request.method == "POST" and form.is_valid():
        found.put(by=request.user, at=timezone.now())
        messages.success(request, f"“{found.title}” is on the calendar.")
        return redirect("inspections:calendar", found.force.code)
    context = {"force": found.force, "form": form, "is_new": found.pk is None, "key_date": found}
    return render(request, "inspections/calendar/key_date.html", context, status=status_of(form))


@READ_AND_WRITE
def calendar_link(request: HttpRequest, code: str) -> HttpResponse:
    """Show the person's secret address of the force's calendar; make one, anew where there is one."""
    force = seen_force(request, code)
    if request.method == "POST":
        CalendarLink.objects.renew(request.user, force, at=timezone.now())
        messages.success(request, "Your calendar link is made. An older one no longer works.")
        return redirect("inspections:calendar_link", code)
    link = CalendarLink.objects.of(request.user, force).first()
    address = settings.SITE_URL + reverse("inspections:feed", args=[link.token]) if link else ""
    return render(request, "inspections/calendar/link.html", {"force": force, "link": link, "address": address})


@require_POST
def revoke_calendar_link(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    CalendarLink.objects.of(request.user, force).delete()
    messages.success(request, "Your calendar link no longer works.")
    return redirect("inspections:calendar_link", code)


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program with the calendar that the secret address opens; 404 for any other."""
    link = CalendarLink.objects.opened_by(token, on=timezone.localdate())
    if link is None:
        raise Http404("No such calendar.")
    answer = diary(link.force, on=timezone.localdate())
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    entries = (*answer.over, *answer.late, *answer.to_come)
    text = calendar_text(f"Inspections, {link.force}", entries, host=host, marking=MARKING, at=timezone.now())
    kept = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=kept)


@require_safe
def responses(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    rows = clocks(force, on=timezone.localdate())
    context = {"force": force, "rows": rows, "runs": runs_register(request, force)}
    return render(request, "inspections/calendar/pcc_responses.html", context)


@READ_AND_WRITE
def response(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the local policing body said about one report, and record it."""
    today = timezone.localdate()
    reach = published().editable_by if request.method == "POST" else published().visible_to
    found = get_object_or_404(reach(request.user, on=today), pk=pk)
    form = _pcc_form(request, found)
    if request.method == "POST" and form.is_valid():
        form.instance.record(form.answers, by=request.user, at=timezone.now())
        messages.success(request, "What was published is recorded.")
        return redirect("inspections:response", pk)
    context = {"force": found.force, "form": form, "row": clock(found, today)}
    context["runs"] = runs_register(request, found.force)
    return render(request, "inspections/calendar/pcc_response.html", context, status=status_of(form))


def _pcc_form(request: HttpRequest, found: Inspection) -> PccForm:
    given = getattr(found, "pcc_response", None) or PccResponse(inspection=found)
    asked = Finding.objects.filter(inspection=found, kind=Finding.Kind.RECOMMENDATION).order_by("reference", "pk")
    return PccForm(typed_into(request), instance=given, recommendations=list(asked), today=timezone.localdate())
