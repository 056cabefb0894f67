"""Nobody signs themselves up: an administrator invites people."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Session
from accounts.sessions import BEGAN, BROWSER, in_words
from config.fields import longest

# Seconds for which signing in says as much as confirming again.
FRESH = 300


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

    def login(self, request: HttpRequest, user) -> None:
        """Sign in, and remember which browser it was."""
        super().login(request, user)
        browser = in_words(request.META.get("HTTP_USER_AGENT", ""))
        request.session[BROWSER] = browser[: longest(Session, "browser")]
