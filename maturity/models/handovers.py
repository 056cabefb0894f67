"""Changes of facilitator: from whom a workshop went to whom, when, and who did it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class HandoverQuerySet(models.QuerySet["Handover"]):
    def in_order(self) -> "HandoverQuerySet":
        """Return the same, the earliest first, with the people fetched in the same query."""
        return self.select_related("was", "became").order_by("at", "pk")


class Handover(models.Model):
    """One change of facilitator: handed over by the one before, or taken over by the one after. Rows are only added."""

    workshop = models.ForeignKey("maturity.Workshop", on_delete=models.CASCADE, related_name="handovers")
    was = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    became = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(was=F("became")) & (Q(by=F("was")) | Q(by=F("became"))), name="handover_by_one_of_the_two"
            )
        ]

    def __str__(self) -> str:
        if self.by_id == self.became_id:
            return f"{self.became} took over from {self.was}"
        return f"{self.was} handed over to {self.became}"
