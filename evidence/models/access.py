"""Who may see what a force keeps as evidence, who may change it, and how a refusal is said."""

import datetime

from django.db import models

from accounts.models import Force, Membership, User, access
from accounts.roles import ASSESSES, Role
from config.refusal import Refusal


class Refused(Refusal):
    """What was asked can't be done; the message says why, for the person who asked."""


class OfForceQuerySet(access.OfForceQuerySet[access.Row]):
    KEEPERS = ASSESSES


def people_of(force: Force, *, on: datetime.date) -> models.QuerySet[User]:
    """Return who belongs to a force on that day. Guests of a peer review neither own nor bring its evidence."""
    current = Membership.objects.current(on).filter(force=force).exclude(role=Role.PEER_REVIEWER)
    return User.objects.filter(pk__in=current.values("user")).order_by("name", "pk")
