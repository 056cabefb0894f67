"""Batches that go to HMICFRS, and the totals of its monitoring portal."""

import datetime
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import models, transaction

from accounts.models import Force
from config.model_fields import DayField
from config.texts.key_field import TextKeyField, UniqueText
from inspections.models.access import OfForceQuerySet


class SubmissionQuerySet(OfForceQuerySet["Submission"]):
    @transaction.atomic
    def submit(self, statements: Mapping, *, force: Force, name: str, on: datetime.date, by, at) -> "Submission":
        """Send findings to HMICFRS for closure, each with its evidence statement, and return the batch.

        All of them or none. Raises Finding.Refused.
        """
        batch = Submission(force=force, name=name, on=on, by=by, recorded_at=at)
        batch.validate_constraints()
        self.bulk_create([batch])
        for finding in sorted(statements, key=lambda finding: finding.pk):
            finding.submit(batch, statement=statements[finding], on=on, by=by, at=at)
        return batch


class Submission(models.Model):
    """A batch of findings that the force asked HMICFRS to close. Each finding's events say what became of it."""

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="submissions")
    name = models.CharField(max_length=100, help_text="For example: April 2026.")
    name_key = TextKeyField("name")
    on = DayField("submitted")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["force", "name_key"],
                name="one_submission_of_a_name",
                violation_error_message="There is a batch of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def hear(self, answers: Iterable[tuple], *, on: datetime.date, by, at) -> None:
        """Record HMICFRS's answers, each a finding, an act and a note, all of them or none. Raises Finding.Refused."""
        for finding, act, note in answers:
            finding.record(act, on=on, by=by, at=at, note=note)


class PortalCountQuerySet(OfForceQuerySet["PortalCount"]):
    def note(self, force: Force, *, on: datetime.date, by, **counts: int) -> None:
        """Note what the portal counts of each type on a day; it replaces what was noted for that day before."""
        self.update_or_create(force=force, on=on, defaults={**counts, "by": by})


class PortalCount(models.Model):
    """How many findings of each type HMICFRS's monitoring portal counted for a force on a day."""

    # The field that counts each type.
    FIELDS = {"cause": "causes_of_concern", "recommendation": "recommendations", "afi": "afis"}

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="portal_counts")
    on = DayField("counted")
    causes_of_concern = models.PositiveIntegerField()
    recommendations = models.PositiveIntegerField()
    afis = models.PositiveIntegerField("areas for improvement")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PortalCountQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["force", "on"], name="one_portal_count_a_day")]

    def __str__(self) -> str:
        return f"{self.force}, {self.on}"
