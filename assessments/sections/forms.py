"""What people type about who answers which section."""

import datetime
from collections.abc import Collection

from django import forms
from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.roles import ASSESSES
from assessments.models import Assessment, Assignment
from config.fields import DayField, ProseField
from frameworks.content import Node

NOBODY = "0"


def assessors_in(force: int, *, on: datetime.date) -> QuerySet[User]:
    """Return who may answer for the force, by key, on that day: who is expected to has to be able to."""
    current = Membership.objects.current(on).filter(force=force, role__in=ASSESSES)
    return User.objects.filter(pk__in=current.values("user")).order_by("name_found", "name", "pk")


class SectionFilterForm(forms.Form):
    """Which sections of an assessment to show; everything left as it is shows them all."""

    all_optional = True
    STATES = [("", "All"), ("none", "Nobody's yet"), *Assignment.State.choices]

    state = forms.ChoiceField(choices=STATES, required=False)
    owner = forms.ChoiceField(required=False)

    def __init__(self, *args, assessment: Assessment, **kwargs):
        super().__init__(*args, **kwargs)
        owners = User.objects.filter(sections__assessment=assessment).distinct().order_by("name_found", "name", "pk")
        self.fields["owner"].choices = [("", "Anybody"), *((str(each.pk), str(each)) for each in owners)]

    @property
    def asked(self) -> dict[str, str]:
        """What was asked; what isn't possible is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OwnFilterForm(forms.Form):
    """Which of one's own sections to show; everything left as it is shows those still to be submitted."""

    all_optional = True
    STATES = [("", "With me"), *Assignment.State.choices[1:2], ("accepted", "Accepted"), ("all", "All")]

    state = forms.ChoiceField(choices=STATES, required=False)

    @property
    def asked(self) -> str:
        """The state that was asked for, empty where none was or an impossible one."""
        self.is_valid()
        return self.cleaned_data.get("state", "")


class AssignForm(forms.Form):
    """Give the sections that are ticked an owner and a day to be finished by, or take their owner away."""

    section = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": "Tick the sections to assign.",
            "invalid_choice": "Tick sections of this assessment.",
        },
    )
    owner = forms.ChoiceField(
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose who is to answer them, or nobody.")
    )
    due_on = DayField(label="To be finished by", required=False)

    def __init__(self, *args, assessment: Assessment, nodes: Collection[Node], on: datetime.date, **kwargs):
        super().__init__(*args, auto_id="assign_%s", **kwargs)
        self.fields["section"].choices = [(node.pk, node.title) for node in nodes]
        self.people = {str(each.pk): each for each in assessors_in(assessment.force_id, on=on)}
        named = [(pk, str(each)) for pk, each in self.people.items()]
        self.fields["owner"].choices = [("", "Choose somebody"), *named, (NOBODY, "Nobody: take the owner away")]

    @property
    def sections(self) -> dict[int, tuple[User, datetime.date | None] | None]:
        """What was chosen, as `Assessment.assign` takes it."""
        typed = self.cleaned_data
        owner = self.people.get(typed["owner"])
        return dict.fromkeys(typed["section"], (owner, typed["due_on"]) if owner else None)

    @property
    def ticked(self) -> frozenset[str]:
        """The keys of the sections that were ticked, as they were sent."""
        return frozenset(self["section"].value() or ()) if self.is_bound else frozenset()


class ReviewForm(forms.Form):
    """What the lead says of a submitted section."""

    DECISIONS = [("accept", "Accept it as it stands"), ("changes", "Ask for changes")]

    decision = forms.ChoiceField(
        label="Your decision",
        choices=DECISIONS,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whether to accept it."),
    )
    note = ProseField(
        label="What to change",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where you ask for changes. Its owner reads it.",
        error_messages={"max_length": "Shorten this to 2,000 characters or fewer. It has %(show_value)s."},
    )
