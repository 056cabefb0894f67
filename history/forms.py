"""What people search the history for."""

from typing import Any

from django import forms

from accounts.models import Force, User
from config.fields import DayField
from history.labels import kinds
from history.leaving import Event
from history.models import Entry, Visit

# Whose rows have a force, and the apps whose rows have none.
OF_FORCES = ("accounts", "assessments", "evidence", "inspections", "maturity", "records")


class PeriodForm(forms.Form):
    """Between two days."""

    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)

    def clean(self):
        typed = super().clean() or {}
        since, until = typed.get("since"), typed.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day is before the first.")
        return typed

    @property
    def search(self) -> dict[str, Any]:
        """What is searched for: nothing, which finds everything, where something typed is wrong."""
        return self.cleaned_data if self.is_valid() else {}


class SearchForm(PeriodForm):
    """Who did what, and when."""

    person = forms.ModelChoiceField(User.objects.none(), label="Person", required=False, empty_label="Everybody")
    kind = forms.ChoiceField(label="What it was done to", required=False)
    act = forms.ChoiceField(label="What was done", required=False, choices=[("", "Anything"), *Entry.Act.choices])
    text = forms.CharField(label="Words in it", required=False, max_length=100)
    field_order = ("person", "kind", "act", "text", "since", "until")

    def __init__(self, *args, force: Force | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people(force)
        self.fields["kind"].choices = [("", "Everything"), *kinds(OF_FORCES if force else ())]


class VisitForm(PeriodForm):
    """Who came in and went out, and when."""

    person = forms.ModelChoiceField(User.objects.none(), label="Person", required=False, empty_label="Everybody")
    act = forms.ChoiceField(label="What happened", required=False, choices=[("", "Anything"), *Visit.Act.choices])
    field_order = ("person", "act", "since", "until")

    def __init__(self, *args, force: Force, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people(force)


class DepartureForm(PeriodForm):
    """Who took what, and when."""

    person = forms.ModelChoiceField(User.objects.none(), label="Person", required=False, empty_label="Everybody")
    event = forms.ChoiceField(label="What left", required=False, choices=[("", "Anything"), *Event.choices])
    number = forms.IntegerField(label="Number of the assessment, paper or item", required=False, min_value=1)
    field_order = ("person", "event", "number", "since", "until")

    def __init__(self, *args, force: Force, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people(force)


def people(force: Force | None):
    """Return who ever had a role in the force, those who left included; everybody where there is no force."""
    people = User.objects.filter(memberships__force=force).distinct() if force else User.objects.all()
    return people.order_by("name_found", "name", "email")
