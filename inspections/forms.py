"""What the forms of several capabilities share."""

from django import forms
from django.db.models import QuerySet, TextField

from accounts.models import Force, User
from config.fields import ProseField


class OfForceForm(forms.ModelForm):
    """A row of one force. Names are checked to be unique with the fields in `unique_with`, which aren't on the form."""

    unique_with = {"force"}

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - self.unique_with


def prose_field(field: TextField, *, rows: int, required: bool = False, **options) -> ProseField:
    """Return a form's field for text of several lines, no longer than the model's field takes."""
    widget = forms.Textarea({"rows": rows})
    return ProseField(max_length=field.max_length, required=required, widget=widget, **options)


def people_of(force: Force) -> QuerySet[User]:
    """Return who may lead something in the force."""
    return User.objects.filter(memberships__force=force, is_active=True).distinct().order_by("name_found", "name", "pk")
