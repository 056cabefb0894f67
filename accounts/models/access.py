"""Rows with a force: who sees them, and who changes them."""

import datetime
from typing import ClassVar, Self

from accounts.models import Membership
from accounts.roles import Role
from config.texts.key_field import KeyedQuerySet, Row


class OfForceQuerySet(KeyedQuerySet[Row]):
    """Rows of one force each: everybody in it reads them, and whoever has one of the `KEEPERS` roles changes them."""

    KEEPERS: ClassVar[frozenset[Role]]

    def visible_to(self, user, *, on: datetime.date) -> Self:
        """Return the rows of the forces in which the user has any role on that day."""
        return self.filter(force__in=Membership.objects.current(on).filter(user=user).values("force"))

    def editable_by(self, user, *, on: datetime.date) -> Self:
        """Return the rows that the user may change."""
        current = Membership.objects.current(on).filter(user=user, role__in=self.KEEPERS)
        return self.filter(force__in=current.values("force"))
