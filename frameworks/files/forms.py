"""What a framework administrator sends and types: a file, a label, a yes."""

from django import forms
from django.core.exceptions import ValidationError

from frameworks.files.read import ENDINGS
from frameworks.models import Edition
from reports.readers.table import LARGEST_FILE

LARGEST = f"{LARGEST_FILE // 1024 // 1024} MB"


class ImportForm(forms.Form):
    """An edition in a file."""

    file = forms.FileField(
        label="File",
        help_text=f"An Excel workbook made from the template, nested YAML or a fixture, up to {LARGEST}.",
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    def clean_file(self):
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_FILE:
            raise ValidationError(f"The file is larger than {LARGEST}.")
        return sent


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
