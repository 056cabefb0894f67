"""What people send when a scoring sheet comes back."""

from django import forms
from django.core.exceptions import ValidationError

from reports.readers.table import LARGEST_FILE, Sheet, Unreadable, read_table


class SheetForm(forms.Form):
    """A scoring sheet that was filled in. What can't be read safely is refused with its reason."""

    file = forms.FileField(
        label="The scoring sheet that you filled in",
        help_text=f"An Excel workbook (.xlsx), up to {LARGEST_FILE // 1024 // 1024} MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Choose the scoring sheet.", "empty": "The file is empty."},
    )

    def clean_file(self) -> Sheet:
        sent = self.cleaned_data["file"]
        if not sent.name.lower().endswith(".xlsx") and not sent.name.lower().endswith((".xlsm", ".xltm", ".xlsb")):
            raise ValidationError("Choose the scoring sheet as an Excel workbook (.xlsx).")
        if sent.size > LARGEST_FILE:
            raise ValidationError(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB.")
        try:
            return read_table(sent.name, sent.read())
        except Unreadable as refusal:
            raise ValidationError(str(refusal)) from None
