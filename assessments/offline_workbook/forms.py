"""What people send when a scoring sheet comes back."""

from django import forms

from assessments.offline_workbook.read import INTAKE
from config.fields import SentFileField
from reports.readers.intake import LARGEST, LARGEST_FILE


class SheetForm(forms.Form):
    """A scoring sheet that was filled in."""

    file = SentFileField(
        label="The scoring sheet that you filled in",
        help_text=f"An Excel workbook (.xlsx), up to {LARGEST}.",
        error_messages={"required": "Choose the scoring sheet."},
        endings=INTAKE.endings,
        largest=LARGEST_FILE,
    )
