"""The dates that a force prepares for: steps of its PEEL assessment, and planned inspections."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Force
from config.model_fields import DayField
from inspections.calendar.periods import Period, Precision, period
from inspections.models.access import OfForceQuerySet
from inspections.models.inspections import WEB_ADDRESS


class KeyDate(models.Model):
    """Something on a force's calendar, to the day or to the month."""

    class Kind(models.TextChoices):
        WINDOW = "window", "Evidence window opens"
        PARM = "parm", "PEEL Assessment and Resourcing Meeting (PARM)"
        FINAL_EVIDENCE = "final_evidence", "Final evidence collection"
        FIELDWORK = "fieldwork", "Fieldwork"
        DEBRIEF = "debrief", "Force debrief"
        PUBLICATION = "publication", "Report publication"
        PLANNED = "planned", "Planned inspection"
        THEMATIC = "thematic", "Thematic inspection that may include the force"
        OTHER = "other", "Other"

    # The dates of the PEEL programme; a board's paper lists the planned inspections and the thematic ones apart.
    PROGRAMME = (Kind.WINDOW, Kind.PARM, Kind.FINAL_EVIDENCE, Kind.FIELDWORK, Kind.DEBRIEF, Kind.PUBLICATION)

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="key_dates")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField("what happens", max_length=200)
    precision = models.CharField(
        "how exact the date is", max_length=10, choices=Precision.choices, default=Precision.DAY
    )
    on = DayField("date")
    until = DayField("last day", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=300, blank=True, validators=[WEB_ADDRESS])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects = OfForceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("on")),
                name="a_key_date_ends_after_it_begins",
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.period.printed}"

    def put(self, *, by, at: datetime.datetime) -> None:
        """Store it, with who did so and when."""
        self.by, self.changed_at = by, at
        self.save()

    @property
    def period(self) -> Period:
        return period(self.on, self.until, self.precision)
