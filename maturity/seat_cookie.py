"""The cookie by which a guest's browser comes back to its seat: signed, and read by no script."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from maturity.models import Participant

SALT = "maturity.seat"
# Scoring beforehand may begin weeks before the meeting.
SECONDS = 60 * 24 * 60 * 60


def name_of(workshop: int) -> str:
    """Return what the cookie of a workshop's seat is called."""
    return f"__Host-seat-{workshop}" if settings.HTTPS else f"seat-{workshop}"


def key_in(request: HttpRequest, workshop: int) -> str:
    """Return the key of the seat that the browser holds in the workshop; empty where it holds none."""
    return request.get_signed_cookie(name_of(workshop), default="", salt=SALT) or ""


def keep(response: HttpResponseBase, seat: Participant) -> None:
    """Let the browser that gets the response keep the seat."""
    response.set_signed_cookie(
        name_of(seat.workshop_id),
        seat.key,
        salt=SALT,
        max_age=SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
