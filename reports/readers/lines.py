"""The rows of a table by field, with the place of every cell; and one way to say what is wrong with them."""

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rapidfuzz import fuzz, process

from reports.readers.fields import NO_VALUE, Field, value_of
from reports.readers.intake import Unreadable
from reports.readers.table import Sheet, place

SHOWN = 80
# From how alike on, in hundredths, another name may have been meant: one letter of three changed.
ALIKE = 66
# To so many names, as many as a page shows, the nearest is looked for.
MOST_NEAREST = 200
CELL = re.compile(r"([A-Z]*)(\d*)$")


@dataclass(frozen=True, slots=True)
class WrongCell:
    """One cell that can't be taken: where it is, what it says, what is wrong with that, and what is allowed.

    `more` is how many other cells say the same name, of which this is the first.
    """

    cell: str
    heading: str
    says: str
    wrong: str
    allowed: str = ""
    sheet: str = ""
    more: int = 0

    @property
    def place(self) -> str:
        """The sheet and the cell, or the line."""
        return ", ".join(part for part in (self.sheet, self.cell) if part)

    def __str__(self) -> str:
        more = f" and {self.more} more" if self.more else ""
        says = f" says “{self.says}”." if self.says else ":"
        allowed = f" Expected: {self.allowed}" if self.allowed else ""
        return f"{self.place}{more} ({self.heading}){says} {self.wrong}{allowed}"


@dataclass(frozen=True, slots=True)
class Line:
    """One row by field: its values, what its cells say, and where each of these stands.

    A field whose cell is empty or wrong has no value. `place` is that of what has no cell, where the row has one.
    """

    number: int
    values: Mapping[str, Any]
    said: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    place: str = ""

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def text(self, name: str) -> Any:
        """Return a value, an empty text where there is none."""
        return self.values.get(name, "")

    def where(self, name: str) -> str:
        """Return where a field stands; the row's own place where no cell holds it."""
        return self.places.get(name, self.place)

    def wrong(self, name: str, wrong: str, allowed: str = "", *, instead: str = "reference") -> WrongCell:
        """Return what is wrong with a field, said of the cell of another where no column holds it."""
        at = name if name in self.places or instead not in self.places else instead
        return WrongCell(
            self.where(at), self.headings.get(at, at), shown(self.said.get(at)), wrong, allowed, self.sheet
        )


class WrongCells:
    """Gathers what is wrong in a file; what is wrong about a name is said once, with how many more cells say it."""

    def __init__(self, cells: Iterable[WrongCell] = ()):
        self.cells = list(cells)
        self.named: dict[tuple[str, str], int] = {}

    def add(self, cell: WrongCell) -> None:
        # What the program left out that wrote the file, or a column that isn't there, is wrong in every row alike.
        if cell.wrong == NO_VALUE or not cell.cell:
            self.add_name(cell, ())
        else:
            self.cells.append(cell)

    def add_name(self, cell: WrongCell, known: Collection[str]) -> None:
        """Add a cell that names something that isn't there, with the nearest name that is known."""
        at = self.named.setdefault((cell.wrong, cell.says), len(self.cells))
        if at < len(self.cells):
            self.cells[at] = replace(self.cells[at], more=self.cells[at].more + 1)
        else:
            near = nearest(cell.says, known) if len(self.named) <= MOST_NEAREST else ""
            self.cells.append(replace(cell, wrong=f"{cell.wrong} The nearest is “{near}”.") if near else cell)

    def in_order(self, sheets: Iterable[str] = ()) -> tuple[WrongCell, ...]:
        """Return what is wrong as a person goes through the file: by sheet, row and column."""
        order = {sheet: at for at, sheet in enumerate(sheets)}
        return tuple(sorted(self.cells, key=lambda cell: (order.get(cell.sheet, -1), *_row_and_column(cell.cell))))


class WrongFile(Unreadable):
    """A file can't be taken in as long as cells of it are wrong; `wrong` are all of them."""

    def __init__(self, wrong: Iterable[WrongCell], undone: str = "Nothing was loaded."):
        self.wrong = tuple(wrong)
        number = len(self.wrong)
        super().__init__(f"{number} thing{'s' if number != 1 else ''} to put right. {undone}")


def lines_in(
    sheet: Sheet, columns: Mapping[str, int], *, headings: Mapping[str, str] | None = None, of: str = ""
) -> list[Line]:
    """Return the rows of a sheet by field, as its cells say them. `of` names the sheet where a file has several."""
    headings = headings or {name: sheet.headings[column] for name, column in columns.items()}
    lines = []
    for row in sheet.rows:
        said = {name: row.cells[column] for name, column in columns.items()}
        places = {name: place(column, row.number) for name, column in columns.items()}
        lines.append(Line(row.number, said, said, places, headings, of))
    return lines


def taken(
    lines: Iterable[Line],
    fields: Collection[Field],
    tell: Callable[[Line, Field, str], None],
    meanings: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Line]:
    """Return the lines with their values, as the fields take them; `tell` hears what is wrong.

    `meanings` are further words that mean a field's choices, folded.
    """
    own = meanings or {}
    words = {wanted.name: {**wanted.known_words, **own.get(wanted.name, {})} for wanted in fields if wanted.choices}
    read = []
    for line in lines:
        values = {}
        for wanted in fields:
            value, wrong = value_of(wanted, line.said.get(wanted.name), words.get(wanted.name, {}))
            if wrong:
                tell(line, wanted, wrong)
            elif value is not None:
                values[wanted.name] = value
        read.append(replace(line, values=values))
    return read


def shown(value: Any) -> str:
    """Return what a cell says, short enough for a message."""
    if isinstance(value, datetime.date):
        return f"{value.day} {value:%B %Y}"
    text = " ".join(str("" if value is None else value).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()} …"


def nearest(said: str, known: Collection[str]) -> str:
    """Return the known name that was probably meant; an empty text where none is near, or two are equally near."""
    near = process.extract(said, list(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=ALIKE, limit=9)
    # Of level-1 and levle-2, which are as near to level-2, the one with its number is nearer.
    ranked = sorted(((score, _digits(name) == _digits(said)), str(name)) for name, score, _ in near)
    return ranked[-1][1] if ranked and (len(ranked) == 1 or ranked[-1][0] > ranked[-2][0]) else ""


def _digits(name: str) -> str:
    return "".join(character for character in name if character.isdigit())


def _row_and_column(cell: str) -> tuple[int, int, str]:
    found = CELL.search(cell)
    letters, number = found.groups() if found else ("", "")
    return int(number or 0), len(letters), letters
