"""The forms with which an edition is published and the next one is started."""

from django import forms

from frameworks.models import Edition


class PublishForm(forms.Form):
    """That the edition is to be locked for ever."""

    sure = forms.BooleanField(
        label="I have read this edition, and its words may never change again",
        error_messages={"required": "Confirm that its words may never change again."},
    )


class NewEditionForm(forms.Form):
    """What the next edition is called."""

    label = forms.CharField(
        label="Label of the new edition",
        help_text="As its publisher names it, for example 2025/27.",
        max_length=Edition._meta.get_field("label").max_length,
        error_messages={
            "required": "Enter a label.",
            "max_length": "Shorten the label to %(limit_value)s characters or fewer. It has %(show_value)s.",
        },
    )
