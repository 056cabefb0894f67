"""What the columns of a sent table mean, and its cells as values of fields. Plain Python: a sheet in, values out."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from inspections.finding.lifecycle import said
from reports.readers.table import Cell, Sheet, place

# A column with more words than this that nobody knows is probably another one.
MOST_UNKNOWN = 30
FIRST_YEAR, LAST_YEAR = 1990, 2099
SPREADSHEET_ERROR = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)", re.I)
DAY_FORMATS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y")
DAYS_ALLOWED = "A date, like 27/03/2026 or 2026-03-27."
YES, NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0", "-"}


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a column may hold: text, a day, yes or no, or one of `choices` by the words that mean them."""

    name: str
    label: str
    takes: str = "text"
    needed: bool = False
    longest: int = 0
    heard_as: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def known_words(self) -> dict[str, str]:
        """The words, folded, that mean a choice wherever they are used."""
        own = {fold(word): value for value, label in self.choices for word in (value, label)}
        return {**own, **{fold(word): value for word, value in self.words.items()}}

    @property
    def allowed(self) -> str:
        """What may stand in a cell of the field, as a sentence."""
        if self.choices:
            return f"{'; '.join(label for _, label in self.choices)}."
        one_line = f"Text of up to {self.longest:,} characters."
        return {"day": DAYS_ALLOWED, "yes_no": "Yes or no."}.get(self.takes, one_line)


@dataclass(frozen=True, slots=True)
class WrongCell:
    """One cell that can't be taken: where it is, what it says, what is wrong with that, and what is allowed."""

    cell: str
    heading: str
    says: str
    wrong: str
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word in a column of choices that nobody said the meaning of yet."""

    field: Field
    word: str
    cell: str
    times: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row, as values by field; a field whose cell is empty or wrong has none."""

    number: int
    values: Mapping[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)


@dataclass(frozen=True, slots=True)
class Reading:
    """A sheet read by its columns: its lines, what is wrong in it, and the words whose meaning is to be said."""

    lines: tuple[Line, ...]
    wrong: tuple[WrongCell, ...]
    unknown: tuple[UnknownWord, ...]
    columns: Mapping[str, int]
    headings: tuple[str, ...]

    def where(self, name: str, number: int, *, instead: str = "reference") -> tuple[str, str]:
        """Return the cell and the heading of a field in a row; those of another where no column holds it."""
        column = self.columns.get(name, self.columns.get(instead, 0))
        return place(column, number), self.headings[column]

    def fault(self, name: str, line: Line, wrong: str, allowed: str = "", *, instead: str = "reference") -> WrongCell:
        """Return what is wrong with a field of a line, as its cell's message."""
        cell, heading = self.where(name, line.number, instead=instead)
        return WrongCell(cell, heading, _shown(line.get(name if name in self.columns else instead)), wrong, allowed)


