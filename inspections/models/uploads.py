"""Tables that are being imported, and what the columns and words in a force's files mean."""

import datetime

from django.conf import settings
from django.db import models, transaction

from accounts.models import Force
from config.model_fields import DayField
from config.refusal import Refusal
from inspections.models.access import OfForceQuerySet

# How long a table waits to be imported; after that, the next upload deletes it.
KEPT = datetime.timedelta(days=2)


class Purpose(models.TextChoices):
    """What a table is imported for."""

    REGISTER = "register", "Register"
    PORTAL = "portal", "Monitoring portal"


class UploadedTableQuerySet(OfForceQuerySet["UploadedTable"]):
    @transaction.atomic
    def keep(self, sheet, *, force: Force, purpose: str, on: datetime.date, by, at, name: str) -> "UploadedTable":
        """Store a table until somebody imports it, and delete the force's tables that have waited too long."""
        self.filter(force=force, at__lt=at - KEPT).delete()
        name, title, headings, rows = name[:200], sheet.title[:100], list(sheet.headings), sheet.stored
        return self.create(
            force=force, purpose=purpose, name=name, sheet=title, on=on, headings=headings, rows=rows, by=by, at=at
        )


class UploadedTable(models.Model):
    """A table that somebody uploaded, as it was read. It is deleted once it was imported."""

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="uploads")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    name = models.CharField(max_length=200)
    sheet = models.CharField(max_length=100, blank=True)
    on = DayField("as at")
    headings = models.JSONField()
    rows = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = UploadedTableQuerySet.as_manager()

    class Gone(Refusal):
        """Somebody imported the table, or discarded it, a moment ago."""

    def __str__(self) -> str:
        return self.name

    def use_up(self) -> None:
        """Delete the table in the transaction that imports it, so that nobody imports it twice. Raises Gone."""
        gone, _ = UploadedTable.objects.filter(pk=self.pk).delete()
        if not gone:
            raise self.Gone(f"{self.name} is no longer here: somebody brought it in, or threw it away.")


class ColumnChoice(models.Model):
    """The heading that one field has in a force's files."""

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="column_choices")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    field = models.CharField(max_length=40)
    heading = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["force", "purpose", "field"], name="one_heading_per_field")]

    def __str__(self) -> str:
        return f"{self.heading}: {self.field}"


class WordMeaning(models.Model):
    """What a word in a force's files means, where the product doesn't know it: `word` is folded to lower case."""

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="word_meanings")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    field = models.CharField(max_length=40)
    word = models.CharField(max_length=200)
    meaning = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["force", "purpose", "field", "word"], name="one_meaning_a_word")]

    def __str__(self) -> str:
        return f"{self.word}: {self.meaning}"
