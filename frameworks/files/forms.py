"""The form with which an edition is imported from a file."""

from django import forms

from config.fields import SentFileField
from frameworks.files.workbook import INTAKE
from reports.readers.intake import LARGEST, LARGEST_FILE


class ImportForm(forms.Form):
    """An edition in a file."""

    file = SentFileField(
        label="File",
        help_text=f"An Excel workbook made from the template, nested YAML or a fixture, up to {LARGEST}.",
        endings=INTAKE.endings,
        largest=LARGEST_FILE,
    )
