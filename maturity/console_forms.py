"""The forms on the facilitator's console."""

import datetime

from django import forms

from accounts.models import Membership, User
from accounts.roles import RUNS_ASSESSMENTS
from assessments.models import Action, Assessment
from config.fields import TOO_LONG, TOO_LONG_A_REASON, DayField, ProseField, longest
from frameworks.content import Content
from frameworks.models import Level
from maturity.models import Ballot, Workshop

LONGEST_VERSION = 20_000


class AgreeForm(forms.Form):
    """What the room agreed."""

    level = forms.ModelChoiceField(
        Level.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose a level of this framework."},
    )
    rationale = ProseField(
        max_length=longest(Ballot, "rationale"), required=False, error_messages={"max_length": TOO_LONG_A_REASON}
    )
    dissent = ProseField(max_length=longest(Ballot, "dissent"), required=False, error_messages={"max_length": TOO_LONG})
    # What the page showed that the room would replace: see `Proposal.version`.
    version = forms.CharField(required=False, max_length=LONGEST_VERSION, widget=forms.HiddenInput)

    def __init__(self, *args, words: Content, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = Level.objects.filter(edition=words.edition).order_by("rank")


class PlanForm(forms.ModelForm):
    """Something that the room wants done."""

    class Meta:
        model = Action
        fields = ["title", "owner", "due_on"]
        field_classes = {"due_on": DayField}
        labels = {"title": "What will be done", "owner": "Who", "due_on": "By when"}
        error_messages = {"title": {"required": "Say what will be done."}}

    def __init__(self, *args, assessment: Assessment, on: datetime.date, **kwargs):
        super().__init__(*args, auto_id="plan_%s", **kwargs)
        self.fields["owner"].queryset = Membership.objects.current(on).filter(force=assessment.force_id).people()
        self.fields["owner"].empty_label = "Nobody yet"


class HandOverForm(forms.Form):
    facilitator = forms.ModelChoiceField(
        User.objects.none(),
        label="Who takes over",
        empty_label="Choose somebody",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose who takes over."),
    )

    def __init__(self, *args, workshop: Workshop, on: datetime.date, **kwargs):
        super().__init__(*args, auto_id="hand_over_%s", **kwargs)
        current = Membership.objects.current(on).filter(force=workshop.assessment.force_id, role__in=RUNS_ASSESSMENTS)
        self.fields["facilitator"].queryset = current.people().exclude(pk=workshop.facilitator_id)
