"""Forms of one finding: raise it, correct it, assign it, and record what happened to it."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q

from accounts.models import Force, User
from config.fields import DayField, ProseField, RowsField
from frameworks.models import Criterion, Edition, Framework
from inspections.finding.lifecycle import NOTE_NEEDED, Act, acts_open_to
from inspections.forms import people_of, prose_field
from inspections.models import Finding, FindingEvent, GovernanceBoard

# Each act that a finding's page offers: its button, and the label and the hint of its note.
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


def questions():
    """Return what a finding may be about: graded criteria, and the topmost scored ones, of published editions."""
    published = Criterion.objects.filter(
        edition__status=Edition.Status.PUBLISHED, edition__framework__kind=Framework.Kind.GRADED
    )
    chosen = published.filter(Q(graded=True, scored=True) | Q(parent=None, scored=True))
    return chosen.select_related("edition__framework").order_by(
        F("edition__published_on").desc(nulls_last=True), "edition", "position", "pk"
    )


class FindingForm(forms.ModelForm):
    """The words, dates and questions of a finding."""

    class Meta:
        model = Finding
        fields = ["reference", "text", "parent", "accelerated", "addressed_to", "due_on", "closedown_on", "criteria"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "criteria": forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
            "addressed_to": forms.RadioSelect,
        }
        field_classes = {"text": ProseField, "due_on": DayField, "closedown_on": DayField, "criteria": RowsField}

    def __init__(self, *args, force: Force, on: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        causes = Finding.objects.filter(force=force, kind=Finding.Kind.CAUSE_OF_CONCERN).live(on)
        if self.instance.parent_id:
            causes = causes | Finding.objects.as_at(on).filter(pk=self.instance.parent_id)
        self.fields["parent"].queryset = causes.exclude(pk=self.instance.pk).order_by("reference_found", "pk")
        self.fields["parent"].empty_label = "None"
        self.fields["parent"].help_text = "Only for a recommendation. A national one has none."
        self.fields["criteria"].queryset = questions()
        self.fields["criteria"].label_from_instance = lambda question: f"{question.edition.framework.title}: {question}"


class RaiseForm(FindingForm):
    """A new finding: which inspection issued it, when, and what it is."""

    issued_on = DayField(label="Issued on")

    class Meta(FindingForm.Meta):
        fields = ["inspection", "kind", *FindingForm.Meta.fields]
        widgets = {**FindingForm.Meta.widgets, "kind": forms.RadioSelect}

    field_order = ["inspection", "kind", "reference", "text", "issued_on"]

    def __init__(self, *args, force: Force, **kwargs):
        super().__init__(*args, force=force, **kwargs)
        self.fields["inspection"].queryset = force.inspections.order_by("-published_on", "title_found", "pk")
        self.fields["inspection"].empty_label = "Choose an inspection"
        self.fields["kind"].choices = Finding.Kind.choices


class AssignForm(forms.Form):
    """A finding's leads, board and closedown date; what is left empty stays as it is."""

    force_lead = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="As it is")
    delivery_lead = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="As it is")
    board = forms.ModelChoiceField(GovernanceBoard.objects.none(), required=False, empty_label="As it is")
    closedown_on = DayField(label="Closedown", required=False)
    all_optional = True

    def __init__(self, *args, force: Force, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("force_lead", "delivery_lead"):
            self.fields[name].queryset = people_of(force)
        self.fields["board"].queryset = force.boards.order_by("name_found", "pk")

    def clean(self):
        typed = super().clean()
        if not self.errors and not self.changes:
            raise ValidationError("Choose a lead, a board or a closedown date.")
        return typed

    @property
    def changes(self) -> dict[str, object]:
        """What was chosen, by the field of the finding."""
        names = ("force_lead", "delivery_lead", "board", "closedown_on")
        return {name: value for name in names if (value := self.cleaned_data.get(name))}


class ActForm(forms.Form):
    """One act on a finding: the day on which it happened, and a note."""

    on = DayField(label="Date")
    note = prose_field(FindingEvent.note.field, rows=3)

    def __init__(self, *args, act: Act, is_cause: bool, **kwargs):
        super().__init__(*args, prefix=act.value, **kwargs)
        self.act = act
        asked = DISCHARGE if act == Act.CLOSED and is_cause else ASKED[act]
        self.button, self.fields["note"].label, self.fields["note"].help_text = asked
        if act in NOTE_NEEDED:
            self.fields["note"].required = True
            self.fields["note"].error_messages["required"] = NOTE_NEEDED[act]


def act_forms(finding: Finding, *, on: datetime.date, tried: ActForm | None = None) -> list[ActForm]:
    """Return a form for each act that is open to the finding; `tried` is one that was refused, as it was typed."""
    forms = [tried] if tried else []
    open_to = [act for act in acts_open_to(finding.state) if act in ASKED and not (tried and act == tried.act)]
    return forms + [ActForm(act=act, is_cause=finding.is_cause, initial={"on": on}) for act in open_to]
