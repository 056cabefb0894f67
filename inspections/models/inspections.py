"""An inspection on a force's register."""

import datetime

from django.core.validators import URLValidator
from django.db import models

from accounts.models import Force
from config.model_fields import DayField
from config.texts.key_field import TextKeyField, UniqueText
from frameworks.models import Edition
from inspections.models.access import OfForceQuerySet

WEB_ADDRESS = URLValidator(schemes=["https", "http"])


class InspectionQuerySet(OfForceQuerySet["Inspection"]):
    def published(self) -> "InspectionQuerySet":
        """Return those whose report is published, with all that says whether comments on it are awaited."""
        reports = self.filter(published_on__isnull=False)
        return reports.select_related("force__register_first_day", "pcc_response")


class Inspection(models.Model):
    """One inspection of a force, or a national one that it was part of. Each force keeps its own entry of it."""

    class Kind(models.TextChoices):
        PEEL = "peel", "PEEL"
        THEMATIC = "thematic", "Thematic"
        CHILD_PROTECTION = "child_protection", "Child protection"
        CRIME_DATA = "crime_data", "Crime data integrity"
        CUSTODY = "custody", "Custody"
        JOINT = "joint", "Joint with other inspectorates"
        REVISIT = "revisit", "Revisit"
        OTHER = "other", "Other"

    class Origin(models.TextChoices):
        """The rows of a force's table of live findings, in its order."""

        LOCAL_PEEL = "local_peel", "Local PEEL"
        NATIONAL_PEEL = "national_peel", "National PEEL"
        NATIONAL_DA = "national_da_peel_thematic", "National DA PEEL Thematic"
        NCPI = "ncpi", "National Child Protection Inspection (NCPI)"
        CDI = "cdi", "Crime Data Integrity (CDI)"
        CUSTODY = "unannounced_custody", "Unannounced Custody inspection"
        OTHER_THEMATIC = "other_national_thematic", "Other national thematic inspections"
        OTHER = "other", "Other inspections"

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="inspections")
    title = models.CharField(max_length=200)
    title_key = TextKeyField("title")
    title_found = TextKeyField("title", fold="found")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    origin = models.CharField(max_length=30, choices=Origin.choices, help_text="The row of the register's table.")
    published_on = DayField("report published", null=True, blank=True)
    # The day on which somebody first said here when it was published: see `tracking`.
    entered_on = DayField("publication entered", null=True, blank=True, editable=False)
    link = models.CharField("link to the report", max_length=300, blank=True, validators=[WEB_ADDRESS])
    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="framework that it inspected against",
    )

    objects = InspectionQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["force", "title_key"],
                name="one_inspection_of_a_title",
                violation_error_message="The register has an inspection of this title already.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def enter(self, *, on: datetime.date) -> None:
        """Note the day on which its day of publication was first entered, where it has one."""
        self.entered_on = (self.entered_on or on) if self.published_on else None

    def put(self, *, on: datetime.date) -> None:
        """Store it as it was typed in on that day."""
        self.enter(on=on)
        self.save()
