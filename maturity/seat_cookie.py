"""The cookie by which a guest's browser comes back to its seat: signed, and read by no script.

It is good for whoever joined alone. Where somebody else has signed in since, or they have signed out, the seat is
nobody's who sits there now.
"""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase

from accounts.typed_text import key_of, tag_of
from maturity.models import Participant

SALT = "maturity.seat"
ANYBODY = AnonymousUser()
# Scoring beforehand may begin weeks before the meeting.
SECONDS = 60 * 24 * 60 * 60


def name_of(workshop: int) -> str:
    """Return what the cookie of a workshop's seat is called."""
    return f"__Host-seat-{workshop}" if settings.HTTPS else f"seat-{workshop}"


def key_in(request: HttpRequest, workshop: int) -> str:
    """Return the key of the seat that the browser holds in the workshop; empty where it holds none."""
    return request.get_signed_cookie(name_of(workshop), default="", salt=_salt(request.user)) or ""


def tag(request: HttpRequest, seat: Participant) -> str:
    """Return what tells this person in this seat from everybody else, without saying who."""
    return tag_of(*_who(request, seat))


def lock(request: HttpRequest, seat: Participant) -> str:
    """Return the key under which a browser keeps a vote of this person in this seat; empty where it may keep none."""
    return key_of(*_who(request, seat)) if seat.workshop.assessment.force.keeps_typed else ""


def _who(request: HttpRequest, seat: Participant) -> tuple:
    return "seat", seat.pk, seat.key, request.user.pk, getattr(request.user, "password", "")


def _salt(user) -> str:
    return f"{SALT}.{user.pk}" if user.is_authenticated else SALT


def forget(response: HttpResponseBase, workshop: int) -> None:
    """Let the browser that gets the response hold no seat in the workshop any more."""
    response.delete_cookie(name_of(workshop), samesite="Lax")


def keep(response: HttpResponseBase, seat: Participant, *, user=ANYBODY) -> None:
    """Let the browser that gets the response keep the seat for whoever is signed in there, or for nobody."""
    response.set_signed_cookie(
        name_of(seat.workshop_id),
        seat.key,
        salt=_salt(user),
        max_age=SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
