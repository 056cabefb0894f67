"""Causes of concern as the measurement sees them."""

import datetime

from django.db import models
from django.db.models import F, Q

from accounts.models import Force
from config.model_fields import DayField
from frameworks.models import Criterion


class ConcernQuerySet(models.QuerySet["Concern"]):
    def open(self, *, on: datetime.date) -> "ConcernQuerySet":
        """Return the causes of concern that were open on that day."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on), opened_on__lte=on)


class Concern(models.Model):
    """An open cause of concern as the measurement sees it. Only a finding's own methods in `inspections` write it."""

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="concerns")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="concerns")
    reference = models.CharField(max_length=40)
    title = models.TextField()
    opened_on = DayField()
    closed_on = DayField(null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["force", "criterion", "reference"], name="one_concern_per_criterion"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="concern_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"
