"""The maturity profile of a force as a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Force
from maturity.profile.page import profile as profile_of


@require_GET
def profile(request: HttpRequest, force: str) -> HttpResponse:
    today = timezone.localdate()
    found = get_object_or_404(Force.objects.visible_to(request.user, on=today), code=force)
    asked = request.GET.get("at", "")
    chosen = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    shown = profile_of(request.user, found, chosen=chosen, on=today)
    page = {"force": found, "profile": shown, "assessment": shown.assessment if shown else None}
    return render(request, "maturity/profile/page.html", page)
