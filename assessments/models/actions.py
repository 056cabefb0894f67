"""What will be done about gaps."""

import datetime

from django.conf import settings
from django.db import models

from frameworks.models import Criterion


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> "ActionQuerySet":
        return self.filter(done_on__isnull=True)

    def overdue(self, *, on: datetime.date) -> "ActionQuerySet":
        """Return the open actions that were due before that day."""
        return self.open().filter(due_on__lt=on)


class Action(models.Model):
    """What will be done about a gap."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="actions")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("what will be done", max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    due_on = models.DateField("by", null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ActionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title
