"""The day on which a force began to keep its register here."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Force
from config.model_fields import DayField
from config.refusal import Refusal
from inspections.models.access import OfForceQuerySet


class FirstDayQuerySet(OfForceQuerySet["FirstDay"]):
    def keep_from(self, on: datetime.date, *, force: Force, by, at) -> "FirstDay":
        """Record that the force's register is kept here from that day, and return it. Raises FirstDay.Refused."""
        if on > timezone.localdate(at):
            raise FirstDay.Refused("The day is in the future. Give today or a day that has been.")
        return self.update_or_create(force=force, defaults={"on": on, "by": by, "at": at})[0]


class FirstDay(models.Model):
    """The first day of a force's register. What is known of no report from before is settled: it isn't tracked here."""

    class Refused(Refusal):
        """The day can't be the register's first; the message says why."""

        field = "on"

    force = models.OneToOneField(Force, on_delete=models.CASCADE, related_name="register_first_day")
    on = DayField("first day of the register")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = FirstDayQuerySet.as_manager()

    class Meta:
        verbose_name = "first day of the register"

    def __str__(self) -> str:
        return f"{self.force}, {self.on}"
