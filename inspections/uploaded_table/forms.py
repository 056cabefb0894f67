"""What people send and choose when a table comes in: the file, its columns, its words."""

import datetime
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list

from config.fields import DayField, SentFileField
from inspections.uploaded_table.cells import UnknownWord
from inspections.uploaded_table.mapping import Column
from reports.readers.fields import Field
from reports.readers.intake import ANY_TABLE, LARGEST, LARGEST_FILE, MOST_ROWS


class UploadForm(forms.Form):
    """A table in a file."""

    file = SentFileField(
        label="File",
        help_text=f"An Excel workbook (.xlsx) or CSV file, up to {LARGEST} and {MOST_ROWS:,} rows.",
        endings=ANY_TABLE.endings,
        largest=LARGEST_FILE,
    )


class PortalUploadForm(UploadForm):
    """The portal's export, and the day on which the portal said so: today, or a day before."""

    on = DayField(label="Exported on", help_text="The register is held against it as it stood on that day.")

    def __init__(self, *args, today: datetime.date, **kwargs):
        super().__init__(*args, initial={"on": today}, **kwargs)
        self.today = today

    def clean_on(self) -> datetime.date:
        if self.cleaned_data["on"] > self.today:
            raise ValidationError("The date is in the future.")
        return self.cleaned_data["on"]


class ColumnsForm(forms.Form):
    """Which field each column holds. Fields that must have a column, and each field once."""

    # Most columns of most files may be left out; saying so beside each would say nothing.
    all_optional = True

    def __init__(self, *args, columns: Iterable[Column], fields: Iterable[Field], **kwargs):
        super().__init__(*args, **kwargs)
        self.columns, self.known = list(columns), {field.name: field for field in fields}
        choices = [("", "Leave out"), *((field.name, _label(field)) for field in self.known.values())]
        for column in self.columns:
            self.fields[f"column_{column.place}"] = forms.ChoiceField(
                choices=choices, required=False, label=f"Column {column.letter}", initial=column.field
            )

    @property
    def lines(self):
        """Each column with the control for it."""
        return [(column, self[f"column_{column.place}"]) for column in self.columns]

    @property
    def knows_none(self) -> bool:
        """Whether no heading is known: the first row may hold values."""
        return not any(column.field for column in self.columns)

    def clean(self):
        typed = super().clean()
        seen = {}
        for column in self.columns:
            name = typed.get(f"column_{column.place}")
            if name and name in seen:
                told = f"Column {seen[name].letter} is the {self.known[name].label.lower()} already."
                self.add_error(f"column_{column.place}", told)
            elif name:
                seen[name] = column
        missing = [name for name, field in self.known.items() if field.needed and name not in seen]
        if missing and not self.errors:
            labels = [f"the {self.known[name].label.lower()}" for name in missing]
            raise ValidationError(f"Choose the column that holds {get_text_list(labels, 'and')}.")
        return typed

    @property
    def chosen(self) -> dict[int, str]:
        """The field of each column that has one."""
        names = ((column.place, self.cleaned_data.get(f"column_{column.place}")) for column in self.columns)
        return {place: name for place, name in names if name}


class WordsForm(forms.Form):
    """What the words mean that a force uses in a column of choices."""

    def __init__(self, *args, unknown: Iterable[UnknownWord], **kwargs):
        super().__init__(*args, **kwargs)
        self.unknown = list(unknown)
        for place, word in enumerate(self.unknown):
            times = f"{word.times} times, first" if word.times > 1 else "once,"
            self.fields[f"word_{place}"] = forms.ChoiceField(
                label=f"“{word.word[:100]}”",
                choices=[("", "Choose one"), *word.field.choices],
                help_text=f"{word.field.label}: {times} in {word.cell}.",
                error_messages={"required": f"Choose what “{word.word[:100]}” means."},
            )

    @property
    def meanings(self) -> list[tuple[UnknownWord, str]]:
        """Each word with what it means."""
        return [(word, self.cleaned_data[f"word_{place}"]) for place, word in enumerate(self.unknown)]


def _label(field: Field) -> str:
    return f"{field.label} (needed)" if field.needed else field.label
