"""What is typed when an assessment is signed off or opened again."""

from django import forms

from config.fields import ProseField


class SignForm(forms.Form):
    """In which role somebody signs, and what their signature says."""

    capacity = forms.CharField(
        label="You sign as",
        max_length=80,
        help_text="For example: Deputy Chief Constable.",
        error_messages={"required": "Say in which role you sign."},
    )
    statement = ProseField(
        label="What your signature says",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, what you checked, or what you do not agree with. Leave empty if there is nothing.",
    )


class ReopenForm(forms.Form):
    """Why an assessment is opened to changes again."""

    reason = ProseField(
        label="Why it is reopened",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays on record. What was signed stays as it was signed.",
        error_messages={"required": "Say why it is reopened."},
    )
