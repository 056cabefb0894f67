"""How long an assessment is kept: when somebody looks at it again, and what holds it back from being deleted."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from assessments.models import Assessment
from config.model_fields import DayField
from config.refusal import Refusal


class Refused(Refusal):
    """What was asked can't be done; the message says why, for the person who asked."""


class Retention(models.Model):
    """What a force decided about keeping one assessment. Where it decided nothing, the day follows from the start."""

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="retention")
    review_on = DayField("review by")
    hold = models.TextField("why it is held", blank=True, max_length=2000)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hold="", held_at__isnull=True, held_by__isnull=True)
                | ~Q(hold="") & Q(held_at__isnull=False, held_by__isnull=False),
                name="a_hold_says_why_and_whose",
            )
        ]

    def __str__(self) -> str:
        return f"Review by {self.review_on}"

    @property
    def is_held(self) -> bool:
        return bool(self.hold)

    @classmethod
    def of(cls, assessment: Assessment) -> "Retention":
        """Return what was decided about the assessment, or what follows from its start where nothing was."""
        decided = cls.objects.select_related("held_by").filter(assessment=assessment).first()
        return decided or cls(assessment=assessment, review_on=review_day(assessment.starts_on))

    @transaction.atomic
    def plan_review(self, on: datetime.date) -> None:
        """Set the day by which somebody looks at it again."""
        self._settle(review_on=on)

    @transaction.atomic
    def put_on_hold(self, *, reason: str, by, at: datetime.datetime) -> None:
        """Let nobody delete it until the hold is lifted. Raises Refused where it is held already."""
        if Retention.objects.filter(assessment=self.assessment).exclude(hold="").exists():
            raise Refused("It is held already.")
        self._settle(hold=reason.strip(), held_by=by, held_at=at)

    @transaction.atomic
    def lift_hold(self) -> None:
        """Let it be deleted again, once it is due. Raises Refused where nothing holds it."""
        if not Retention.objects.filter(assessment=self.assessment).exclude(hold="").exists():
            raise Refused("Nothing holds it.")
        self._settle(hold="", held_by=None, held_at=None)

    def _settle(self, **changes) -> None:
        first = {"review_on": self.review_on, **changes}
        Retention.objects.update_or_create(assessment=self.assessment, defaults=changes, create_defaults=first)
        for name, value in changes.items():
            setattr(self, name, value)


class Deletion(models.Model):
    """That a signed assessment be deleted: who asked and why, and who else confirmed it. What is stopped is removed."""

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="deletion")
    reason = models.TextField("why it is deleted", max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")),
                name="another_person_confirms_a_deletion",
                violation_error_message="Whoever asked for it doesn't confirm it.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="a_confirmed_deletion_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Deletion of {self.assessment_id}, asked for by {self.asked_by}"

    @property
    def ready_at(self) -> datetime.datetime:
        """From when on it may be carried out, once it is confirmed."""
        return (self.confirmed_at or self.asked_at) + settings.DISPOSAL_WAIT


def review_day(starts_on: datetime.date) -> datetime.date:
    """Return the day on which an assessment that starts then is due for review, by the installation's setting."""
    year = min(starts_on.year + settings.RETENTION_YEARS, datetime.MAXYEAR)
    try:
        return starts_on.replace(year=year)
    except ValueError:
        # 29 February, in a year that has none.
        return datetime.date(year, 3, 1)
