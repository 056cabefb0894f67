"""A table out of an Excel or CSV file that somebody sent: plain values with their places, and nothing is ever run."""

import datetime
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from reports.readers.csv import csv_rows
from reports.readers.intake import ANY_TABLE, HEADINGS_WITHIN, MOST_ROWS, Intake, Unreadable, known_ending

MOST_CHARACTERS = 20_000_000
CELL_CHARACTERS = 32_767
NOTHING = "There is nothing in the file: its cells are all empty."
NO_HEADINGS = (
    f"There are no headings in the file: none of its first {HEADINGS_WITHIN} rows holds two or more cells with words."
    " Put a heading above each column, and choose the file again."
)
NO_ROWS = "There are headings in the file and no rows below them."

Cell = str | int | float | datetime.date | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row that isn't empty, with the number that it has in the sheet."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: a heading for each column, and every row below that holds anything, each as wide as the headings.

    A sheet without headings has the rows in which they were looked for.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def stored(self) -> list[list[Any]]:
        """The rows as JSON can keep them: a day is a list of one."""
        return [[row.number, [_stored(cell) for cell in row.cells]] for row in self.rows]


def sheet_of(title: str, headings: Iterable[str], stored: Iterable[list[Any]]) -> Sheet:
    """Return the sheet that `stored` came from."""
    rows = (Row(number, tuple(_restored(cell) for cell in cells)) for number, cells in stored)
    return Sheet(title, tuple(headings), tuple(rows))


def place(column: int, row: int) -> str:
    """Return a cell's name as a spreadsheet shows it, such as C14; columns count from nought, rows from one."""
    return f"{column_letter(column)}{row}"


def column_letter(column: int) -> str:
    """Return the letter of a column that counts from nought."""
    before, last = divmod(column, 26)
    return (column_letter(before - 1) if before else "") + chr(ord("A") + last)


def read_table(name: str, content: bytes, intake: Intake = ANY_TABLE) -> Sheet:
    """Return the first table of a file; one of two columns only where there's no wider one. Raises Unreadable."""
    sheets = []
    for sheet in _sheets(name, content, intake):
        # A page about the file, with labels and values, often stands before its table.
        if sheet.rows and len(sheet.headings) > 2:
            return sheet
        sheets.append(sheet)
    headed = [sheet for sheet in sheets if sheet.headings]
    if narrow := next((sheet for sheet in headed if sheet.rows), None):
        return narrow
    raise Unreadable(NO_ROWS if headed else NO_HEADINGS if any(sheet.rows for sheet in sheets) else NOTHING)


def read_sheets(name: str, content: bytes, intake: Intake) -> tuple[Sheet, ...]:
    """Return every sheet of an .xlsx file, also one without headings or rows. Raises Unreadable."""
    return tuple(_sheets(name, content, intake))


def _sheets(name: str, content: bytes, intake: Intake) -> Iterator[Sheet]:
    if known_ending(name, content, intake) == ".csv":
        yield _sheet("", csv_rows(content, intake), intake)
        return
    # Here, because openpyxl takes ten megabytes of each process that has it, and most never read a file.
    from reports.readers.excel import excel_sheets

    for title, rows in excel_sheets(content, intake):
        yield _sheet(title, rows, intake)


def _sheet(title: str, rows: Iterable[tuple[int, tuple[Any, ...]]], intake: Intake) -> Sheet:
    headings: tuple[str, ...] = ()
    kept: list[Row] = []
    characters = 0
    for number, values in rows:
        cells = tuple(_plain(value, number, column) for column, value in enumerate(values))
        filled = [column for column, cell in enumerate(cells) if cell is not None]
        if not headings and len(filled) > 1 and number <= HEADINGS_WITHIN:
            headings, kept = _headings(cells[: filled[-1] + 1]), []
        elif filled:
            wide = len(headings) or len(cells)
            kept.append(Row(number, (*cells[:wide], *[None] * (wide - len(cells)))))
            characters += sum(len(cell) for cell in cells if isinstance(cell, str))
            if not headings and number > HEADINGS_WITHIN:
                break
        if len(kept) > MOST_ROWS:
            raise intake.too_many_rows
        if characters > MOST_CHARACTERS:
            raise Unreadable(f"The table holds more text than {intake.what} does. {intake.if_too_long}")
    return Sheet(title, headings, tuple(kept))


def _headings(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """Return a name for each column: its heading, with its letter where it has none or another has the same."""
    said = [" ".join(str(cell).split())[:200] if cell is not None else "" for cell in cells]
    return tuple(
        f"{heading or 'No heading'} (column {column_letter(column)})"
        if not heading or said.count(heading) > 1
        else heading
        for column, heading in enumerate(said)
    )


def _plain(value: Any, row: int, column: int) -> Cell:
    """Return what a cell says: text, a number, a day, or None where it is empty."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value is None or isinstance(value, int | datetime.date) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if len(text := str(value)) > CELL_CHARACTERS:
        raise Unreadable(f"Cell {place(column, row)} holds more text than a spreadsheet's cell can.")
    # Neither a database nor a page takes a text with a null character in it.
    return text.replace("\0", "").replace("_x000D_", "").replace("\r\n", "\n").strip() or None


def _stored(cell: Cell) -> Any:
    return [cell.isoformat()] if isinstance(cell, datetime.date) else cell


def _restored(cell: Any) -> Cell:
    return datetime.date.fromisoformat(cell[0]) if isinstance(cell, list) else cell
