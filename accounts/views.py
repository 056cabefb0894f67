"""The people of a force, for its administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import AdmitForm
from accounts.models import Force, Membership
from accounts.roles import RUNS_FORCE


def _run(request: HttpRequest):
    return Force.objects.where_user_has(request.user, RUNS_FORCE, on=timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, code: str) -> HttpResponse:
    """List who belongs to the force, and admit somebody."""
    force = get_object_or_404(_run(request), code=code)
    form = AdmitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        admitted = force.admit(**form.cleaned_data)
        messages.success(request, f"{admitted.user} is {admitted.get_role_display().lower()} now.")
        return redirect("accounts:people", code)
    current = Membership.objects.current(timezone.localdate()).filter(force=force).select_related("user")
    rows = current.order_by("user__name", "user__email", "role", "pk")
    context = {"force": force, "form": form, "memberships": rows}
    return render(request, "accounts/people.html", context, status=422 if form.errors else 200)


@require_POST
def dismiss(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """End one membership."""
    force = get_object_or_404(_run(request), code=code)
    membership = get_object_or_404(force.memberships.select_related("user"), pk=pk)
    try:
        force.dismiss(membership, on=timezone.localdate())
        messages.success(request, f"{membership.user} is no longer {membership.get_role_display().lower()}.")
    except Force.LastAdministrator as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:people", code)
