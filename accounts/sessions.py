"""Where somebody is signed in, since when, and until when: Django's sessions with a person and two moments.

The server keeps sessions in this table (`SESSION_ENGINE`), so listing somebody's is a query and ending one a deletion.
"""

import datetime
import re
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone

BEGAN, SEEN, BROWSER = "began_at", "seen_at", "browser"
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class SessionQuerySet(models.QuerySet["Session"]):
    def alive(self, *, at: datetime.datetime) -> "SessionQuerySet":
        """Return the sessions in which somebody is signed in at that moment."""
        oldest, quietest = at - settings.SESSION_ABSOLUTE, at - settings.SESSION_IDLE
        return self.filter(expire_date__gt=at, began_at__gt=oldest, seen_at__gt=quietest)

    def end(self) -> int:
        """Sign out whoever these are of, and return how many there were."""
        count, _ = self.delete()
        return count


class Session(AbstractBaseSession):
    """One browser's session. Its key is the secret of whoever holds it, so no page shows it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    began_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    browser = models.CharField(max_length=40, blank=True)

    objects: ClassVar = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        indexes = [models.Index(fields=["user", "seen_at"], name="sessions_of_somebody")]

    @classmethod
    def get_session_store_class(cls):
        return SessionStore


class SessionStore(DatabaseStore):
    """Django's own store, which also writes down whose session it is, since when, and when it was last saved."""

    @classmethod
    def get_model_class(cls):
        return Session

    def create_model_instance(self, data):
        row, now = super().create_model_instance(data), timezone.now()
        if USER_KEY in data:
            # Kept in the session too, so that a request knows both without a query of its own.
            data[SEEN] = now.timestamp()
            data.setdefault(BEGAN, now.timestamp())
            row.session_data = self.encode(data)
            row.user_id, row.browser = int(data[USER_KEY]), data.get(BROWSER, "")
            row.began_at, row.seen_at = moment(data[BEGAN]), now
        return row


@dataclass(frozen=True)
class SignedIn:
    """One of somebody's sessions as its owner sees it."""

    browser: str
    began_at: datetime.datetime | None
    seen_at: datetime.datetime | None
    is_this: bool


def signed_in(user, *, this: str | None, at: datetime.datetime) -> list[SignedIn]:
    """Return where the user is signed in, this session first, then by when it was last seen."""
    rows = Session.objects.alive(at=at).filter(user=user.pk).order_by("-seen_at")
    found = [SignedIn(row.browser or "Browser", row.began_at, row.seen_at, row.session_key == this) for row in rows]
    return sorted(found, key=lambda each: not each.is_this)


def moment(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, tz=datetime.UTC)


def in_words(user_agent: str) -> str:
    """Return a browser's name and its system, as people know them; nothing that would tell one machine from another."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if re.search(rf"\b{mark}\b", user_agent)), "")
    return " on ".join(part for part in (browser, system) if part)
