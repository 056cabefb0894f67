"""The tokens, calendar links and invitations of a force, for its administrators."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access.page import access_of
from accounts.lookups import force_with_role
from accounts.models import Revocation
from accounts.models.revocations import Kind, open_ways
from accounts.notices import revoked
from accounts.roles import RUNS_FORCE
from config.form_page import attempt_at_once, post_only


@require_safe
def access(request: HttpRequest, code: str) -> HttpResponse:
    """List what opens something of the force without signing in."""
    force = force_with_role(request, code, RUNS_FORCE)
    return render(request, "accounts/access/page.html", {"force": force, "kinds": access_of(force, at=timezone.now())})


@post_only("accounts:access", "code")
def revoke_access(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponse:
    """End one of them, and tell whoever holds it."""
    force, at = force_with_role(request, code, RUNS_FORCE), timezone.now()
    if kind not in Kind or not open_ways(force, at=at)[kind].filter(pk=pk).exists():
        raise Http404("Nothing of this force is that.")
    ended = attempt_at_once(
        request,
        lambda: Revocation.objects.revoke(force=force, kind=kind, pk=pk, by=request.user, at=at),
        success="It opens nothing any more. Whoever held it is told by e-mail.",
    )
    if ended.done:
        revoked(ended.result)
    return redirect("accounts:access", code)
