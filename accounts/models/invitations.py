"""Invitations to a force, by a link that works once and for a week."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models.people import Force, Membership
from accounts.roles import RUNS_FORCE, Role
from accounts.secret import digest, new_secret
from config.model_fields import DayField
from config.refusal import Refusal
from config.texts.keys import address

if TYPE_CHECKING:
    from accounts.models import User

DAYS = 7


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self, *, at: datetime.datetime) -> "InvitationQuerySet":
        """Return those that are neither used nor revoked nor too old, whoever sent them."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)

    def open(self, *, at: datetime.datetime) -> "InvitationQuerySet":
        """Return those whose link works at that moment: their sender may still invite to that role.

        Whoever has a new password or signed out everywhere has sent none before that: a stranger may have been there.
        """
        administrators = Membership.objects.current(timezone.localdate(at)).filter(
            force=OuterRef("force"), role__in=RUNS_FORCE
        )
        names_the_first = Q(by__is_superuser=True, by__is_active=True, role=Role.FORCE_ADMINISTRATOR)
        theirs = Q(by__grants_ended_at__isnull=True) | Q(made_at__gt=F("by__grants_ended_at"))
        return self.pending(at=at).filter(
            theirs, Exists(administrators.filter(user=OuterRef("by"))) | (names_the_first & ~Exists(administrators))
        )

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
            self.pending(at=at).filter(force=force, email=email, role=role).update(revoked_at=at, revoked_by=by)
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
        # Locked, as for a dismissal: nobody is let in by somebody who is being dismissed, nor as a second first one.
        Force.objects.select_for_update().get(pk=self.force_id)
        if not Invitation.objects.open(at=at).filter(pk=self.pk).update(accepted_at=at, accepted_by=user):
            raise self.Gone("This link doesn't work any more.")
        self.force.give(user=user, role=self.role, ends_on=self.ends_on)

    def revoke(self, *, by, at: datetime.datetime) -> None:
        """Stop its link from working; one that is used or too old stays as it is."""
        Invitation.objects.pending(at=at).filter(pk=self.pk).update(revoked_at=at, revoked_by=by)
