"""What the columns of a sent table mean, and its rows as values of fields. Plain Python: a sheet in, values out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reports.readers.fields import UNKNOWN, Field, fold
from reports.readers.lines import Line, WrongCell, WrongCells, lines_in, taken
from reports.readers.table import Sheet, place

# A column with more words than this that nobody knows is probably another one.
MOST_UNKNOWN = 30


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word in a column of choices that nobody said the meaning of yet."""

    field: Field
    word: str
    cell: str
    times: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A sheet read by its columns: its lines, what is wrong in it, and the words whose meaning is to be said."""

    lines: tuple[Line, ...]
    wrong: tuple[WrongCell, ...]
    unknown: tuple[UnknownWord, ...]


def guess(headings: Iterable[str], fields: Iterable[Field], saved: Mapping[str, str]) -> dict[int, str]:
    """Return the field of each column that can be told: as saved last time, else by its heading."""
    columns = {heading: column for column, heading in reversed(list(enumerate(headings)))}
    folded = {fold(heading): column for heading, column in reversed(columns.items())}
    guessed: dict[int, str] = {}
    wanted = list(fields)
    for field in wanted:
        if (column := columns.get(saved.get(field.name, ""))) is not None:
            guessed.setdefault(column, field.name)
    for field in wanted:
        if field.name not in guessed.values():
            known = (folded.get(fold(heading)) for heading in (field.label, field.name, *field.heard_as))
            column = next((column for column in known if column is not None and column not in guessed), None)
            if column is not None:
                guessed[column] = field.name
    return guessed


def read(
    sheet: Sheet, fields: Iterable[Field], columns: Mapping[str, int], meanings: Mapping[tuple[str, str], str]
) -> Reading:
    """Return the sheet's lines by field. `meanings` says what a force's own words mean, by field and folded word."""
    used = [field for field in fields if field.name in columns]
    wrong = WrongCells()
    strange: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def tell(line: Line, field: Field, told: str) -> None:
        if told == UNKNOWN:
            strange[field.name].append((str(line.said[field.name]).strip(), line.where(field.name)))
        else:
            wrong.add(line.wrong(field.name, told, field.allowed))

    lines = taken(lines_in(sheet, columns), used, tell, {field.name: _own(field, meanings) for field in used})
    unknown = []
    for field in used:
        words = _unknown(field, strange[field.name])
        if len(words) > MOST_UNKNOWN:
            wrong.add(_another_column(field, columns[field.name], sheet, len(words)))
        else:
            unknown += words
    return Reading(tuple(lines), tuple(wrong.cells), tuple(unknown))


def _own(field: Field, meanings: Mapping[tuple[str, str], str]) -> dict[str, str]:
    values = {value for value, _ in field.choices}
    return {word: value for (name, word), value in meanings.items() if name == field.name and value in values}


def _unknown(field: Field, strange: list[tuple[str, str]]) -> list[UnknownWord]:
    times = Counter(fold(word) for word, _ in strange)
    first = {fold(word): (word, cell) for word, cell in reversed(strange)}
    return [UnknownWord(field, *first[word], number) for word, number in times.items()]


def _another_column(field: Field, column: int, sheet: Sheet, number: int) -> WrongCell:
    what = f"The column holds {number} different words whose meaning isn't known. Is it the right column?"
    return WrongCell(place(column, sheet.rows[0].number), sheet.headings[column], "", what, field.allowed)