def fold(word: str) -> str:
    """Return a word without case, spaces and punctuation, so that it is known however it is written."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def guess(headings: Iterable[str], fields: Iterable[Field], saved: Mapping[str, str]) -> dict[int, str]:
    """Return the field of each column that can be told: as saved last time, else by its heading."""
    places = {heading: column for column, heading in reversed(list(enumerate(headings)))}
    folded = {fold(heading): column for heading, column in reversed(places.items())}
    found: dict[int, str] = {}
    wanted = list(fields)
    for each in wanted:
        if (column := places.get(saved.get(each.name, ""))) is not None:
            found.setdefault(column, each.name)
    for each in wanted:
        if each.name not in found.values():
            known = (folded.get(fold(heading)) for heading in (each.label, each.name, *each.heard_as))
            column = next((column for column in known if column is not None and column not in found), None)
            if column is not None:
                found[column] = each.name
    return found


def read(
    sheet: Sheet, fields: Iterable[Field], columns: Mapping[str, int], meanings: Mapping[tuple[str, str], str]
) -> Reading:
    """Return the sheet's lines by field. `meanings` says what a force's own words mean, by field and folded word."""
    used = [each for each in fields if each.name in columns]
    words = {each.name: {**each.known_words, **_own(each, meanings)} for each in used if each.choices}
    wrong: list[WrongCell] = []
    strange: dict[str, list[tuple[str, str]]] = {}
    lines = []
    for row in sheet.rows:
        values: dict[str, Any] = {}
        for each in used:
            cell, column = row.cells[columns[each.name]], columns[each.name]
            value, fault = _value(each, cell, words.get(each.name, {}))
            if fault == UNKNOWN:
                strange.setdefault(each.name, []).append((str(cell).strip(), place(column, row.number)))
            elif fault:
                wrong.append(
                    WrongCell(place(column, row.number), sheet.headings[column], _shown(cell), fault, each.allowed)
                )
            elif value is not None:
                values[each.name] = value
        lines.append(Line(row.number, values))
    unknown: list[UnknownWord] = []
    for each in used:
        unknown += _unknown(each, strange.get(each.name, []))
    many = {each.name for each in used if sum(word.field == each for word in unknown) > MOST_UNKNOWN}
    wrong += [_another_column(each, columns[each.name], sheet, unknown) for each in used if each.name in many]
    kept = tuple(word for word in unknown if word.field.name not in many)
    return Reading(tuple(lines), tuple(wrong), kept, dict(columns), sheet.headings)


EMPTY = "It is empty."
UNKNOWN = "It is a word whose meaning isn't known."


def _value(wanted: Field, cell: Cell, words: Mapping[str, str]) -> tuple[Any, str]:
    """Return a cell's value, None where it is empty, and what is wrong with it, an empty text where nothing is."""
    if cell is None:
        return None, EMPTY if wanted.needed else ""
    if isinstance(cell, str) and SPREADSHEET_ERROR.fullmatch(cell):
        return None, "The spreadsheet shows an error here."
    if wanted.takes == "day":
        return _day(cell)
    if isinstance(cell, datetime.date):
        return None, "It is a date. Format the column as text."
    text = _text(cell)
    if wanted.choices:
        value = words.get(fold(text))
        return value, "" if value is not None else UNKNOWN
    if wanted.takes == "yes_no":
        told = fold(text) or text
        return (told in YES, "") if told in YES | NO else (None, "It is neither yes nor no.")
    if len(text) > wanted.longest:
        return None, f"It has {len(text):,} characters."
    if wanted.longest <= 200 and "\n" in text:
        text = " ".join(text.split())
    return text, ""


def _text(cell: Cell) -> str:
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole and isinstance(cell, float) else cell).strip()


def _day(cell: Cell) -> tuple[datetime.date | None, str]:
    day = cell if isinstance(cell, datetime.date) else _written_day(cell) if isinstance(cell, str) else None
    if day is None:
        return None, "It isn't a date."
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None, f"Its year is {day.year}."
    return day, ""


def _written_day(text: str) -> datetime.date | None:
    # A time after the day says nothing that is kept.
    text = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$", "", text.strip())
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    for form in DAY_FORMATS:
        try:
            return datetime.datetime.strptime(text, form).date()  # noqa: DTZ007  A day has no time zone.
        except ValueError:
            continue
    return None


def _own(wanted: Field, meanings: Mapping[tuple[str, str], str]) -> dict[str, str]:
    values = {value for value, _ in wanted.choices}
    return {word: value for (name, word), value in meanings.items() if name == wanted.name and value in values}


def _unknown(wanted: Field, strange: list[tuple[str, str]]) -> list[UnknownWord]:
    times = Counter(fold(word) for word, _ in strange)
    first = {fold(word): (word, cell) for word, cell in reversed(strange)}
    return [UnknownWord(wanted, *first[word], number) for word, number in times.items()]


def _another_column(wanted: Field, column: int, sheet: Sheet, unknown: list[UnknownWord]) -> WrongCell:
    number = sum(word.field == wanted for word in unknown)
    what = f"The column holds {number} different words whose meaning isn't known. Is it the right column?"
    return WrongCell(place(column, sheet.rows[0].number), sheet.headings[column], "", what, wanted.allowed)


def _shown(value: Any) -> str:
    if isinstance(value, datetime.date):
        return said(value)
    return " ".join(str("" if value is None else value).split())[:80]
