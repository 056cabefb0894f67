"""Saved views: filters of the register under a name, for oneself or for the force."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import QueryDict

from accounts.models import Force, Membership
from accounts.roles import RUNS_REGISTER
from config.texts.key_field import KeyedQuerySet, TextKeyField, UniqueText


class SavedViewQuerySet(KeyedQuerySet["SavedView"]):
    def visible_to(self, user, *, on: datetime.date) -> Self:
        """Return the person's own views and those shared in the forces to which they belong on that day."""
        forces = Membership.objects.current(on).filter(user=user).values("force")
        return self.filter(Q(by=user) | Q(is_shared=True), force__in=forces)

    def editable_by(self, user, *, on: datetime.date) -> Self:
        """Return the person's own views, and those shared in a force whose register the person keeps."""
        forces = Membership.objects.current(on).filter(user=user, role__in=RUNS_REGISTER).values("force")
        return self.visible_to(user, on=on).filter(Q(by=user) | Q(is_shared=True, force__in=forces))


class SavedView(models.Model):
    """A name for filters of the register. `query` is what the register's address carries after its "?"."""

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="saved_views")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    name_key = TextKeyField("name")
    query = models.CharField(max_length=1000, blank=True)
    is_shared = models.BooleanField("shared with the force", default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["force", "by", "name_key"],
                name="one_saved_view_of_a_name",
                violation_error_message="You have a view of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> QueryDict:
        """The filters, as an address gives them to a form."""
        return QueryDict(self.query)
