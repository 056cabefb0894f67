"""The form about how a workshop went."""

from django import forms

from config.fields import TOO_LONG, ProseField, longest
from maturity.models import Pulse

CHOOSE = "Choose an answer for each question."


class PulseForm(forms.Form):
    """How confident somebody is in the result, how useful it was, and a comment."""

    confident = forms.TypedChoiceField(
        label="How confident are you in the levels agreed?",
        choices=Pulse.Scale.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how confident you are in the levels agreed.", "invalid_choice": CHOOSE},
    )
    useful = forms.TypedChoiceField(
        label="How useful was the workshop?",
        choices=Pulse.Scale.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how useful the workshop was.", "invalid_choice": CHOOSE},
    )
    comment = ProseField(
        label="What should be done differently next time?",
        required=False,
        max_length=longest(Pulse, "comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Shown in the summary without your name, once three people have answered. "
        "Name no victims, suspects or complainants.",
        error_messages={"max_length": TOO_LONG},
    )
