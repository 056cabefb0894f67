"""The form of the register's first day."""

from django import forms

from config.fields import DayField


class FirstDayForm(forms.Form):
    """From which day a register is kept here."""

    on = DayField(label="The register is kept here from")
