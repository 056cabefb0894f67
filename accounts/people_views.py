"""The people of a force, for its administrators."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.forms import RoleForm
from accounts.lookups import force_with_role
from accounts.models import Force, Session
from accounts.people import Person, people_of, person_of
from accounts.roles import RUNS_FORCE
from config.form_page import attempt, attempt_at_once, get_or_post, post_only, posted, status_of


@require_safe
def people(request: HttpRequest, code: str) -> HttpResponse:
    """List who belongs to the force."""
    force = force_with_role(request, code, RUNS_FORCE)
    rows = people_of(force, on=timezone.localdate())
    return render(request, "accounts/people.html", {"force": force, "people": rows})


@get_or_post
def person(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show one of the force's people, and give them a role."""
    force, shown = _force_and_person(request, code, pk)
    form = RoleForm(posted(request), force=force, on=timezone.localdate())
    given = attempt(form, lambda: force.give(user=shown.user, **form.cleaned_data))
    if given:
        messages.success(request, f"{shown.user} is {given.result.get_role_display().lower()}.")
        return redirect("accounts:person", code, pk)
    sessions = Session.objects.alive(at=timezone.now()).filter(user=pk).count()
    context = {"force": force, "person": shown, "form": form, "sessions": sessions}
    return render(request, "accounts/person.html", context, status=status_of(form))


@post_only("accounts:people", "code")
def dismiss(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """End one membership."""
    force = force_with_role(request, code, RUNS_FORCE)
    membership = get_object_or_404(force.memberships.select_related("user"), pk=pk)
    success = f"{membership.user} is no longer {membership.get_role_display().lower()}."
    attempt_at_once(request, lambda: force.dismiss(membership, on=timezone.localdate()), success=success)
    return redirect("accounts:people", code)


@post_only("accounts:person", "code", "pk")
def sign_out(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Sign one of the force's people out, wherever they are signed in."""
    _, shown = _force_and_person(request, code, pk)
    shown.user.sign_out(at=timezone.now())
    messages.success(
        request, f"{shown.user} is signed out everywhere. Their tokens, calendar links and invitations ended, too."
    )
    return redirect("accounts:people", code) if shown.user == request.user else redirect("accounts:person", code, pk)


def _force_and_person(request: HttpRequest, code: str, pk: int) -> tuple[Force, Person]:
    """Return a force that the person who asks runs, and one of its people; 404 for any other."""
    force = force_with_role(request, code, RUNS_FORCE)
    shown = person_of(force, pk, on=timezone.localdate())
    if shown is None:
        raise Http404("Nobody of the force is this.")
    return force, shown
