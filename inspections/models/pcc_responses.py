"""The local policing body's answer to an inspection report: section 55 of the Police Act 1996.

The police and crime commissioner, or the body in their place, publishes comments on each report, and says of every
recommendation what is done about it, or why nothing is.
"""

import datetime
from collections.abc import Iterable
from enum import Enum

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from config.days import days_later
from config.model_fields import DayField
from config.refusal import Refusal
from inspections.models.inspections import WEB_ADDRESS, Inspection

# Section 55(5A) of the Police Act 1996: see `last_day`.
PERIOD_DAYS = 56


def last_day(published_on: datetime.date) -> datetime.date:
    """Return the last day on which comments on a report of that day may be published.

    “Before the end of the period of 56 days beginning with the day on which the report is published” (section 55(5A)):
    the day of publication is the first of the 56.
    """
    return days_later(published_on, PERIOD_DAYS - 1)


class Tracking(Enum):
    """Whether comments on a report are awaited here. What isn't recorded is never late."""

    TRACKED = "tracked"
    # Its days were over when it was entered, and nobody has recorded what became of them.
    NOT_RECORDED = "not recorded"
    # Its days were over before the register's first day.
    BEFORE = "before the register"


def tracking(
    published_on: datetime.date,
    *,
    entered_on: datetime.date | None,
    first_day: datetime.date | None,
    tracked: bool = False,
) -> Tracking:
    """Return whether comments on a report are awaited; they are in any case where somebody said so (`tracked`)."""
    due = last_day(published_on)
    if tracked:
        return Tracking.TRACKED
    if first_day and due < first_day:
        return Tracking.BEFORE
    return Tracking.TRACKED if entered_on and due >= entered_on else Tracking.NOT_RECORDED


def tracking_of(report: Inspection) -> Tracking:
    """Return whether comments on one of the `published` reports are awaited; no query."""
    response, first_day = getattr(report, "pcc_response", None), getattr(report.force, "register_first_day", None)
    if report.published_on is None:
        raise ValueError(f"{report} isn't published.")
    return tracking(
        report.published_on,
        entered_on=report.entered_on,
        first_day=first_day.on if first_day else None,
        tracked=bool(response and response.is_tracked),
    )


class PccResponse(models.Model):
    """What the local policing body answered to one inspection's report, or why no answer is needed."""

    class Refused(Refusal):
        """What was asked can't be done; the message says why, for the person who asked."""

    inspection = models.OneToOneField(Inspection, on_delete=models.CASCADE, related_name="pcc_response")
    responded_on = DayField("comments published", null=True, blank=True)
    link = models.CharField("link to the published comments", max_length=300, blank=True, validators=[WEB_ADDRESS])
    not_needed = models.CharField(
        "why no comments are needed",
        max_length=300,
        blank=True,
        help_text="For example: the report isn't about this force.",
    )
    is_tracked = models.BooleanField("count the 56 days of this report all the same", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(responded_on__isnull=True) | Q(not_needed=""),
                name="comments_are_published_or_not_needed",
                violation_error_message="Either the comments were published, or none are needed: not both.",
            )
        ]

    def __str__(self) -> str:
        return f"Comments on {self.inspection}"

    @property
    def is_settled(self) -> bool:
        return bool(self.responded_on or self.not_needed)

    @transaction.atomic
    def record(self, answers: Iterable[tuple], *, by, at) -> None:
        """Store it with the answers: finding, stance and words of each recommendation; an empty stance deletes one.

        Raises Refused for another inspection's finding.
        """
        self.by, self.changed_at = by, at
        self.save()
        for finding, stance, text in answers:
            if finding.inspection_id != self.inspection_id:
                raise self.Refused(f"{finding.reference} is of another inspection.")
            if stance:
                self.recommendations.update_or_create(finding=finding, defaults={"stance": stance, "text": text})
            else:
                self.recommendations.filter(finding=finding).delete()


class RecommendationResponse(models.Model):
    """What the local policing body says of one recommendation."""

    class Stance(models.TextChoices):
        ACTION = "action", "Action taken or proposed"
        NONE = "none", "No action"

    response = models.ForeignKey(PccResponse, on_delete=models.CASCADE, related_name="recommendations")
    finding = models.ForeignKey("inspections.Finding", on_delete=models.CASCADE, related_name="pcc_responses")
    stance = models.CharField("response", max_length=10, choices=Stance.choices)
    text = models.TextField("what was said", max_length=4000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "finding"], name="one_pcc_response_per_recommendation"),
            models.CheckConstraint(condition=~Q(text=""), name="a_pcc_response_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stance_display()}: {self.finding_id}"
