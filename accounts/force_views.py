"""What a force decides for itself, on a page for its administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.forms import ForceForm
from accounts.lookups import force_with_role
from accounts.roles import RUNS_FORCE
from config.form_page import get_or_post, posted, status_of


@get_or_post
def force_settings(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the force decided, and change it."""
    force = force_with_role(request, code, RUNS_FORCE)
    form = ForceForm(posted(request), instance=force)
    if form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("accounts:force_settings", code)
    return render(request, "accounts/force_settings.html", {"force": force, "form": form}, status=status_of(form))
