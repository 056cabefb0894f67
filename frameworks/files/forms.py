"""The form with which an edition is imported from a file."""

from django import forms
from django.core.exceptions import ValidationError

from frameworks.files.read import ENDINGS, import_file
from frameworks.models import Edition
from reports.readers.table import LARGEST_FILE

LARGEST = f"{LARGEST_FILE // 1024 // 1024} MB"


class ImportForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text=f"An Excel workbook made from the template, nested YAML or a fixture, up to {LARGEST}.",
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(f"The file is larger than {LARGEST}.")
        return file

    def import_edition(self) -> tuple[Edition, tuple[str, ...]]:
        """Return the draft that the file became, and what was left out or filled in. Raises WrongFile."""
        file = self.cleaned_data["file"]
        return import_file(file.name, file.read())
