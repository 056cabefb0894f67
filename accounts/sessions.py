"""The store of sessions: Django's own, with the person, since when they are signed in, and when they were last seen.

The server keeps sessions in this table (`SESSION_ENGINE`), so listing somebody's is a query and ending one a deletion.
"""

import datetime
import re
from dataclasses import dataclass

from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from accounts.models import SentForm, Session

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


class SessionStore(DatabaseStore):
    """Django's own store, which also writes down whose session it is, since when, and when it was last saved."""

    @classmethod
    def get_model_class(cls):
        return Session

    @classmethod
    def clear_expired(cls):
        """Delete what is over: sessions, and what was noted of forms that were sent."""
        super().clear_expired()
        SentForm.objects.over(at=timezone.now()).delete()

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
    sessions = [SignedIn(row.browser or "Browser", row.began_at, row.seen_at, row.session_key == this) for row in rows]
    return sorted(sessions, key=lambda session: not session.is_this)


def moment(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, tz=datetime.UTC)


def in_words(user_agent: str) -> str:
    """Return a browser's name and its system, as people know them; nothing that would tell one machine from another."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if re.search(rf"\b{mark}\b", user_agent)), "")
    return " on ".join(part for part in (browser, system) if part)
