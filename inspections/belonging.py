"""Who may see what a force keeps about its inspections, and who may change it."""

import datetime
from typing import Self, TypeVar

from django.db import models

from accounts.models import Membership
from accounts.roles import RUNS_REGISTER

Row = TypeVar("Row", bound=models.Model)


class OfForceQuerySet(models.QuerySet[Row]):
    """Rows with a force: everybody in it reads them, and who keeps its register changes them."""

    def visible_to(self, user, *, on: datetime.date) -> Self:
        """Return the rows of the forces in which the user has any role on that day."""
        return self.filter(force__in=Membership.objects.current(on).filter(user=user).values("force"))

    def editable_by(self, user, *, on: datetime.date) -> Self:
        """Return the rows that the user may change."""
        current = Membership.objects.current(on).filter(user=user, role__in=RUNS_REGISTER)
        return self.filter(force__in=current.values("force"))
