"""Personal access tokens: how a program reads what its person may read."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models.people import Membership
from accounts.secret import digest, new_secret
from config.model_fields import DayField
from config.refusal import Refusal

# So that a token that slipped into a file or a message is recognised as one of ours.
PREFIX = "ayf_"
MOST_DAYS = 366


class TokenQuerySet(models.QuerySet["Token"]):
    def alive(self, *, on: datetime.date) -> "TokenQuerySet":
        """Return the tokens that are good on that day: of people with a role, who haven't ended all that they had."""
        belongs = Exists(Membership.objects.current(on).filter(user=OuterRef("user")))
        lasts = Q(user__grants_ended_at__isnull=True) | Q(made_at__gt=F("user__grants_ended_at"))
        return self.filter(lasts, belongs, ends_on__gte=on, user__is_active=True)

    def issue(self, *, user, name: str, ends_on: datetime.date, at: datetime.datetime) -> tuple["Token", str]:
        """Make a token and return it with its secret, which can't be shown again. Raises NoRole."""
        if not Membership.objects.current(timezone.localdate(at)).filter(user=user).exists():
            raise Token.NoRole("You have no role in a force, so there is nothing that a token could read.")
        secret = f"{PREFIX}{new_secret()}"
        return self.create(user=user, name=name, digest=digest(secret), made_at=at, ends_on=ends_on), secret

    def bearer(self, secret: str, *, on: datetime.date) -> "Token | None":
        """Return the living token with that secret, and its user; None where there is none."""
        return self.alive(on=on).select_related("user").filter(digest=digest(secret)).first()


class Token(models.Model):
    """A secret that reads as its person does, until its last day. Only its digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField("what it is for", max_length=60, help_text="For example: Power BI, performance team.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    ends_on = DayField("last day")
    used_on = DayField("last used", null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class NoRole(Refusal):
        """A token reads what its person may read, and they may read nothing."""

    def __str__(self) -> str:
        return f"{self.name}, {self.user}"

    def note_use(self, *, on: datetime.date) -> None:
        """Record the day of its last use: one write a day, however often it reads."""
        if self.used_on != on:
            Token.objects.filter(pk=self.pk).update(used_on=on)
