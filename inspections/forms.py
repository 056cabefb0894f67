"""What forms of several pages about the register share."""

from django import forms
from django.db.models import QuerySet

from accounts.models import Force, User


class OfForceForm(forms.ModelForm):
    """A row of a force. What must be unique is checked with these fields of it, though they aren't on the form."""

    unique_with = {"force"}

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - self.unique_with


def people_of(force: Force) -> QuerySet[User]:
    """Return who may lead something in the force."""
    return User.objects.filter(memberships__force=force, is_active=True).distinct().order_by("name", "pk")
