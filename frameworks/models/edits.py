"""The record of what was done to a draft: each edit with who, when, and the rows before and after."""

from django.conf import settings
from django.db import models


class EditQuerySet(models.QuerySet["Edit"]):
    def of(self, edition):
        """Return what was done to the edition, the latest first, with who did it and what has been undone."""
        return self.filter(edition=edition).select_related("by", "undone_by").order_by("-pk")


class Edit(models.Model):
    """One act on a draft. `changes` holds the rows that it touched, as `frameworks.editor.undo.as_json` writes them."""

    edition = models.ForeignKey("frameworks.Edition", on_delete=models.CASCADE, related_name="edits")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.TextField(help_text="One sentence.")
    changes = models.JSONField()
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by")

    objects = EditQuerySet.as_manager()

    def __str__(self) -> str:
        return self.what
