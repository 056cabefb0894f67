"""How long somebody stays signed in, and whether they may go on without a second factor."""

import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import second_factor
from accounts.sessions import BEGAN, SEEN, moment

# A session is written again this long after the last time, so reading a page seldom writes. Ten to an idle limit.
NOTED_EVERY = min(datetime.timedelta(minutes=5), settings.SESSION_IDLE / 10)
SECOND_FACTOR = "second_factor"
GIVEN, MISSING, NOT_NEEDED = "given", "missing", "not needed"
# Where somebody goes who still has to set one up, and what they need there.
OPEN_WITHOUT = frozenset(
    {"account_logout", "account_reauthenticate", "account_change_password", "account_set_password"}
)


class Presence:
    """Middleware: signs out whoever was away too long, and has whoever needs a second factor set one up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = USER_KEY in request.session
        if was_signed_in:
            now = timezone.now()
            reason = why_ended(request.session, at=now)
            if reason:
                logout(request)
                messages.info(request, reason)
            else:
                note(request, at=now)
        response = self.get_response(request)
        if was_signed_in and USER_KEY not in request.session:
            # Of what the browser keeps, only copies of pages: what else is there may be another person's.
            response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Return the way to setting up a second factor, where one is missing and the page isn't open without."""
        if request.session.get(SECOND_FACTOR) != MISSING or not getattr(view, "login_required", True):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in OPEN_WITHOUT or (name or "").startswith("mfa_"):
            return None
        messages.info(request, "Your role needs a second way to confirm that it's you. Set one up to go on.")
        return redirect("mfa_index")


def why_ended(session: SessionBase, *, at: datetime.datetime) -> str:
    """Return in a sentence why the session is over at that moment; an empty text while it isn't."""
    if BEGAN not in session or SEEN not in session:
        return ""
    if at >= moment(session[BEGAN]) + settings.SESSION_ABSOLUTE:
        return f"You were signed out after {span(settings.SESSION_ABSOLUTE)}. Sign in again to go on."
    # What was noted may be that much older than what was done.
    if at >= moment(session[SEEN]) + settings.SESSION_IDLE + NOTED_EVERY:
        return f"You were signed out because nothing happened for {span(settings.SESSION_IDLE)}."
    return ""


def note(request: HttpRequest, *, at: datetime.datetime) -> None:
    """Record now and then that somebody is still there, and whether they need a second factor by now."""
    session = request.session
    is_due = SEEN not in session or at >= moment(session[SEEN]) + NOTED_EVERY
    if is_due:
        session[SEEN] = at.timestamp()
    if settings.REQUIRE_MFA == second_factor.NOBODY:
        return
    if is_due or session.get(SECOND_FACTOR) in {None, MISSING}:
        now = standing(request, on=timezone.localdate(at))
        if session.get(SECOND_FACTOR) != now:
            session[SECOND_FACTOR] = now


def standing(request: HttpRequest, *, on: datetime.date) -> str:
    """Return whether a second factor was given, is missing, or isn't needed."""
    if second_factor.was_given(request):
        return GIVEN
    if not second_factor.is_required_of(request.user, on=on):
        return NOT_NEEDED
    return GIVEN if second_factor.has_one(request.user) else MISSING


def span(length: datetime.timedelta) -> str:
    """Return a length of time in words, to the minute: “12 hours”, “90 minutes”."""
    minutes = int(length.total_seconds() // 60)
    if minutes % 60 == 0:
        return f"{minutes // 60} hour{'s' if minutes != 60 else ''}"
    return f"{minutes} minute{'s' if minutes != 1 else ''}"
