"""The saved views of the register that a person sees."""

import datetime
from dataclasses import dataclass

from accounts.models import Force
from inspections.models import SavedView


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved view, and whether the person may rename and delete it."""

    view: SavedView
    is_theirs: bool


def views_for(user, force: Force, *, on: datetime.date) -> tuple[ViewRow, ...]:
    """Return the views of the register that a person saved, or that were shared with the force, by name; one query."""
    views = SavedView.objects.visible_to(user, on=on).filter(force=force).select_related("by").order_by("name", "pk")
    return tuple(ViewRow(view, view.by_id == user.pk) for view in views)
