"""Nobody signs themselves up: an administrator invites people."""

import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Session
from accounts.sessions import BEGAN, BROWSER, in_words
from config.fields import longest

# Seconds for which signing in says as much as confirming again.
FRESH = 300
# The cookie that says who signed in by a password in this browser: a tag of each person and a number of its own.
KNOWN = "__Host-known" if settings.HTTPS else "known"
KNOWN_SALT = "accounts.known"
KNOWN_SECONDS = 180 * 24 * 60 * 60
# On a shared computer the last so many stay known.
MOST_KNOWN = 10


class InvitedOnly(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": "Too many wrong attempts. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Return whether somebody has to confirm again that it's them: not within five minutes of signing in."""
        began = self.request.session.get(BEGAN, 0)
        return super().is_reauthentication_required(app=app) and timezone.now().timestamp() - began > FRESH

    def set_password(self, user, password: str) -> None:
        """Set it, and end every other session; the model ends what was made under the one before."""
        super().set_password(user, password)
        user.sessions.exclude(session_key=self.request.session.session_key).delete()

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """Count a try. In a browser that knows the person the tries of others, elsewhere, don't count."""
        number = _known_in(request).get(_tag(credentials.get("email", "")))
        if number is None:
            super().pre_authenticate(request, **credentials)
            return
        usage = ratelimit.consume(request, app="allauth.account", action="login_failed_where_known", key=number)
        # Where the library takes a right password's try back from.
        self._login_failed_rl_usage = usage
        if not usage:
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request: HttpRequest, user, **more) -> HttpResponse:
        """Answer whoever signed in; their browser knows them from now on."""
        response = super().post_login(request, user, **more)
        if user.has_usable_password():
            _remember(request, response, user.email)
        return response

    def login(self, request: HttpRequest, user) -> None:
        """Sign in, and remember which browser it was."""
        super().login(request, user)
        browser = in_words(request.META.get("HTTP_USER_AGENT", ""))
        request.session[BROWSER] = browser[: longest(Session, "browser")]


def _tag(email: str) -> str:
    """Return by what a person is known in a browser: nobody reads the address from it."""
    return salted_hmac(KNOWN_SALT, email.strip().lower()).hexdigest()[:20]


def _known_in(request: HttpRequest) -> dict[str, str]:
    """Return who is known in this browser, by tag, each with the number under which wrong passwords count here."""
    kept = request.get_signed_cookie(KNOWN, default="", salt=KNOWN_SALT, max_age=KNOWN_SECONDS) or ""
    return dict(pair.split("-") for pair in kept.split(".") if pair)


def _remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Let this browser know the person; the number is new each time, so a copied cookie soon counts apart."""
    known = {tag: number for tag, number in _known_in(request).items() if tag != _tag(email)}
    last = [*known.items(), (_tag(email), secrets.token_hex(8))][-MOST_KNOWN:]
    response.set_signed_cookie(
        KNOWN,
        ".".join("-".join(pair) for pair in last),
        salt=KNOWN_SALT,
        max_age=KNOWN_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
