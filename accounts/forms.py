"""Adding people to a force."""

import datetime

from django import forms

from accounts.roles import Role
from accounts.tokens import MOST_DAYS
from config.fields import DayField


class AdmitForm(forms.Form):
    """Somebody's e-mail address and name, with the role that they get."""

    email = forms.EmailField(label="E-mail address")
    name = forms.CharField(max_length=150, help_text="As colleagues will see it.")
    role = forms.ChoiceField(choices=Role.choices, widget=forms.RadioSelect)
    ends_on = DayField(label="Last day", required=False, help_text="A peer reviewer is a guest: say until when.")

    def clean(self):
        typed = super().clean()
        if typed.get("role") == Role.PEER_REVIEWER and not typed.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", "A peer reviewer is a guest: give the last day.")
        return typed


class TokenForm(forms.Form):
    """What an access token is for, and until when it reads."""

    name = forms.CharField(
        label="What it is for",
        max_length=60,
        help_text="For example: Power BI, performance team.",
        error_messages={"required": "Say what reads with it, so that you know which to revoke."},
    )
    ends_on = DayField(label="Last day", help_text="At most a year from now.")

    def __init__(self, *args, on: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_ends_on(self) -> datetime.date:
        last = self.cleaned_data["ends_on"]
        if not self.on <= last <= self.on + datetime.timedelta(days=MOST_DAYS):
            raise forms.ValidationError("Choose a day from today to a year from now.")
        return last
