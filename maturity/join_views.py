"""Joining a workshop by its code.

Wrong codes are counted for each network address, so nobody finds one by trying. Whoever guesses is slowed; a room whose
code is known there already stays open to the others.
"""

from copy import copy

from allauth.account.adapter import get_adapter
from allauth.core.ratelimit import consume
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache

from accounts.models import User
from config.form_page import attempt, get_or_post, posted, status_of
from maturity import seat_cookie
from maturity.join_forms import CodeForm, JoinForm
from maturity.lookups import participant_of, was_in
from maturity.models import Participant, Workshop

WRONG_CODE = "No workshop is open with that code. Check it with the facilitator."
TOO_MANY = "Many wrong codes came from your network. Wait five seconds, then try again."
# How long an address counts as one from which a room's code is known: a day of workshops.
KNOWN_SECONDS = 12 * 60 * 60


@login_not_required
@never_cache
@get_or_post
def join(request: HttpRequest) -> HttpResponse:
    form = CodeForm(posted(request))
    if form.is_valid():
        workshop, problem = _by_code(request, form.cleaned_data["code"])
        if workshop:
            return redirect("maturity:take_seat", workshop.code)
        form.add_error("code", problem)
    return render(request, "maturity/join.html", {"form": form}, status=status_of(form))


@login_not_required
@never_cache
@get_or_post
def take_seat(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a name, and give a seat under it."""
    workshop, problem = _by_code(request, code)
    if workshop is None:
        again = CodeForm({"code": code})
        again.add_error("code", problem)
        return render(request, "maturity/join.html", {"form": again}, status=404)
    # Whoever was taken out is told so there.
    if participant_of(request, workshop.pk) or was_in(request, workshop.pk):
        return redirect("maturity:seat", workshop.pk)
    member = _member(request, workshop)
    form = JoinForm(posted(request), workshop=workshop, initial={"name": member.name if member else ""})
    seated = attempt(form, lambda: workshop.admit(user=member, at=timezone.now(), **form.cleaned_data))
    if seated.done:
        return _lead_to(request, seated.result)
    page = {"form": form, "workshop": workshop, "member": member, "assessment": workshop.assessment}
    return render(request, "maturity/take_seat.html", page, status=status_of(form))


def _by_code(request: HttpRequest, code: str) -> tuple[Workshop | None, str]:
    """Return the open workshop with that code, or None and why not; only a wrong code counts."""
    # A link with a code in it is a try as well, and the library counts none that is asked for by GET.
    counted = copy(request)
    counted.method = "POST"
    workshop = Workshop.objects.open().with_assessment().filter(code=code.upper()).first()
    if workshop is not None and (_member(request, workshop) or cache.get(_known_at(request, workshop))):
        return workshop, ""
    if not (consume(counted, action="join_workshop", dry_run=True) or consume(counted, action="join_workshop_slowly")):
        return None, TOO_MANY
    if workshop is None:
        consume(counted, action="join_workshop")
        return None, WRONG_CODE
    cache.set(_known_at(request, workshop), True, KNOWN_SECONDS)
    return workshop, ""


def _known_at(request: HttpRequest, workshop: Workshop) -> str:
    """Return the key under which it is kept that somebody at the address that asks knows this room's code."""
    address = get_adapter().get_client_ip(request)
    return f"known-{salted_hmac('maturity.known_at', f'{workshop.pk} {workshop.code} {address}').hexdigest()}"


def _member(request: HttpRequest, workshop: Workshop) -> User | None:
    """Return whoever asks if they belong to the force. Anybody else is a guest, somebody of another force too."""
    if not request.user.is_authenticated:
        return None
    seen = Workshop.objects.visible_to(request.user, on=timezone.localdate())
    return request.user if seen.filter(pk=workshop.pk).exists() else None


def _lead_to(request: HttpRequest, seat: Participant) -> HttpResponse:
    """Return the way to a new seat; a guest's browser keeps it."""
    response = redirect("maturity:seat", seat.workshop_id)
    if seat.user_id is None:
        seat_cookie.keep(response, seat, user=request.user)
    return response
