"""The forms about keeping an assessment. They check shapes; rules are the models' own."""

from django import forms

from config.fields import DayField, longest
from history.models import Disposal
from records.models import Retention


class ReviewForm(forms.Form):
    review_on = DayField(label="Review by", help_text="As your force's own retention schedule says.")


class HoldForm(forms.Form):
    reason = forms.CharField(
        label="Why it must be kept",
        max_length=longest(Retention, "hold"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: an inquiry has asked for it. Name no victims, suspects or complainants.",
        error_messages={"required": "Say why it must be kept."},
    )


class DisposeForm(forms.Form):
    typed = forms.CharField(
        label="Its title, to be sure", max_length=200, error_messages={"required": "Type the assessment's title."}
    )
    reason = forms.CharField(
        label="Why it is deleted",
        max_length=longest(Disposal, "reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="This stays on record, and so do your name and the date.",
        error_messages={"required": "Say why it is deleted."},
    )
