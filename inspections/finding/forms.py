"""What people type about inspections and findings. Forms check shapes; rules are the models' own."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q

from accounts.models import Force, User
from config.fields import DayField, ProseField, RowsField
from frameworks.models import Criterion, Edition, Framework
from inspections.finding.lifecycle import NOTE_NEEDED, Act, State
from inspections.models import Finding, SavedView
from inspections.models.boards import GovernanceBoard
from inspections.models.inspections import Inspection
from inspections.models.submissions import PortalCount

# What is asked with each act that a finding's page offers: the button's words, the note's label, its hint.
ASKED = {
    Act.COMPLETED: ("Record as completed locally", "What shows that it is complete", "Proof before green."),
    Act.RETURNED: ("Record that HMICFRS returned it", "HMICFRS's feedback", ""),
    Act.CLOSED: ("Record that HMICFRS closed it", "Reason", "Needed where it wasn't with HMICFRS for closure."),
    Act.REOPENED: ("Reopen it", "Why it is reopened", ""),
    Act.NO_FURTHER_ACTION: ("Record that no further action is needed", "Why no further action is needed", ""),
}
DISCHARGE = (
    "Discharge this cause of concern",
    "Reason",
    "Needed where it wasn't with HMICFRS for closure, or where a recommendation of it is still live.",
)
NOBODY = "0"


def people_of(force: Force):
    """Return who may lead something in the force."""
    return User.objects.filter(memberships__force=force, is_active=True).distinct().order_by("name", "pk")


def questions():
    """Return what findings may be about: graded criteria, and the topmost scored ones, of published editions."""
    published = Criterion.objects.filter(
        edition__status=Edition.Status.PUBLISHED, edition__framework__kind=Framework.Kind.GRADED
    )
    chosen = published.filter(Q(graded=True, scored=True) | Q(parent=None, scored=True))
    return chosen.select_related("edition__framework").order_by(
        F("edition__published_on").desc(nulls_last=True), "edition", "position", "pk"
    )


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


class SavedViewForm(forms.ModelForm):
    """The name of a view of the register, and whether the whole force sees it."""

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]
        help_texts = {"name": "For example: Custody, overdue."}
        error_messages = {"name": {"required": "Enter a name."}}

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"force", "by"}


class OfForceForm(forms.ModelForm):
    """A row of a force, which isn't on the form: a name must stay the only one in it."""

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"force"}


class InspectionForm(OfForceForm):
    """An inspection of the force, or a national one."""

    class Meta:
        model = Inspection
        fields = ["title", "kind", "origin", "published_on", "link", "edition"]
        field_classes = {"published_on": DayField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("kind", "origin"):
            self.fields[name].choices = [("", "Choose one"), *self.fields[name].choices[1:]]
        self.fields["edition"].empty_label = "None"
        graded = Edition.objects.filter(status=Edition.Status.PUBLISHED, framework__kind=Framework.Kind.GRADED)
        self.fields["edition"].queryset = graded.select_related("framework").order_by("framework__title", "pk")


class FindingForm(forms.ModelForm):
    """The words, dates and questions of a finding."""

    text = ProseField(
        max_length=5000, widget=forms.Textarea(attrs={"rows": 6}), help_text="In the inspectorate's words."
    )

    class Meta:
        model = Finding
        fields = ["reference", "text", "parent", "accelerated", "addressed_to", "due_on", "closedown_on", "criteria"]
        widgets = {
            "criteria": forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
            "addressed_to": forms.RadioSelect,
        }
        field_classes = {"due_on": DayField, "closedown_on": DayField, "criteria": RowsField}

    def __init__(self, *args, force: Force, on: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        causes = Finding.objects.filter(force=force, kind=Finding.Kind.CAUSE_OF_CONCERN).live(on)
        if self.instance.parent_id:
            causes = causes | Finding.objects.as_at(on).filter(pk=self.instance.parent_id)
        self.fields["parent"].queryset = causes.exclude(pk=self.instance.pk).order_by("reference", "pk")
        self.fields["parent"].empty_label = "None"
        self.fields["parent"].help_text = "Only for a recommendation. A national one has none."
        self.fields["criteria"].queryset = questions()
        self.fields["criteria"].label_from_instance = lambda each: f"{each.edition.framework.title}: {each}"


class RaiseForm(FindingForm):
    """A new finding: which inspection issued it, when, and what it is."""

    issued_on = DayField(label="Issued on")

    class Meta(FindingForm.Meta):
        fields = ["inspection", "kind", *FindingForm.Meta.fields]
        widgets = {**FindingForm.Meta.widgets, "kind": forms.RadioSelect}

    field_order = ["inspection", "kind", "reference", "text", "issued_on"]

    def __init__(self, *args, force: Force, **kwargs):
        super().__init__(*args, force=force, **kwargs)
        self.fields["inspection"].queryset = force.inspections.order_by("-published_on", "title", "pk")
        self.fields["inspection"].empty_label = "Choose an inspection"
        self.fields["kind"].choices = Finding.Kind.choices


class AssignForm(forms.Form):
    """Who leads, which board owns it, and when the force means to submit it; what is left empty stays."""

    force_lead = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="As it is")
    delivery_lead = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="As it is")
    board = forms.ModelChoiceField(GovernanceBoard.objects.none(), required=False, empty_label="As it is")
    closedown_on = DayField(label="Closedown", required=False)
    all_optional = True

    def __init__(self, *args, force: Force, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("force_lead", "delivery_lead"):
            self.fields[name].queryset = people_of(force)
        self.fields["board"].queryset = force.boards.order_by("name", "pk")

    def clean(self):
        typed = super().clean()
        if not self.errors and not self.changes:
            raise ValidationError("Choose a lead, a board or a closedown date.")
        return typed

    @property
    def changes(self) -> dict[str, object]:
        """What was chosen, by the finding's field."""
        names = ("force_lead", "delivery_lead", "board", "closedown_on")
        return {name: value for name in names if (value := self.cleaned_data.get(name))}


class BulkAssignForm(AssignForm):
    """The same for many findings at once."""

    finding = RowsField(Finding.objects.none(), error_messages={"required": "Tick the findings to assign."})

    def __init__(self, *args, force: Force, **kwargs):
        super().__init__(*args, force=force, **kwargs)
        self.fields["finding"].queryset = Finding.objects.filter(force=force)


class ActForm(forms.Form):
    """One act on a finding: the day it happened, and what is to be said with it."""

    on = DayField(label="Date")
    note = ProseField(max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, act: Act, is_cause: bool, **kwargs):
        super().__init__(*args, prefix=act.value, **kwargs)
        self.act = act
        asked = DISCHARGE if act == Act.CLOSED and is_cause else ASKED[act]
        self.button, self.fields["note"].label, self.fields["note"].help_text = asked
        if act in NOTE_NEEDED:
            self.fields["note"].required = True
            self.fields["note"].error_messages["required"] = NOTE_NEEDED[act]


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
