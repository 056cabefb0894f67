"""What people ask of the register, and type about many findings or the whole of it."""

from django import forms

from accounts.models import Force
from config.fields import DayField, RowsField
from inspections.finding.forms import AssignForm
from inspections.finding.lifecycle import State
from inspections.forms import people_of
from inspections.models import Finding, Inspection, PortalCount
from inspections.register.page import NOBODY


class FilterForm(forms.Form):
    """Which lines of the register to show. Everything left as it is shows what is live."""

    all_optional = True
    STATES = [("", "All that are live"), *State.choices, ("all", "All, closed ones too")]

    q = forms.CharField(label="Words in it", required=False, max_length=100)
    kind = forms.ChoiceField(label="Type", choices=[("", "All types"), *Finding.Kind.choices], required=False)
    origin = forms.ChoiceField(choices=[("", "All origins"), *Inspection.Origin.choices], required=False)
    state = forms.ChoiceField(choices=STATES, required=False)
    board = forms.ChoiceField(required=False)
    lead = forms.ChoiceField(required=False)
    overdue = forms.BooleanField(label="Overdue only", required=False)

    def __init__(self, *args, force: Force, **kwargs):
        super().__init__(*args, **kwargs)
        boards = force.boards.order_by("name", "pk").values_list("pk", "name")
        self.fields["board"].choices = [("", "All boards"), (NOBODY, "No board yet"), *boards]
        people = [(each.pk, str(each)) for each in people_of(force)]
        self.fields["lead"].choices = [("", "Any lead"), (NOBODY, "No force lead yet"), *people]

    @property
    def asked(self) -> dict[str, str]:
        """What was asked, as an address carries it; what isn't possible is left out."""
        self.is_valid()
        return {name: "on" if value is True else value for name, value in self.cleaned_data.items() if value}

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """What was asked, as a person reads it: label and choice."""
        chosen = {name: dict(getattr(self.fields[name], "choices", ())) for name in self.asked}
        keyed = {name: {str(key): label for key, label in choices.items()} for name, choices in chosen.items()}
        return [
            (str(self[name].label), str(keyed[name].get(value, "Yes" if value == "on" else value)))
            for name, value in self.asked.items()
        ]


class BulkAssignForm(AssignForm):
    """The same for many findings at once."""

    finding = RowsField(Finding.objects.none(), error_messages={"required": "Tick the findings to assign."})

    def __init__(self, *args, force: Force, **kwargs):
        super().__init__(*args, force=force, **kwargs)
        self.fields["finding"].queryset = Finding.objects.filter(force=force)


class PortalCountForm(forms.ModelForm):
    """What HMICFRS's monitoring portal counts for the force on a day."""

    class Meta:
        model = PortalCount
        fields = ["on", "causes_of_concern", "recommendations", "afis"]
        field_classes = {"on": DayField}
        widgets = {
            name: forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"})
            for name in ("causes_of_concern", "recommendations", "afis")
        }


class TableForm(forms.Form):
    """The day to show the register's table as at, and the day after which to count movement."""

    all_optional = True
    as_at = DayField(label="As at", required=False)
    since = DayField(label="Movement since", required=False)

    def clean(self):
        typed = super().clean()
        as_at, since = typed.get("as_at"), typed.get("since")
        if as_at and since and since >= as_at:
            self.add_error("since", "Movement is counted from a day before the table's.")
        return typed
