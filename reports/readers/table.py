"""A table out of an Excel or CSV file that somebody sent: plain values with their places, and nothing is ever run."""

import csv
import datetime
import io
import math
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from config.refusal import Refusal

LARGEST_FILE = 25 * 1024 * 1024
# What an .xlsx file may come to once it is unpacked, and in how many parts; real registers stay far below.
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2_000
MOST_SHEETS = 20
MOST_ROWS = 10_000
MOST_COLUMNS = 60
MOST_CHARACTERS = 20_000_000
# The headings stand within so many rows: some files begin with a title.
HEADINGS_WITHIN = 20
CELL_CHARACTERS = 32_767
ENDINGS = (".xlsx", ".csv")
PIECE = 1024 * 1024
DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
SAVE_AS = "Save it as an Excel workbook (.xlsx) or as CSV, and choose that file."
TOO_LONG = f"The table has more than {MOST_ROWS:,} rows. Split it, and bring the parts in one after the other."
TOO_BIG_UNPACKED = "Unpacked, the file is far larger than a table of findings can be, so it wasn't opened."
NO_TABLE = "There is no table in the file: no row holds two or more headings with rows below it."

Cell = str | int | float | datetime.date | None


class Unreadable(Refusal):
    """The file can't be taken as a table; the message says why, for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that isn't empty, with the number that it has in the sheet."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: a heading for each column, and every row below that holds anything, each as wide as the headings."""

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
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column + 1))


def read_table(name: str, content: bytes) -> Sheet:
    """Return the first table of an .xlsx or .csv file. Raises Unreadable: nothing of the file is kept then."""
    ending = _known_ending(name, content)
    return _table(_csv_sheets(content) if ending == ".csv" else _xlsx_sheets(content))


def read_sheets(name: str, content: bytes) -> tuple[Sheet, ...]:
    """Return every sheet of an .xlsx file that has headings, rows below them or not. Raises Unreadable as above."""
    if _known_ending(name, content) != ".xlsx":
        raise Unreadable("That isn't an Excel workbook. Save it as one (.xlsx), and choose that file.")
    found = (_whole(title, rows) for title, rows in _xlsx_sheets(content))
    return tuple(sheet for sheet in found if sheet is not None)


