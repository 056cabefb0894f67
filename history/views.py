"""The history's pages: what happened in a force, who signed in and out, and both as files."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import force_with_role
from accounts.models import Force
from config.downloads import attachment
from config.form_page import status_of
from history.export import MARKING, MOST, departures_file, entries_file, visits_file
from history.forms import DepartureForm, SearchForm, VisitForm
from history.lines import departures_page, listed, matching, visits_page
from history.models import (
    READS_HISTORY,
    Departure,
    DepartureQuerySet,
    Entry,
    EntryQuerySet,
    Visit,
    VisitQuerySet,
)


@require_safe
def forces(request: HttpRequest) -> HttpResponse:
    """Show the histories that the person reads; the only one at once."""
    forces, installation = list(_forces(request).order_by("name", "pk")), _has_an_office(request.user)
    if len(forces) == 1 and not installation:
        return redirect("history:force", forces[0].code)
    if installation and not forces:
        return redirect("history:installation")
    if not forces:
        raise Http404("You read no history.")
    return render(request, "history/forces.html", {"forces": forces, "installation": installation, "marking": MARKING})


@require_safe
def force_history(request: HttpRequest, code: str) -> HttpResponse:
    force = force_with_role(request, code, READS_HISTORY)
    form = SearchForm(request.GET, force=force)
    entries = matching(_entries(request).filter(force=force), form.search)
    page = {"force": force, "form": form, "marking": MARKING, "most": f"{MOST:,}"}
    page["list"] = listed(entries, request.GET.get("page"))
    return render(request, "history/force.html", page, status=status_of(form))


@require_safe
def force_file(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """Send what the address asks for, all pages of it."""
    force = force_with_role(request, code, READS_HISTORY)
    form = SearchForm(request.GET, force=force)
    if not form.is_valid():
        return force_history(request, code)
    entries = matching(_entries(request).filter(force=force), form.search)
    return attachment(*entries_file(entries, force, ending, on=timezone.localdate(), author=str(request.user)))


@require_safe
def force_visits(request: HttpRequest, code: str) -> HttpResponse:
    """Show who of the force signed in and out."""
    force = force_with_role(request, code, READS_HISTORY)
    form = VisitForm(request.GET, force=force)
    page = {"force": force, "form": form, "marking": MARKING, "most": f"{MOST:,}"}
    page["page"] = visits_page(_visits(request, force), form.search, request.GET.get("page"))
    return render(request, "history/visits.html", page, status=status_of(form))


@require_safe
def force_visits_file(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    force = force_with_role(request, code, READS_HISTORY)
    form = VisitForm(request.GET, force=force)
    if not form.is_valid():
        return force_visits(request, code)
    visits, today = _visits(request, force), timezone.localdate()
    return attachment(*visits_file(visits, form.search, force, ending, on=today, author=str(request.user)))


@require_safe
def force_departures(request: HttpRequest, code: str) -> HttpResponse:
    """Show what left the force."""
    force = force_with_role(request, code, READS_HISTORY)
    form = DepartureForm(request.GET, force=force)
    page = {"force": force, "form": form, "marking": MARKING, "most": f"{MOST:,}"}
    page["page"] = departures_page(_departures(request, force), form.search, request.GET.get("page"))
    return render(request, "history/departures.html", page, status=status_of(form))


@require_safe
def force_departures_file(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    force = force_with_role(request, code, READS_HISTORY)
    form = DepartureForm(request.GET, force=force)
    if not form.is_valid():
        return force_departures(request, code)
    departures, today = _departures(request, force), timezone.localdate()
    return attachment(*departures_file(departures, form.search, force, ending, on=today, author=str(request.user)))


@require_safe
def installation(request: HttpRequest) -> HttpResponse:
    """Show what happened outside any force, to those whose office it is."""
    if not _has_an_office(request.user):
        raise Http404("You read no history of the installation.")
    form = SearchForm(request.GET, force=None)
    entries = matching(_entries(request).filter(force=None), form.search)
    page = {"form": form, "has_others": _forces(request).exists(), "list": listed(entries, request.GET.get("page"))}
    return render(request, "history/installation.html", page, status=status_of(form))


def _has_an_office(user) -> bool:
    """Return whether somebody answers for what belongs to no force."""
    return user.is_superuser or user.is_framework_administrator


def _forces(request: HttpRequest) -> QuerySet[Force]:
    """Return the forces whose history the person who asks reads."""
    return Force.objects.where_user_has(request.user, READS_HISTORY, on=timezone.localdate())


def _entries(request: HttpRequest) -> EntryQuerySet:
    return Entry.objects.visible_to(request.user, on=timezone.localdate())


def _visits(request: HttpRequest, force: Force) -> VisitQuerySet:
    return Visit.objects.visible_to(request.user, on=timezone.localdate()).of(force)


def _departures(request: HttpRequest, force: Force) -> DepartureQuerySet:
    return Departure.objects.visible_to(request.user, on=timezone.localdate()).filter(force=force)
