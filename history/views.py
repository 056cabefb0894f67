"""The history's pages: what happened in a force, who came in and went out, and both as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Force
from config.downloads import attachment
from history.export import MARKING, entries_file, visits_file
from history.forms import SearchForm, VisitForm
from history.lines import listed, visits, wanted
from history.models import READS_HISTORY, Entry, Visit

UNPROCESSABLE = 422


@require_safe
def forces(request: HttpRequest) -> HttpResponse:
    """Show the histories that the person reads; the only one at once."""
    found = list(_read(request).order_by("name", "pk"))
    installation = _has_an_office(request.user)
    if len(found) == 1 and not installation:
        return redirect("history:force", found[0].code)
    if installation and not found:
        return redirect("history:installation")
    if not found:
        raise Http404("You read no history.")
    return render(request, "history/forces.html", {"forces": found, "installation": installation, "marking": MARKING})


@require_safe
def force_history(request: HttpRequest, code: str) -> HttpResponse:
    force = get_object_or_404(_read(request), code=code)
    form = SearchForm(request.GET, force=force)
    asked = form.cleaned_data if form.is_valid() else {}
    page = {"force": force, "form": form, "marking": MARKING}
    page["list"] = listed(wanted(_entries(request).filter(force=force), asked), request.GET.get("page"))
    return render(request, "history/force.html", page, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def force_file(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """Send what the address asks for, all pages of it."""
    force = get_object_or_404(_read(request), code=code)
    form = SearchForm(request.GET, force=force)
    if not form.is_valid():
        return force_history(request, code)
    entries = wanted(_entries(request).filter(force=force), form.cleaned_data)
    return attachment(*entries_file(entries, force, ending, on=timezone.localdate(), author=str(request.user)))


@require_safe
def force_visits(request: HttpRequest, code: str) -> HttpResponse:
    """Show who of the force signed in and out."""
    force = get_object_or_404(_read(request), code=code)
    form = VisitForm(request.GET, force=force)
    asked = form.cleaned_data if form.is_valid() else {}
    page = {"force": force, "form": form, "marking": MARKING}
    page["page"] = visits(_visits(request, force), asked, request.GET.get("page"))
    return render(request, "history/visits.html", page, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def force_visits_file(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    force = get_object_or_404(_read(request), code=code)
    form = VisitForm(request.GET, force=force)
    if not form.is_valid():
        return force_visits(request, code)
    found = _visits(request, force)
    made = visits_file(found, form.cleaned_data, force, ending, on=timezone.localdate(), author=str(request.user))
    return attachment(*made)


@require_safe
def installation(request: HttpRequest) -> HttpResponse:
    """Show what happened outside any force, to whom it concerns by office."""
    if not _has_an_office(request.user):
        raise Http404("You read no history of the installation.")
    form = SearchForm(request.GET, force=None)
    asked = form.cleaned_data if form.is_valid() else {}
    page = {"form": form, "has_others": _read(request).exists()}
    page["list"] = listed(wanted(_entries(request).filter(force=None), asked), request.GET.get("page"))
    return render(request, "history/installation.html", page, status=UNPROCESSABLE if form.errors else 200)


def _has_an_office(user) -> bool:
    """Return whether somebody answers for what belongs to no force."""
    return user.is_superuser or user.is_framework_administrator


def _read(request: HttpRequest):
    return Force.objects.where_user_has(request.user, READS_HISTORY, on=timezone.localdate())


def _entries(request: HttpRequest):
    return Entry.objects.visible_to(request.user, on=timezone.localdate())


def _visits(request: HttpRequest, force: Force):
    return Visit.objects.visible_to(request.user, on=timezone.localdate()).of(force)
