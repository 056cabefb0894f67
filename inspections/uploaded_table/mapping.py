"""What a sent table says, by what its force said of its columns and of its words."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Force
from inspections.models.uploads import ColumnChoice, Purpose, UploadedTable, WordMeaning
from inspections.portal_check import check as portal_check
from inspections.register_import import check as register_import
from inspections.uploaded_table.cells import Reading, UnknownWord, guess, read
from reports.readers.fields import Field, fold
from reports.readers.intake import Intake
from reports.readers.table import Sheet, column_letter, read_table, sheet_of

FIELDS: Mapping[str, tuple[Field, ...]] = {
    Purpose.REGISTER: register_import.FIELDS,
    Purpose.PORTAL: portal_check.FIELDS,
}
INTAKES: Mapping[str, Intake] = {Purpose.REGISTER: register_import.INTAKE, Purpose.PORTAL: portal_check.INTAKE}
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the page shows it: its letter, heading, first values, and the field that it seems to hold."""

    place: int
    letter: str
    heading: str
    samples: tuple[str, ...]
    field: str


def keep_table(sent, *, force: Force, purpose: str, on: datetime.date, by, at: datetime.datetime) -> UploadedTable:
    """Keep the table of a file until somebody brings it in. Raises Unreadable: nothing of the file is kept then."""
    sheet = read_table(sent.name, sent.read(), INTAKES[purpose])
    return UploadedTable.objects.keep(sheet, force=force, purpose=purpose, on=on, by=by, at=at, name=sent.name)


def sheet_in(upload: UploadedTable) -> Sheet:
    """Return the table as it was read."""
    return sheet_of(upload.sheet, upload.headings, upload.rows)


def columns_in(upload: UploadedTable) -> tuple[Column, ...]:
    """Return the table's columns, each with the field that was chosen for it last time or that its heading names."""
    sheet, saved = sheet_in(upload), _saved(upload)
    guessed = guess(sheet.headings, FIELDS[upload.purpose], saved)
    return tuple(
        Column(place, column_letter(place), heading, _samples(sheet, place), guessed.get(place, ""))
        for place, heading in enumerate(sheet.headings)
    )


def missing_columns(upload: UploadedTable) -> tuple[str, ...]:
    """Return the labels of the fields that must have a column and have none yet; one query."""
    chosen = _chosen(upload)
    return tuple(field.label for field in FIELDS[upload.purpose] if field.needed and field.name not in chosen)


def reading_of(upload: UploadedTable) -> Reading:
    """Return the table read by the columns that were chosen; two queries."""
    known = WordMeaning.objects.filter(force=upload.force_id, purpose=upload.purpose)
    meanings = {(field, word): meaning for field, word, meaning in known.values_list("field", "word", "meaning")}
    return read(sheet_in(upload), FIELDS[upload.purpose], _chosen(upload), meanings)


@transaction.atomic
def choose_columns(upload: UploadedTable, chosen: Mapping[int, str]) -> None:
    """Keep, for the force, under which heading each field stands; a field that none was chosen for is left out."""
    mine = {"force": upload.force, "purpose": upload.purpose}
    ColumnChoice.objects.filter(**mine).delete()
    ColumnChoice.objects.bulk_create(
        ColumnChoice(**mine, field=name, heading=upload.headings[place]) for place, name in chosen.items()
    )


@transaction.atomic
def give_meanings(upload: UploadedTable, meanings: Iterable[tuple[UnknownWord, str]]) -> None:
    """Keep, for the force, what its words mean."""
    for unknown, meaning in meanings:
        WordMeaning.objects.update_or_create(
            force=upload.force,
            purpose=upload.purpose,
            field=unknown.field.name,
            word=fold(unknown.word)[:200],
            defaults={"meaning": meaning},
        )


def _saved(upload: UploadedTable) -> dict[str, str]:
    rows = ColumnChoice.objects.filter(force=upload.force_id, purpose=upload.purpose)
    return dict(rows.values_list("field", "heading"))


def _chosen(upload: UploadedTable) -> dict[str, int]:
    return {name: upload.headings.index(text) for name, text in _saved(upload).items() if text in upload.headings}


def _samples(sheet: Sheet, place: int) -> tuple[str, ...]:
    filled = (f"{row.cells[place]}" for row in sheet.rows if row.cells[place] is not None)
    return tuple(value[:60] for value, _ in zip(filled, range(SAMPLES), strict=False))
