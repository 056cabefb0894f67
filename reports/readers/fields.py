"""What may stand in a column of a table, and a cell as a value of it. Plain Python: a cell in, a value out."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from config.days import FIRST_YEAR, LAST_YEAR, is_taken
from config.texts.keys import same

LARGEST_NUMBER = 32_767
# Text of a field up to so long stands on one line.
ONE_LINE = 200
SPREADSHEET_ERROR = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)", re.I)
SHORT_NAME = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
# What a cell says that holds a formula without its result, as some programs write files.
UNCALCULATED = "A formula without a value"
NO_VALUE = (
    "It holds a formula, and the file doesn't say what that comes to. Open the file in Excel and save it there, or"
    " write the value in the cell."
)
SHOWS_AN_ERROR = "The spreadsheet shows an error here."
EMPTY = "It is empty."
UNKNOWN = "It is none of the words that are known here."
DAY_FORMATS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y")
DAYS_ALLOWED = f"A date from {FIRST_YEAR} to {LAST_YEAR}, like 27/03/2026 or 2026-03-27."
ALLOWED = {
    "day": DAYS_ALLOWED,
    "yes_no": "Yes or no.",
    "number": "A whole number from 1.",
    "share": "A share from 0 to 1, like 0.85, or 85%.",
    "short_name": "Small letters, digits and hyphens, like peel-paf; up to 50.",
}
SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,17})?) ?(%?)")
YES, NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0", "-"}


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a column may hold: text, a day, yes or no, a number, a share, or one of `choices` by their words.

    `heard_as` are other headings under which it is known; `hint` is for whoever fills it in; what is `reading_only` is
    written and never read back.
    """

    name: str
    label: str
    takes: str = "text"
    needed: bool = False
    longest: int = 0
    heard_as: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    reading_only: bool = False

    @property
    def known_words(self) -> dict[str, str]:
        """The words, folded, that mean a choice wherever they are used."""
        own = {fold(word): value for value, label in self.choices for word in (value, label)}
        return {**own, **{fold(word): value for word, value in self.words.items()}}

    @property
    def allowed(self) -> str:
        """What may stand in a cell of the field, as a sentence."""
        if self.choices:
            return f"One of: {'; '.join(label for _, label in self.choices)}."
        return ALLOWED.get(self.takes) or (f"Text of up to {self.longest:,} characters." if self.longest else "Text.")


def fold(word: str) -> str:
    """Return a word without case, spaces and punctuation, so that it is known however it is written."""
    return "".join(letter for letter in same(word) if letter.isalnum())


def broken(cell: Any) -> str:
    """Return what is wrong with a cell whatever it should hold; an empty text where nothing is."""
    if cell == UNCALCULATED:
        return NO_VALUE
    return SHOWS_AN_ERROR if isinstance(cell, str) and SPREADSHEET_ERROR.fullmatch(cell) else ""


def value_of(wanted: Field, cell: Any, words: Mapping[str, str]) -> tuple[Any, str]:
    """Return a cell's value, None where it is empty, and what is wrong with it, an empty text where nothing is.

    `words` are those that mean the field's choices, folded.
    """
    text = "" if cell is None else _text(cell)
    if not text:
        return None, EMPTY if wanted.needed else ""
    if wrong := broken(text):
        return None, wrong
    if wanted.takes == "day":
        return _day(cell if isinstance(cell, datetime.date) else text)
    if isinstance(cell, datetime.date):
        return None, "It is a date. Format the column as text."
    if wanted.choices:
        value = words.get(fold(text))
        return value, "" if value is not None else UNKNOWN
    if wanted.takes == "yes_no":
        said = fold(text) or text
        return (said in YES, "") if said in YES | NO else (None, "It is neither yes nor no.")
    if wanted.takes == "number":
        is_number = text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LARGEST_NUMBER
        return (int(text), "") if is_number else (None, "It isn't a whole number from 1.")
    if wanted.takes == "share":
        return _share(text)
    if wanted.takes == "short_name" and not (SHORT_NAME.fullmatch(text) and len(text) <= 50):
        return None, "It isn't a short name."
    if wanted.longest and len(text) > wanted.longest:
        return None, f"It has {len(text):,} characters."
    return " ".join(text.split()) if "\n" in text and 0 < wanted.longest <= ONE_LINE else text, ""


def _share(text: str) -> tuple[float | None, str]:
    """Return a share from 0 to 1, written as one or in per cent."""
    written = SHARE.fullmatch(text)
    share = float(written[1]) / (100 if written[2] else 1) if written else None
    return (share, "") if share is not None and 0 <= share <= 1 else (None, "It isn't a share.")


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).replace("\r\n", "\n").strip()


def _day(said: datetime.date | str) -> tuple[datetime.date | None, str]:
    day = said if isinstance(said, datetime.date) else _written_day(said)
    if day is None:
        return None, "It isn't a date."
    return (day, "") if is_taken(day) else (None, f"Its year is {day.year}.")


def _written_day(text: str) -> datetime.date | None:
    # A time after the day says nothing that is kept.
    text = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$", "", text)
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
