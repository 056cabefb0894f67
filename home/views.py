"""The first page after signing in, and the pages that say what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def dashboard(request: HttpRequest) -> HttpResponse:
    return render(request, "home/dashboard.html", {})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old with a page that says what to do."""
    return render(request, "403_csrf.html", status=403)
