"""Two presses of a button are one: what is posted with a token is acted on once, and each press gets the same answer.

Each form has a token of its own (config/templatetags/form_token.py). A press is known by its token and by all that was
sent with it: the same form with something else typed into it is another act.
"""

import re
import time
from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import SentForm
from config.form_page import ONCE, is_repeatable

TOKEN = re.compile(r"[\w-]{20,40}", re.ASCII)
# Seconds for which a second press waits for the first, and between two looks.
PATIENCE, PAUSE = 25.0, 0.1
# The readable cookie with the tokens that were taken lately: what was typed under them needn't be kept any more.
SENT_COOKIE, MOST_SENT, SENT_SECONDS = "sent", 5, 120
TWICE = "This was sent twice, and done once."
UNDER_WAY = "This is still being saved. Look whether it is there before you send it again."
# Where somebody says who they are, or says it again.
WHO = (settings.LOGIN_URL, "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")


class OnePress:
    """Middleware, below those that say who asks and whether they may: acts on each sending of a form once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent = getattr(request, "sent_form", None)
        if sent is not None:
            if is_success(response):
                sent.finish(leads_to=response.headers.get("Location", ""))
                tell(request, response)
            else:
                sent.release()
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Return the answer of the first press where this isn't it; None where the view is to act."""
        if request.method != "POST" or not request.user.is_authenticated or is_repeatable(view):
            return None
        if not TOKEN.fullmatch(request.POST.get(ONCE, "")):
            return None
        digest, until = digest_of(request), time.monotonic() + PATIENCE
        while not SentForm.objects.take(digest, at=timezone.now()):
            first = outcome(digest, until)
            if first is not None:
                return again(request, first)
        # Set where the press is acted on, for the way back.
        request.sent_form = SentForm(digest=digest)  # type: ignore[attr-defined]
        return None


def digest_of(request: HttpRequest) -> str:
    """Return what tells one sending of a form from any other: who, where, the token, and all that was sent."""
    fields = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    files = [(name, [(file.name, file.size) for file in request.FILES.getlist(name)]) for name in request.FILES]
    said = sha256(repr((request.user.pk, request.get_full_path(), sorted(fields), sorted(files))).encode())
    return salted_hmac("accounts.sent_form", said.hexdigest(), algorithm="sha256").hexdigest()


def outcome(digest: str, until: float) -> SentForm | None:
    """Wait for another press; return what came of it, or None where nothing was done and this one is to act."""
    while True:
        first = SentForm.objects.filter(digest=digest).first()
        if first is None or first.is_done or time.monotonic() > until:
            return first
        time.sleep(PAUSE)


def again(request: HttpRequest, first: SentForm) -> HttpResponse:
    """Return the answer to a second press: the way that the first one led, or back to the page of the form.

    A page that asked for a part of itself gets none: the answer to the first press has it.
    """
    if "HX-Request" in request.headers and not first.leads_to:
        response = HttpResponse(status=204)
    else:
        messages.info(request, TWICE if first.is_done else UNDER_WAY)
        response = redirect(first.leads_to or request.get_full_path())
    if first.is_done:
        tell(request, response)
    return response


def is_success(response: HttpResponse) -> bool:
    """Return whether something was done: not where a page says what is wrong, or asks first who they are."""
    leads_to = response.headers.get("Location", "").partition("?")[0]
    return response.status_code < 400 and leads_to not in {resolve_url(page) for page in WHO}


def tell(request: HttpRequest, response: HttpResponse) -> None:
    """Let the page's script know, by a cookie, that what was typed under this token is saved."""
    tokens = [token for token in request.COOKIES.get(SENT_COOKIE, "").split(".") if TOKEN.fullmatch(token)]
    recent = [*(token for token in tokens if token != request.POST[ONCE]), request.POST[ONCE]][-MOST_SENT:]
    response.set_cookie(SENT_COOKIE, ".".join(recent), max_age=SENT_SECONDS, secure=settings.HTTPS, samesite="Lax")
