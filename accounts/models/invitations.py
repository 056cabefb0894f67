"""Invitations to a force, by a link that works once and for a week."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from accounts.roles import RUNS_FORCE, Role
from accounts.secret import digest, new_secret
from config.model_fields import DayField
from config.refusal import Refusal
from config.texts.keys import address

if TYPE_CHECKING:
    from accounts.models import User

DAYS = 7


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, *, at: datetime.datetime) -> "InvitationQuerySet":
        """Return those whose link works at that moment."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)

    def visible_to(self, user, *, on: datetime.date) -> "InvitationQuerySet":
        """Return those to the forces that the user runs, and those that they sent."""
        runs = user.memberships.current(on).filter(role__in=RUNS_FORCE)
        return self.filter(Q(force__in=runs.values("force")) | Q(by=user.pk))

    def invite(self, *, force, email: str, role: str, ends_on: datetime.date | None, by, at: datetime.datetime):
        """Make an invitation and return it with its secret, which can't be shown again.

        An older one to the same person for the same role stops working.
        """
        secret = new_secret()
        email = address(email)
        with transaction.atomic():
            self.open(at=at).filter(force=force, email=email, role=role).update(revoked_at=at, revoked_by=by)
            made = self.create(
                force=force,
                email=email,
                role=role,
                ends_on=ends_on,
                by=by,
                made_at=at,
                expires_at=at + datetime.timedelta(days=DAYS),
                digest=digest(secret),
            )
        return made, secret

    def by_secret(self, secret: str, *, at: datetime.datetime) -> "Invitation | None":
        """Return the open invitation with that secret, its force and who sent it; None where there is none."""
        return self.open(at=at).select_related("force", "by").filter(digest=digest(secret)).first()


class Invitation(models.Model):
    """The offer of a role in a force. Only the digest of its link is stored."""

    force = models.ForeignKey("accounts.Force", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail address")
    role = models.CharField(max_length=20, choices=Role.choices)
    ends_on = DayField("last day", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_sent")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    digest = models.CharField(max_length=64, unique=True, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_accepted"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_revoked"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(accepted_at__isnull=True), name="accepted_or_revoked"
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.PEER_REVIEWER) | Q(ends_on__isnull=False), name="invited_peer_is_a_guest"
            ),
        ]

    class Gone(Refusal):
        """Its link was used already, was revoked, or is too old."""

    class ForSomebodyElse(Refusal):
        """An invitation is for the person with the address that it names."""

    def __str__(self) -> str:
        return f"{self.email}, {self.get_role_display()}, {self.force}"

    @transaction.atomic
    def accept(self, *, user: "User", at: datetime.datetime) -> None:
        """Give the user the role. Raises Gone where it was used meanwhile, ForSomebodyElse where it names another."""
        if user.email_key != self.email:
            raise self.ForSomebodyElse(f"This invitation is for {self.email}.")
        if not Invitation.objects.open(at=at).filter(pk=self.pk).update(accepted_at=at, accepted_by=user):
            raise self.Gone("This link doesn't work any more.")
        self.force.give(user=user, role=self.role, ends_on=self.ends_on)

    def revoke(self, *, by, at: datetime.datetime) -> None:
        """Stop its link from working; one that is used or too old stays as it is."""
        Invitation.objects.open(at=at).filter(pk=self.pk).update(revoked_at=at, revoked_by=by)
