"""Who sees and changes a force's evidence, who may own or bring it, and what is refused."""

import datetime

from django.db import models

from accounts.models import Force, Membership, User, access
from accounts.roles import ASSESSES
from config.refusal import Refusal


class Refused(Refusal):
    """What was asked can't be done; the message says why, for the person who asked."""


class OfForceQuerySet(access.OfForceQuerySet[access.Row]):
    KEEPERS = ASSESSES


def people_of(force: Force, *, on: datetime.date) -> models.QuerySet[User]:
    """Return who belongs to a force on that day. Guests of a peer review neither own nor bring its evidence."""
    return Membership.objects.current(on).filter(force=force).without_guests().people()
