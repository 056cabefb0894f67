"""Nobody signs themselves up: an administrator invites people."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.sessions import BROWSER, in_words


class InvitedOnly(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": "Too many wrong attempts. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user) -> None:
        """Sign in, and remember which browser it was."""
        super().login(request, user)
        request.session[BROWSER] = in_words(request.META.get("HTTP_USER_AGENT", ""))[:40]
