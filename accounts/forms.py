"""Adding people to a force."""

from django import forms

from accounts.roles import Role
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
