"""Who may see what a force keeps as evidence, who may change it, and how a refusal is said."""

import datetime
from typing import Self, TypeVar

from django.db import models

from accounts.models import Force, Membership, User
from accounts.roles import ASSESSES, Role

Row = TypeVar("Row", bound=models.Model)


class Refused(Exception):
    """What was asked can't be done; the message says why, for the person who asked."""


class OfForceQuerySet(models.QuerySet[Row]):
    """Rows of one force each: everybody in it reads them, and who assesses in it changes them."""

    def visible_to(self, user, *, on: datetime.date) -> Self:
        """Return the rows of the forces in which the user has any role on that day."""
        return self.filter(force__in=Membership.objects.current(on).filter(user=user).values("force"))

    def editable_by(self, user, *, on: datetime.date) -> Self:
        """Return the rows of the forces in which the user assesses on that day."""
        current = Membership.objects.current(on).filter(user=user, role__in=ASSESSES)
        return self.filter(force__in=current.values("force"))


def people_of(force: Force, *, on: datetime.date) -> models.QuerySet[User]:
    """Return who belongs to a force on that day. Guests of a peer review neither own nor bring its evidence."""
    current = Membership.objects.current(on).filter(force=force).exclude(role=Role.PEER_REVIEWER)
    return User.objects.filter(pk__in=current.values("user")).order_by("name", "pk")
