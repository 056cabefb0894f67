"""The people of a force, for its administrators."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import RoleForm
from accounts.models import Force, Session
from accounts.people import Person, people_of, person_of
from accounts.roles import RUNS_FORCE


def _run(request: HttpRequest, code: str) -> Force:
    """Return the force, which the asker runs, or a 404."""
    return get_object_or_404(Force.objects.where_user_has(request.user, RUNS_FORCE, on=timezone.localdate()), code=code)


def _person(force: Force, pk: int) -> Person:
    found = person_of(force, pk, on=timezone.localdate())
    if found is None:
        raise Http404
    return found


@require_safe
def people(request: HttpRequest, code: str) -> HttpResponse:
    """List who belongs to the force."""
    force = _run(request, code)
    rows = people_of(force, on=timezone.localdate())
    return render(request, "accounts/people.html", {"force": force, "people": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show one of the force's people, and give them a role."""
    force, on = _run(request, code), timezone.localdate()
    found = _person(force, pk)
    form = RoleForm(request.POST if request.method == "POST" else None, force=force, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            given = force.give(user=found.user, **form.cleaned_data)
        except Force.LastAdministrator as refusal:
            form.add_error("ends_on", str(refusal))
        else:
            messages.success(request, f"{found.user} is {given.get_role_display().lower()}.")
            return redirect("accounts:person", code, pk)
    sessions = Session.objects.alive(at=timezone.now()).filter(user=pk).count()
    context = {"force": force, "person": found, "form": form, "sessions": sessions}
    return render(request, "accounts/person.html", context, status=422 if form.errors else 200)


@require_POST
def dismiss(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """End one membership."""
    force = _run(request, code)
    membership = get_object_or_404(force.memberships.select_related("user"), pk=pk)
    try:
        force.dismiss(membership, on=timezone.localdate())
        messages.success(request, f"{membership.user} is no longer {membership.get_role_display().lower()}.")
    except Force.LastAdministrator as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:people", code)


@require_POST
def sign_out(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Sign one of the force's people out, wherever they are signed in."""
    found = _person(_run(request, code), pk)
    Session.objects.filter(user=found.user).end()
    messages.success(request, f"{found.user} is signed out everywhere.")
    return redirect("accounts:people", code) if found.user == request.user else redirect("accounts:person", code, pk)