def _known_ending(name: str, content: bytes) -> str:
    """Return the ending of a file that can be read, or raise Unreadable."""
    ending = PurePath(name).suffix.lower()
    if ending in {".xlsm", ".xltm", ".xlsb", ".xlam"}:
        raise Unreadable(f"Files that can hold macros aren't taken. {SAVE_AS}")
    if ending not in ENDINGS:
        raise Unreadable(f"That isn't an Excel or CSV file. {SAVE_AS}")
    if len(content) > LARGEST_FILE:
        raise Unreadable(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB.")
    if not content.strip():
        raise Unreadable("The file is empty.")
    if (ending == ".xlsx") != content.startswith(b"PK"):
        raise Unreadable(f"The file isn't what its name says: {name.rpartition('/')[2][:80]}. {SAVE_AS}")
    return ending


def _table(sheets: Iterable[tuple[str, Iterable[tuple[Any, ...]]]]) -> Sheet:
    """Return the first sheet that holds headings and a row below them; of two columns only where there's no wider."""
    narrow = None
    for title, rows in sheets:
        found = _headed(title, rows)
        if found is not None and len(found.headings) > 2:
            return found
        # A page about the file, with labels and values, often stands before its table.
        narrow = narrow or found
    if narrow is None:
        raise Unreadable(NO_TABLE)
    return narrow


def _headed(title: str, rows: Iterable[tuple[Any, ...]]) -> Sheet | None:
    sheet = _whole(title, rows)
    return sheet if sheet is not None and sheet.rows else None


def _whole(title: str, rows: Iterable[tuple[Any, ...]]) -> Sheet | None:
    headings: tuple[str, ...] = ()
    kept: list[Row] = []
    characters = 0
    for number, raw in enumerate(rows, 1):
        cells = tuple(_plain(value, number, column) for column, value in enumerate(raw))
        filled = [column for column, cell in enumerate(cells) if cell is not None]
        if not headings:
            if number > HEADINGS_WITHIN:
                return None
            if len(filled) > 1:
                headings = _headings(cells[: filled[-1] + 1])
            continue
        if filled:
            wide = len(headings)
            kept.append(Row(number, (*cells[:wide], *[None] * (wide - len(cells)))))
            characters += sum(len(cell) for cell in cells if isinstance(cell, str))
        if len(kept) > MOST_ROWS:
            raise Unreadable(TOO_LONG)
        if characters > MOST_CHARACTERS:
            raise Unreadable("The table holds more text than a register does. Split it.")
    return Sheet(title, headings, tuple(kept)) if headings else None


def _headings(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """Return a name for each column: its heading, with its letter where it has none or another has the same."""
    said = [" ".join(str(cell).split())[:200] if cell is not None else "" for cell in cells]
    return tuple(
        f"{heading or 'No heading'} (column {column_letter(place)})"
        if not heading or said.count(heading) > 1
        else heading
        for place, heading in enumerate(said)
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


def _csv_sheets(content: bytes) -> Iterator[tuple[str, Iterable[tuple[Any, ...]]]]:
    text = _decoded(content)
    head = text[:10_000].partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    yield "", _csv_rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _csv_rows(reader: Iterator[list[str]]) -> Iterator[tuple[Any, ...]]:
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(f"Row {number} can't be read as CSV. {SAVE_AS}") from None
        if len(row) > MOST_COLUMNS and any(cell.strip() for cell in row[MOST_COLUMNS:]):
            raise Unreadable(f"Row {number} has more than {MOST_COLUMNS} columns.")
        yield tuple(row[:MOST_COLUMNS])


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content[:4096]:
        raise Unreadable(f"The file isn't text. {SAVE_AS}")
    else:
        # What spreadsheets on Windows write where they don't write UTF-8.
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"The letters in the file can't be read. {SAVE_AS}")


def _xlsx_sheets(content: bytes) -> Iterator[tuple[str, Iterable[tuple[Any, ...]]]]:
    # Here, because it takes ten megabytes of each process that has it, and most never read a file.
    import openpyxl

    _must_be_safe_to_unpack(content)
    try:
        # openpyxl warns of styles, extensions and impossible dates, none of which changes what the cells say.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets[:MOST_SHEETS]:
                if sheet.sheet_state == "visible":
                    sheet.reset_dimensions()
                    # One row and one column more than are taken, so that what is too much is seen and said.
                    rows = sheet.iter_rows(
                        max_row=HEADINGS_WITHIN + MOST_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True
                    )
                    yield sheet.title, _narrow(rows)
    except Unreadable:
        raise
    except Exception:
        # Whatever a parser says of a broken file, the person needs to hear one thing.
        raise Unreadable(f"The file is damaged or isn't an Excel workbook. {SAVE_AS}") from None


def _narrow(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(rows, 1):
        if len(row) > MOST_COLUMNS and row[MOST_COLUMNS] is not None:
            raise Unreadable(f"Row {number} has more than {MOST_COLUMNS} columns.")
        if number > HEADINGS_WITHIN + MOST_ROWS and any(cell is not None for cell in row):
            raise Unreadable(TOO_LONG)
        yield row[:MOST_COLUMNS]


def _must_be_safe_to_unpack(content: bytes) -> None:
    """Raise Unreadable for what isn't a workbook, holds macros, is locked, or is far larger unpacked than it looks."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
                raise Unreadable(TOO_BIG_UNPACKED)
            names = {part.filename for part in listed}
            if any(name.endswith("vbaProject.bin") for name in names):
                raise Unreadable(f"Files that can hold macros aren't taken. {SAVE_AS}")
            if "xl/workbook.xml" not in names or any(part.flag_bits & 1 for part in listed):
                raise Unreadable(f"The file isn't an Excel workbook that can be opened here. {SAVE_AS}")
            if any(_declares_a_type(parts, part) for part in listed):
                raise Unreadable(f"The file is damaged or isn't an Excel workbook. {SAVE_AS}")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        raise Unreadable(f"The file is damaged or isn't an Excel workbook. {SAVE_AS}") from None


def _declares_a_type(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether a part declares entities of its own, as no spreadsheet does: a few of them can fill the memory."""
    before = b""
    with parts.open(part) as opened:
        while piece := opened.read(PIECE):
            if any(mark in before + piece for mark in DOCUMENT_TYPES):
                return True
            before = piece[-32:]
    return False


def _stored(cell: Cell) -> Any:
    return [cell.isoformat()] if isinstance(cell, datetime.date) else cell


def _restored(cell: Any) -> Cell:
    return datetime.date.fromisoformat(cell[0]) if isinstance(cell, list) else cell
