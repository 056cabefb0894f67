"""What an administrator says of two criteria."""

from django import forms


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
            ("same", "They ask the same"),
            ("overlaps", "They overlap"),
            ("supports", f"{one.edition}: being good at this supports the other"),
            ("supported", f"{other.edition}: being good at this supports the other"),
        ]

    def refuse(self, refusal: Exception) -> None:
        """Show why nothing was saved."""
        self.add_error(None, str(refusal))
