"""Who takes part in competency profiles, who keeps roles and teams, and what is refused."""

import datetime

from django.db import models

from accounts.models import Force, Membership, User, access
from accounts.roles import Role
from config.refusal import Refusal
from frameworks.models import Edition, Framework

# Who says what is expected of a role, and who makes teams.
KEEPS = frozenset({Role.INSPECTION_LEAD, Role.FORCE_ADMINISTRATOR})


class Refused(Refusal):
    """What was asked can't be done; the message says why, for the person who asked."""


class OfForceQuerySet(access.OfForceQuerySet[access.Row]):
    KEEPERS = KEEPS


def colleagues(force: Force, *, on: datetime.date) -> models.QuerySet[User]:
    """Return who belongs to a force on that day. Guests of a peer review have no profile there and are shown none."""
    return _staying(on).filter(force=force).people()


def forces_of(user, *, on: datetime.date) -> models.QuerySet[Force]:
    """Return the forces where the user may have a profile on that day."""
    return Force.objects.filter(pk__in=_staying(on).filter(user=user).values("force"))


def belongs(force: models.OuterRef, person: models.OuterRef | User, *, on: datetime.date) -> models.Exists:
    """Return the condition that a row's person, or a given one, belongs to the row's force on that day."""
    return models.Exists(_staying(on).filter(force=force, user=person))


def editions() -> models.QuerySet[Edition]:
    """Return the competency frameworks that a new profile may be of."""
    kind = Framework.Kind.COMPETENCY
    published = Edition.objects.filter(status=Edition.Status.PUBLISHED, framework__kind=kind)
    return published.select_related("framework").order_by("framework__title", "label", "pk")


def _staying(on: datetime.date):
    return Membership.objects.current(on).without_guests()
