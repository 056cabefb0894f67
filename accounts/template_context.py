"""What every template may say about signing in: settings of the installation, without a query."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts import typed_text
from accounts.presence import span
from accounts.sessions import BEGAN, moment


def signing_in(request: HttpRequest) -> dict[str, object]:
    """Return the single sign-on's name, empty where there is none, and how long somebody stays signed in."""
    return {
        "sso_name": settings.OIDC_NAME if settings.OIDC_SERVER_URL else "",
        "mail_is_sent": settings.MAIL_IS_SENT,
        "idle": span(settings.SESSION_IDLE),
        "absolute": span(settings.SESSION_ABSOLUTE),
        "idle_seconds": int(settings.SESSION_IDLE.total_seconds()),
        # Called by the frame of a page alone: a fragment needs none of it.
        # Nobody is known yet where a request is refused at the door, for another host name.
        "seconds_left": lambda: seconds_left(request),
        "typed": lambda: typed_text.of(request.user),
    }


def seconds_left(request: HttpRequest) -> int:
    """Return after how many seconds the session ends, whatever its owner does until then."""
    began = request.session.get(BEGAN)
    ends = (moment(began) if began else timezone.now()) + settings.SESSION_ABSOLUTE
    return int((ends - timezone.now()).total_seconds())
