"""The least that a page and a save can cost here: the middleware, the session and the user, and next to nothing more.

A page is as quick as it can be when it takes no longer than the same bytes, drawn beforehand, from a bare view.
"""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assessments.models import Judgement


def prepared(name: str) -> Path:
    """Return the file that holds the bytes of one prepared page."""
    return settings.VAR / "pages" / f"{name}.html"


@cache
def _bytes(name: str) -> bytes:
    return prepared(name).read_bytes()


@require_GET
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Answer a prepared page to somebody signed in."""
    request.session.get("seen")
    request.user.get_username()
    return HttpResponse(_bytes(name))


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one row, commit, and say so."""
    request.session.get("seen")
    request.user.get_username()
    Judgement.objects.filter(pk=pk).update(at=timezone.now())
    return HttpResponse("Saved")
