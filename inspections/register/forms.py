"""Forms of the register's own pages: filters, leads for many findings at once, and the days and totals of its table."""

from django import forms

from accounts.models import Force
from config.fields import DayField, RowsField
from inspections.finding.forms import AssignForm
from inspections.finding.lifecycle import State
from inspections.forms import people_of
from inspections.models import Finding, Inspection, PortalCount
from inspections.register.page import NOBODY


class FilterForm(forms.Form):
    """Which findings of the register to show: those that are live, where nothing is chosen."""

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
        boards = force.boards.order_by("name_found", "pk").values_list("pk", "name")
        self.fields["board"].choices = [("", "All boards"), (NOBODY, "No board yet"), *boards]
        people = [(user.pk, str(user)) for user in people_of(force)]
        self.fields["lead"].choices = [("", "Any lead"), (NOBODY, "No force lead yet"), *people]

    @property
    def asked(self) -> dict[str, str]:
        """The filters that were chosen, as an address carries them; those that aren't valid are left out."""
        self.is_valid()
        return {name: "on" if value is True else value for name, value in self.cleaned_data.items() if value}

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """The filters that were chosen, as people read them: each one's label and value."""
        words = []
        for name, value in self.asked.items():
            labels = {str(key): str(label) for key, label in getattr(self.fields[name], "choices", ())}
            words.append((str(self[name].label), labels.get(value, "Yes" if value == "on" else value)))
        return words


class BulkAssignForm(AssignForm):
    """Leads, a board or a closedown date for many findings at once."""

    finding = RowsField(Finding.objects.none(), error_messages={"required": "Tick the findings to assign."})

    def __init__(self, *args, force: Force, **kwargs):
        super().__init__(*args, force=force, **kwargs)
        self.fields["finding"].queryset = Finding.objects.filter(force=force)


class PortalCountForm(forms.ModelForm):
    """What HMICFRS's monitoring portal counts for the force on a day."""

    class Meta:
        model = PortalCount
        fields = ["on", *PortalCount.FIELDS.values()]
        field_classes = {"on": DayField}
        widgets = {
            name: forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"})
            for name in PortalCount.FIELDS.values()
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
