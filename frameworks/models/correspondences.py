"""What framework administrators say a statement became in a newer edition. It overrules what the comparison finds."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from config.refusal import Refusal


class CorrespondenceQuerySet(models.QuerySet["Correspondence"]):
    def between(self, old, new) -> "CorrespondenceQuerySet":
        """Return what was decided for one pair of editions."""
        return self.filter(old__criterion__edition=old, edition=new)

    @transaction.atomic
    def decide(self, old, edition, became: Iterable, *, by, at: datetime.datetime) -> None:
        """Record which statements of the new edition an old one became, none where it is gone, in place of what stood.

        Raises Correspondence.Refused where that would split and merge at once.
        """
        became = list(became)
        others = self.filter(edition=edition, new__in=became).exclude(old=old)
        beside = self.filter(edition=edition, old__in=others.values("old"))
        if (len(became) > 1 and others.exists()) or beside.exclude(new__in=became).exists():
            raise self.model.Refused(
                "One of these is tied by hand to another statement. A statement can be split or merged, not both:"
                " change that first."
            )
        self.filter(old=old, edition=edition).delete()
        self.bulk_create(self.model(old=old, edition=edition, new=new, by=by, at=at) for new in became or [None])


class Correspondence(models.Model):
    """A statement of an old edition, and one that it became in a newer one; `new` is None where it is gone."""

    class Refused(Refusal):
        """A statement would be split and merged at once."""

    old = models.ForeignKey("frameworks.Statement", on_delete=models.CASCADE, related_name="+")
    edition = models.ForeignKey(
        "frameworks.Edition", on_delete=models.CASCADE, related_name="+", help_text="The newer of the two."
    )
    new = models.ForeignKey("frameworks.Statement", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CorrespondenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["old", "edition", "new"], condition=Q(new__isnull=False), name="one_correspondence_per_pair"
            ),
            models.UniqueConstraint(
                fields=["old", "edition"], condition=Q(new__isnull=True), name="a_statement_is_gone_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_id}: {self.new_id or 'gone'}"
