"""The sheets of an Excel workbook that somebody sent: looked at before it is opened, and nothing in it is ever run.

Imported where a workbook is read, and nowhere else: openpyxl takes ten megabytes of each process that has it.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import openpyxl
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from reports.readers.fields import UNCALCULATED
from reports.readers.intake import HEADINGS_WITHIN, MACROS, MOST_COLUMNS, MOST_ROWS, PROTECTED, Intake, Unreadable

# What an .xlsx file may come to once it is unpacked, and in how many parts; real registers stay far below.
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2_000
MOST_SHEETS = 20
LAST_ROW = HEADINGS_WITHIN + MOST_ROWS
PIECE = 1024 * 1024
DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
# A Strict Open XML workbook says the same as an ordinary one, with other names for its namespaces.
STRICT = re.compile(rb"""(?<==["'])http://purl\.oclc\.org/ooxml/(\w+)/""")
ORDINARY = rb"http://schemas.openxmlformats.org/\1/2006/"

Rows = Iterator[tuple[int, tuple[Any, ...]]]


def excel_sheets(content: bytes, intake: Intake) -> Iterator[tuple[str, Rows]]:
    """Yield each visible sheet: its title, and its rows with their numbers. Raises Unreadable where it isn't safe."""
    with _or_damaged(intake):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _must_be_safe_to_unpack(parts, intake)
            is_strict = STRICT.search(parts.read("xl/workbook.xml")) is not None
            source = _as_ordinary(parts) if is_strict else io.BytesIO(content)
        # openpyxl warns of styles, extensions and impossible dates, none of which changes what the cells say.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets[:MOST_SHEETS]:
                if sheet.sheet_state == "visible":
                    yield sheet.title, _rows(sheet, intake)


@contextmanager
def _or_damaged(intake: Intake) -> Iterator[None]:
    """Say one thing to the person, whatever a parser says of a broken file."""
    try:
        yield
    except Unreadable:
        raise
    except Exception:
        raise intake.refusal("The file is damaged or isn't an Excel workbook.") from None


class _Parser(WorkSheetParser):
    """Reads values, and tells a formula for which the file keeps none from an empty cell."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        # A formula that comes to an empty text says so by its type.
        if cell["value"] is None and element.get("t") != "str" and element.find(FORMULA_TAG) is not None:
            cell["value"] = UNCALCULATED
        return cell


def _rows(sheet: Any, intake: Intake) -> Rows:
    book = sheet.parent
    with _or_damaged(intake), sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            row = {cell["column"]: cell["value"] for cell in cells if cell["value"] is not None}
            if number > LAST_ROW:
                if row:
                    raise intake.too_many_rows
                continue
            if max(row, default=0) > MOST_COLUMNS:
                raise Unreadable(f"Row {number} has more than {MOST_COLUMNS} columns.")
            yield number, tuple(row.get(column) for column in range(1, max(row, default=0) + 1))


def _must_be_safe_to_unpack(parts: zipfile.ZipFile, intake: Intake) -> None:
    """Raise Unreadable for what isn't a workbook, holds macros, is locked, or is far larger unpacked than it looks."""
    listed = parts.infolist()
    names = {part.filename for part in listed}
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
        raise Unreadable(f"Unpacked, the file is far larger than {intake.what} can be, so it wasn't opened.")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise intake.refusal(MACROS)
    if any(part.flag_bits & 1 for part in listed):
        raise Unreadable(PROTECTED)
    if "xl/workbook.xml" not in names:
        raise intake.refusal("The file isn't an Excel workbook that can be opened here.")
    if any(_declares_a_type(parts, part) for part in listed):
        raise intake.refusal("The file is damaged or isn't an Excel workbook.")


def _declares_a_type(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether a part declares entities of its own, as no spreadsheet does: a few of them can fill the memory."""
    before = b""
    with parts.open(part) as opened:
        while piece := opened.read(PIECE):
            if any(mark in before + piece for mark in DOCUMENT_TYPES):
                return True
            before = piece[-32:]
    return False


def _as_ordinary(parts: zipfile.ZipFile) -> io.BytesIO:
    """Return a Strict workbook under the namespaces of an ordinary one, a piece at a time and never within a tag."""
    ordinary = io.BytesIO()
    with zipfile.ZipFile(ordinary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for part in parts.infolist():
            rest = b""
            with parts.open(part) as source, made.open(part.filename, "w") as target:
                while piece := source.read(PIECE):
                    whole, end, rest = (rest + piece).rpartition(b">")
                    target.write(STRICT.sub(ORDINARY, whole + end))
                target.write(rest)
    return ordinary
