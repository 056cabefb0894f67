"""Confirming that it's them, before somebody makes what opens something without signing in."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.adapter import FRESH
from accounts.models import User
from accounts.second_factor import has_one
from accounts.sessions import BEGAN

SIGN_IN_AGAIN = (
    "Nothing was made: you signed in more than five minutes ago. Sign out, sign in again, and make it within five "
    "minutes. Whoever finds a screen unlocked shouldn't be able to."
)
View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """Let a view act for somebody who signed in or confirmed that it's them within five minutes.

    Others are asked for their password or a second factor first, and what they sent is taken up then. Whoever has
    neither, since they come by single sign-on, signs in again.
    """
    asking = reauthentication_required(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **parts: object) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **parts)
        if cast(User, request.user).has_usable_password() or has_one(request.user):
            return asking(request, *args, **parts)
        if timezone.now().timestamp() - request.session.get(BEGAN, 0) > FRESH:
            messages.error(request, SIGN_IN_AGAIN)
            return redirect(request.path)
        return view(request, *args, **parts)

    return answer
