"""What people send and choose when a table comes in: the file, its columns, its words."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from config.fields import DayField
from inspections.uploaded_table.cells import Field, UnknownWord
from inspections.uploaded_table.mapping import Column
from reports.readers.table import LARGEST_FILE, Sheet, Unreadable, read_table

ACCEPTED = ".xlsx,.csv"
TAKES = f"An Excel workbook (.xlsx) or CSV file, up to {LARGEST_FILE // 1024 // 1024} MB and 10,000 rows."


class UploadForm(forms.Form):
    """A table in a file. What can't be read safely is refused with its reason."""

    file = forms.FileField(
        label="File",
        help_text=TAKES,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    def clean_file(self) -> tuple[str, Sheet]:
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_FILE:
            raise ValidationError(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB.")
        try:
            return sent.name, read_table(sent.name, sent.read())
        except Unreadable as refusal:
            raise ValidationError(str(refusal)) from None


class PortalUploadForm(UploadForm):
    """The portal's export, and the day on which the portal said so."""

    on = DayField(label="Exported on", help_text="The register is held against it as it stood on that day.")


class ColumnsForm(forms.Form):
    """Which field each column holds. Fields that must have a column, and each field once."""

    # Most columns of most files may be left out; saying so beside each would say nothing.
    all_optional = True

    def __init__(self, *args, columns: Iterable[Column], fields: Iterable[Field], **kwargs):
        super().__init__(*args, **kwargs)
        self.columns, self.known = list(columns), list(fields)
        choices = [("", "Leave out"), *((each.name, _label(each)) for each in self.known)]
        for column in self.columns:
            field = forms.ChoiceField(choices=choices, required=False, label=f"Column {column.letter}")
            field.initial = column.field
            self.fields[f"column_{column.place}"] = field

    @property
    def lines(self):
        """Each column with the control for it."""
        return [(column, self[f"column_{column.place}"]) for column in self.columns]

    def clean(self):
        typed = super().clean()
        seen = {}
        for column in self.columns:
            name = typed.get(f"column_{column.place}")
            if name and name in seen:
                told = f"Column {seen[name].letter} is the {self._named(name).lower()} already."
                self.add_error(f"column_{column.place}", told)
            elif name:
                seen[name] = column
        missing = [each.label.lower() for each in self.known if each.needed and each.name not in seen]
        if missing and not self.errors:
            raise ValidationError(f"Choose the column that holds {_listed(missing)}.")
        return typed

    @property
    def chosen(self) -> dict[int, str]:
        """The field of each column that has one."""
        names = ((column.place, self.cleaned_data.get(f"column_{column.place}")) for column in self.columns)
        return {place: name for place, name in names if name}

    def _named(self, name: str) -> str:
        return next(each.label for each in self.known if each.name == name)


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


def _listed(words: list[str]) -> str:
    each = [f"the {word}" for word in words]
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} and {each[-1]}"
