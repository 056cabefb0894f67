"""What an administrator of a force ends that somebody else holds: a token, a calendar link, an open invitation."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.models.invitations import Invitation
from accounts.models.people import Force, Membership
from accounts.models.tokens import Token
from config.refusal import Refusal


class Kind(models.TextChoices):
    """What opens something of a force without signing in."""

    TOKEN = "token", "Access token"
    CALENDAR = "calendar", "Calendar link"
    INVITATION = "invitation", "Invitation"


def open_ways(force: Force, *, at: datetime.datetime) -> dict[str, models.QuerySet]:
    """Return what opens something of the force at that moment, by its kind. A token reads all that its person reads."""
    on = timezone.localdate(at)
    people = Membership.objects.current(on).filter(force=force)
    return {
        Kind.TOKEN: Token.objects.alive(on=on).filter(user__in=people.values("user")).select_related("user"),
        Kind.CALENDAR: force.calendar_links.alive(on=on).select_related("user"),
        Kind.INVITATION: Invitation.objects.open(at=at).filter(force=force).select_related("by"),
    }


class RevocationQuerySet(models.QuerySet["Revocation"]):
    @transaction.atomic
    def revoke(self, *, force: Force, kind: str, pk: int, by, at: datetime.datetime) -> "Revocation":
        """End one of what opens something of the force, and return the record of it. Raises Gone where it is over."""
        row = open_ways(force, at=at)[kind].filter(pk=pk).first()
        if row is None:
            raise self.model.Gone("That is over already.")
        owner, name = row.by if kind == Kind.INVITATION else row.user, name_of(row)
        if kind == Kind.INVITATION:
            row.revoke(by=by, at=at)
        else:
            row.delete()
        return self.create(force=force, what=kind, name=name, owner=owner, by=by, at=at)


def name_of(row) -> str:
    """Return what a token, a calendar link or an invitation is called."""
    if isinstance(row, Invitation):
        return f"{row.email}, {row.get_role_display().lower()}"
    return row.name if isinstance(row, Token) else str(Kind.CALENDAR.label)


class Revocation(models.Model):
    """A record that an administrator ended something; the history of the force has it."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="revocations")
    what = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=320)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RevocationQuerySet.as_manager()

    class Meta:
        verbose_name = "revocation of a token, link or invitation"

    class Gone(Refusal):
        """It is revoked, used or over."""

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.name}"
