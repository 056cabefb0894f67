"""The maturity profile of a force as a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import seen_force
from config.fields import key_of
from maturity.profile.page import profile as profile_of


@require_safe
def profile(request: HttpRequest, force: str) -> HttpResponse:
    seen, chosen = seen_force(request, force), key_of(request.GET.get("at", ""))
    shown = profile_of(request.user, seen, chosen=chosen, on=timezone.localdate())
    page = {"force": seen, "profile": shown, "assessment": shown.assessment if shown else None}
    return render(request, "maturity/profile/page.html", page)
