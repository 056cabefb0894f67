"""What people type about an action. Forms check shapes; rules are the models' own."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Force, Membership, User
from assessments.models import Action, Assessment
from config.fields import DayField, ProseField, RowsField
from frameworks.models import Criterion, Edition, Framework, Level

NOBODY = "0"
REASON_TOO_LONG = "Shorten this to 2,000 characters or fewer. It has %(show_value)s."
Groups = Sequence[tuple[str, Sequence[tuple[int, str]]]]


def people_in(force: int, *, on: datetime.date) -> QuerySet[User]:
    """Return who belongs to the force, by key, on that day."""
    current = Membership.objects.current(on).filter(force=force)
    return User.objects.filter(pk__in=current.values("user")).order_by("name_found", "name", "pk")


def capabilities() -> QuerySet[Criterion]:
    """Return the capabilities of the published strategies, in their order."""
    strategies = {"edition__status": Edition.Status.PUBLISHED, "edition__framework__kind": Framework.Kind.STRATEGY}
    return Criterion.objects.filter(**strategies, kind="capability").order_by("edition", "position", "pk")


class PlanForm(forms.ModelForm):
    """Plan an action, or change what is planned. `groups` are the statements on offer, by key, under headings."""

    statements = forms.TypedMultipleChoiceField(
        label="What it would make true",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        error_messages={"invalid_choice": "Choose among the statements of this criterion."},
    )
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    class Meta:
        model = Action
        fields = ["title", "owner", "due_on", "effort", "capability", "organisational_level"]
        field_classes = {"due_on": DayField}
        widgets = {
            "title": forms.TextInput({"class": "app-wide"}),
            "effort": forms.RadioSelect({"class": "govuk-radios--inline govuk-radios--small"}),
        }
        labels = {"title": "What will be done", "due_on": "By when"}
        help_texts = {"effort": "As your force reckons it.", "capability": "Of the national improvement strategy."}
        error_messages = {
            "title": {"required": "Say what will be done."},
            "owner": {"invalid_choice": "Choose somebody who belongs to the force."},
        }

    field_order = ["title", "statements", "owner", "due_on", "effort"]

    def __init__(self, *args, assessment: Assessment, groups: Groups, on: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_in(assessment.force_id, on=on)
        self.fields["owner"].empty_label = "Nobody yet"
        self.fields["effort"].choices = [*Action.Effort.choices, ("", "Not said")]
        self.fields["statements"].choices = groups
        if not groups:
            del self.fields["statements"]
        editions = capabilities().values("edition")
        self.fields["capability"].queryset = capabilities()
        self.fields["organisational_level"].queryset = Level.objects.filter(edition__in=editions).order_by("rank", "pk")
        for name in ("capability", "organisational_level"):
            self.fields[name].empty_label = "None"

    def clean(self):
        typed = super().clean()
        capability, level = typed.get("capability"), typed.get("organisational_level")
        if capability and level and capability.edition_id != level.edition_id:
            self.add_error("organisational_level", "Choose a level of the same strategy as the capability.")
        return typed

    @property
    def wanted(self) -> dict[str, Any]:
        """What was typed, as an action's fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class FilterForm(forms.Form):
    """Which actions to show. Everything left as it is shows what is open."""

    all_optional = True
    STATES = [("", "Open"), ("done", "Done"), ("dropped", "Dropped"), ("all", "All")]
    DUE = [("", "Any date"), ("overdue", "Overdue"), ("soon", "In the next 30 days"), ("none", "No date yet")]
    EFFORTS = [("", "Any effort"), *Action.Effort.choices, ("none", "Not said")]

    q = forms.CharField(label="Words in it", required=False, max_length=100)
    state = forms.ChoiceField(choices=STATES, required=False)
    due = forms.ChoiceField(choices=DUE, required=False)
    effort = forms.ChoiceField(choices=EFFORTS, required=False)

    @property
    def asked(self) -> dict[str, str]:
        """What was asked; what isn't possible is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ForceFilterForm(FilterForm):
    """The same for the actions of a whole force, offering what they name."""

    owner = forms.ChoiceField(required=False)
    framework = forms.ChoiceField(required=False)
    capability = forms.ChoiceField(required=False)

    field_order = ["q", "owner", "state", "due", "effort", "framework", "capability"]

    def __init__(self, *args, force: Force, **kwargs):
        super().__init__(*args, **kwargs)
        planned = Action.objects.filter(assessment__force=force)
        owners = User.objects.filter(pk__in=planned.values("owner")).order_by("name_found", "name", "pk")
        self.fields["owner"].choices = [
            ("", "Anybody"),
            (NOBODY, "Nobody yet"),
            *((each.pk, str(each)) for each in owners),
        ]
        measured = Framework.objects.filter(pk__in=planned.values("assessment__edition__framework"))
        titles = measured.order_by("title", "pk").values_list("pk", "title")
        self.fields["framework"].choices = [("", "All frameworks"), *titles]
        built = Criterion.objects.filter(pk__in=planned.values("capability")).order_by("position", "pk")
        self.fields["capability"].choices = [("", "Any or none"), *built.values_list("pk", "title")]


class ChangeManyForm(forms.Form):
    """Change the actions that are ticked; what is left as it is stays."""

    STATES = [("", "As it is"), *Action.State.choices]

    action = RowsField(Action.objects.none(), error_messages={"required": "Tick the actions to change."})
    owner = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="As it is")
    due_on = DayField(label="By when", required=False)
    state = forms.ChoiceField(choices=STATES, required=False)
    reason = ProseField(
        label="Why, if they are dropped",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": REASON_TOO_LONG},
    )

    def __init__(self, *args, force: Force, on: datetime.date, **kwargs):
        super().__init__(*args, auto_id="change_%s", **kwargs)
        self.fields["action"].queryset = Action.objects.filter(assessment__force=force)
        self.fields["owner"].queryset = people_in(force.pk, on=on)

    def clean(self):
        typed = super().clean()
        if not self.errors and not (self.changes or typed.get("state")):
            raise forms.ValidationError("Choose an owner, a date or a state.")
        if typed.get("state") == Action.State.DROPPED and not typed.get("reason", "").strip():
            self.add_error("reason", "Say why they are dropped.")
        return typed

    @property
    def changes(self) -> dict[str, object]:
        """The owner and date that were chosen, by the action's field."""
        return {name: value for name in ("owner", "due_on") if (value := self.cleaned_data.get(name))}

    @property
    def ticked(self) -> frozenset[str]:
        """The keys of the actions that were ticked, as they were sent."""
        return frozenset(self["action"].value() or ()) if self.is_bound else frozenset()


class ActForm(forms.Form):
    """One thing that happened to an action, and what is said with it."""

    text = ProseField(
        max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), error_messages={"max_length": REASON_TOO_LONG}
    )


class NoteForm(ActForm):
    """A note on progress."""

    button = "Add a note on progress"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Progress"
        self.fields["text"].help_text = "It can't be altered afterwards. Name no victims, suspects or complainants."
        self.fields["text"].error_messages["required"] = "Say how it is going."


class FinishForm(ActForm):
    """The day on which an action was done."""

    button = "Record that it is done"
    on = DayField(label="Done on")
    field_order = ["on", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "What shows it"
        self.fields["text"].required = False


class DropForm(ActForm):
    """Why an action won't be done."""

    button = "Drop it"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Why it won't be done"
        self.fields["text"].error_messages["required"] = "Say why it is dropped."


class ReopenForm(ActForm):
    """Take an action up again."""

    button = "Reopen it"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Why it is reopened"
        self.fields["text"].required = False
