"""Whose changes a row with versions has had: nobody is in conflict with themselves.

Such a row has `version`, `by`, and `by_since`: the version since which it is that person's alone. Where that is empty,
only the last change is known to be theirs.
"""

from django.db.models import F, PositiveIntegerField
from django.db.models.expressions import Case, When
from django.db.models.functions import Coalesce


def since_field() -> PositiveIntegerField:
    """Return the column of such a row."""
    return PositiveIntegerField(null=True, blank=True, editable=False)


def since(by) -> Case:
    """Return, for an update by somebody, since which version the row will be theirs alone."""
    return Case(When(by=by.pk, then=Coalesce("by_since", "version")), default=F("version") + 1)


def is_own(row, *, by, seen: int) -> bool:
    """Return whether all that changed since somebody saw that version is their own doing; 0 is before the row was."""
    return row.by_id == by.pk and seen + 1 >= (row.by_since or row.version)
