"""The form of a saved view."""

from inspections.forms import OfForceForm
from inspections.models import SavedView


class SavedViewForm(OfForceForm):
    """The name of a view of the register, and whether the whole force sees it."""

    unique_with = {"force", "by"}

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]
        help_texts = {"name": "For example: Custody, overdue."}
        error_messages = {"name": {"required": "Enter a name."}}
