"""Sessions in a table of ours: Django's, with the person, when they signed in, and when they were last seen."""

import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models


class SessionQuerySet(models.QuerySet["Session"]):
    def alive(self, *, at: datetime.datetime) -> "SessionQuerySet":
        """Return the sessions in which somebody is signed in at that moment."""
        oldest, quietest = at - settings.SESSION_ABSOLUTE, at - settings.SESSION_IDLE
        return self.filter(expire_date__gt=at, began_at__gt=oldest, seen_at__gt=quietest)


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
        # The store is what `SESSION_ENGINE` names; it needs this model, so it can't be imported above.
        from accounts.sessions import SessionStore

        return SessionStore
