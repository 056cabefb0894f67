"""Which evidence backs what was judged: one row for each item that a statement of an assessment cites."""

from django.conf import settings
from django.db import models

from evidence.models import Item
from frameworks.models import Statement


class CitationQuerySet(models.QuerySet["Citation"]):
    def usable(self) -> "CitationQuerySet":
        """Return those whose evidence counts: a file in quarantine backs nothing yet."""
        return self.exclude(item__scan__in=Item.in_quarantine())


class Citation(models.Model):
    """One item of a force's shelf, cited for one statement of one of its assessments."""

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="citations")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="citations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "statement", "item"],
                name="one_citation_per_item",
                violation_error_message="This statement cites that already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.item_id}"
