"""What somebody ticks to see what would come of it."""

from django import forms

MOST_TICKS = 2000
MOST_DIGITS = 18


class KeysField(forms.TypedMultipleChoiceField):
    """Keys of rows, whatever they name: which of them count is for the answer to say."""

    def __init__(self, **kwargs):
        super().__init__(coerce=int, required=False, empty_value=[], **kwargs)

    def valid_value(self, value) -> bool:
        return str(value).isascii() and str(value).isdecimal() and len(str(value)) <= MOST_DIGITS

    def validate(self, value) -> None:
        super().validate(value)
        if len(value) > MOST_TICKS:
            raise forms.ValidationError(f"Tick {MOST_TICKS:,} or fewer.")


class WhatIfForm(forms.Form):
    """Actions and single statements, by key."""

    invalid = {"invalid_choice": "Tick what is on the page: “%(value)s” is not."}
    action = KeysField(error_messages=invalid)
    statement = KeysField(error_messages=invalid)

    @property
    def ticks(self) -> dict[str, frozenset[int]]:
        """What was ticked; nothing where something impossible was."""
        self.is_valid()
        typed = self.cleaned_data
        return {f"{name}s": frozenset(typed.get(name, ())) for name in ("action", "statement")}
