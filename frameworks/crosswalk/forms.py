"""The form in which an administrator says how two criteria correspond."""

from django import forms

from frameworks.models import Link


class LinkForm(forms.Form):
    """How two criteria correspond, and why."""

    way = forms.ChoiceField(
        label="How do they correspond?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they correspond.", "invalid_choice": "Choose from the list."},
    )
    note = forms.CharField(
        label="Why?",
        max_length=300,
        help_text="One sentence that a practitioner would agree with.",
        error_messages={"required": "Say why in a sentence."},
    )

    def __init__(self, *args, one, other, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [
            (Link.Way.SAME, "They ask the same"),
            (Link.Way.OVERLAPS, "They overlap"),
            (Link.Way.SUPPORTS, f"{one.edition}: being good at this supports the other"),
            (Link.Way.SUPPORTED, f"{other.edition}: being good at this supports the other"),
        ]
