"""The first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from home.dashboard import board


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the assessments that are open, and the frameworks that there are."""
    today = timezone.localdate()
    return render(request, "home/dashboard.html", {"board": board(request.user, on=today)})
