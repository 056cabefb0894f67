"""Tables as Excel has them: frozen heads, filters, typed cells, and a first sheet that says what they are.

Nothing that anybody typed is ever written as a formula or a link.
"""

import datetime
import io
import re
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook as Book
from xlsxwriter.worksheet import Worksheet

from reports.charts import TINTS, tint, tint_ink
from reports.document import Bullets, Cell, Heading, Paragraph, Sheet, Workbook
from reports.text import cell_text, printable
from reports.writers.xlsx import FRONT, LONGEST_CELL

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

# Excel's own limits.
LONGEST_NAME, LONGEST_HEADER = 31, 255
NARROWEST, WIDEST = 8, 60
# Room to write in where nothing can be chosen.
WRITTEN = 40
LINE_HEIGHT, HIGHEST = 13, 400
A4 = 9
LOOK = {"font_name": "Arial", "font_size": 10, "valign": "top"}
RULE = {"bottom": 1, "bottom_color": "#B1B4B6"}


def xlsx_file(workbook: Workbook) -> bytes:
    """Return the workbook as an Excel file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    _properties(book, workbook)
    names = sheet_names([FRONT, *(sheet.name for sheet in workbook.sheets)])
    looks = _Looks(book)
    if not workbook.front_last:
        _front(book.add_worksheet(names[0]), workbook, names[1:], looks)
    for sheet, name in zip(workbook.sheets, names[1:], strict=True):
        _sheet(book.add_worksheet(name), sheet, workbook.front.marking, looks)
    if workbook.front_last:
        _front(book.add_worksheet(names[0]), workbook, names[1:], looks)
    book.close()
    return out.getvalue()


class _Looks:
    """Each way a cell looks, made once a file."""

    def __init__(self, book: Book):
        self.title = book.add_format({**LOOK, "font_size": 16, "bold": True, "font_color": "#12394A"})
        self.heading = book.add_format({**LOOK, "font_size": 12, "bold": True, "font_color": "#12394A"})
        self.prose = book.add_format({**LOOK, "text_wrap": True})
        self.quiet = book.add_format({**LOOK, "text_wrap": True, "font_color": "#484949"})
        head = {"bold": True, "text_wrap": True, "bg_color": "#E6EEF1", "bottom": 2, "bottom_color": "#12394A"}
        self.head = book.add_format({**LOOK, **head})
        self.text = book.add_format({**LOOK, **RULE, "text_wrap": True})
        self.first = book.add_format({**LOOK, **RULE, "text_wrap": True, "bold": True})
        self.number = book.add_format({**LOOK, **RULE, "num_format": "#,##0.##########"})
        self.whole = book.add_format({**LOOK, **RULE, "num_format": "#,##0"})
        self.day = book.add_format({**LOOK, **RULE, "num_format": "d mmmm yyyy", "align": "left"})
        self.written = book.add_format({**LOOK, "text_wrap": True, "num_format": "@"})
        self.heat = {
            fill: book.add_format(
                {**LOOK, **RULE, "num_format": "0%", "align": "center", "bg_color": fill, "font_color": tint_ink(fill)}
            )
            for fill in TINTS
        }
        self.typed = book.add_format({**LOOK, **RULE, "text_wrap": True, "locked": False, "bg_color": "#FFF7D6"})

    def of(self, value: Cell, *, is_first: bool, is_heat: bool) -> Format:
        if is_heat and isinstance(value, int | float):
            return self.heat[tint(round(100 * value))]
        if isinstance(value, datetime.date):
            return self.day
        if isinstance(value, int | float):
            return self.whole if isinstance(value, int) else self.number
        return self.first if is_first else self.text


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return names that Excel takes: at most 31 letters, none of []:*?/\\, no two alike."""
    found: list[str] = []
    for name in wanted:
        plain = re.sub(r"[\[\]:*?/\\]+", " ", printable(name)).strip(" '") or "Sheet"
        taken, number, made = {each.lower() for each in found}, 1, plain[:LONGEST_NAME].strip()
        while made.lower() in taken:
            number += 1
            made = f"{plain[: LONGEST_NAME - len(f' {number}')].strip()} {number}"
        found.append(made)
    return found


def _properties(book: Book, workbook: Workbook) -> None:
    front = workbook.front
    book.set_properties(
        {
            "title": printable(front.title),
            "subject": printable(front.subtitle),
            "author": printable(front.author),
            "keywords": front.marking,
            "category": front.marking,
            "created": datetime.datetime.combine(front.on, datetime.time()),
        }
    )


def _front(page: Worksheet, workbook: Workbook, names: Sequence[str], looks: _Looks) -> None:
    front = workbook.front
    _printed(page, front.marking, FRONT)
    page.hide_gridlines(2)
    page.set_column(0, 0, 32, looks.prose)
    page.set_column(1, 1, 80, looks.prose)
    page.write_string(0, 0, front.marking, looks.heading)
    page.write_string(1, 0, printable(front.title), looks.title)
    row = 2
    if front.subtitle:
        page.write_string(row, 0, printable(front.subtitle), looks.quiet)
        row += 1
    row += 1
    pairs = [
        *front.front_matter,
        *(("Sheet", f"{name}: {sheet.table.caption}") for name, sheet in zip(names, workbook.sheets, strict=True)),
    ]
    for label, value in pairs:
        page.write_string(row, 0, label, looks.first)
        page.write_string(row, 1, printable(value), looks.text)
        row += 1
    for text, look in _said(workbook, looks):
        page.merge_range(row + 1, 0, row + 1, 1, "", look)
        page.write_string(row + 1, 0, text[:LONGEST_CELL], look)
        # A row of merged cells doesn't find its own height.
        page.set_row(row + 1, 15 * max(1, -(-len(text) // 105)))
        row += 1
    page.write_string(row + 2, 0, front.marking, looks.heading)


def _said(workbook: Workbook, looks: _Looks) -> list[tuple[str, Format]]:
    said: list[tuple[str, Format]] = []
    for block in workbook.front.blocks:
        match block:
            case Heading(text):
                said.append((printable(text), looks.heading))
            case Paragraph(text, quiet):
                said.append((printable(text), looks.quiet if quiet else looks.prose))
            case Bullets(items):
                said += [(f"• {printable(item)}", looks.prose) for item in items]
    return said


def _sheet(page: Worksheet, sheet: Sheet, marking: str, looks: _Looks) -> None:
    table = sheet.table
    _printed(page, marking, sheet.name)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    if table.wide or len(table.headings) > 6:
        page.set_landscape()
    widths = _widths(sheet)
    for at, (heading, width) in enumerate(zip(table.headings, widths, strict=True)):
        page.set_column(at, at, width, looks.written if sheet.room else None, {"hidden": at in sheet.hidden})
        page.write_string(0, at, printable(heading), looks.head)
    _high(page, 0, table.headings, widths)
    for number, row in enumerate(table.rows, 1):
        _high(page, number, row, widths)
        for at, value in enumerate(row):
            look = (
                looks.typed
                if at in sheet.filled_in
                else looks.of(value, is_first=table.row_heads and at == 0, is_heat=at in sheet.heat)
            )
            look = looks.written if sheet.room else look
            _cell(page, number, at, value, look)
    page.autofilter(0, 0, max(len(table.rows), 1), len(table.headings) - 1)
    _filled_in(page, sheet)


def _high(page: Worksheet, row: int, values: Sequence[Cell], widths: Sequence[int]) -> None:
    """Make a row as high as its wrapped words need: not every program finds that by itself."""
    lines = max((_lines(value, width) for value, width in zip(values, widths, strict=True)), default=1)
    if lines > 1:
        page.set_row(row, min(HIGHEST, LINE_HEIGHT * lines + 3))


def _cell(page: Worksheet, row: int, column: int, value: Cell, look: Format) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, look)
    elif isinstance(value, datetime.date):
        page.write_datetime(row, column, value, look)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, look)
    else:
        page.write_string(row, column, printable(value)[:LONGEST_CELL], look)


def _filled_in(page: Worksheet, sheet: Sheet) -> None:
    """Lock what isn't to be filled in (without a password, against slips only) and put the drop-downs on."""
    if sheet.filled_in:
        allowed = ("autofilter", "format_cells", "format_columns", "format_rows", "select_locked_cells")
        page.protect("", dict.fromkeys(allowed, True))
    for options, cells in sheet.choices:
        rule = {
            "validate": "list",
            "source": list(options),
            "error_title": "Not an answer here",
            "error_message": f"Choose one of: {'; '.join(options)}."[:LONGEST_HEADER],
        }
        for first, last, column in _runs(cells):
            page.data_validation(first + 1, column, last + 1, column, rule)


def _runs(cells: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return (first row, last row, column) for cells below each other."""
    found: list[tuple[int, int, int]] = []
    for row, column in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if found and found[-1][2] == column and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row, column)
        else:
            found.append((row, row, column))
    return found


def _printed(page: Worksheet, marking: str, name: str) -> None:
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_header(f'&C&"Arial,Bold"{marking}')
    named = printable(name)[:100].replace("&", "&&")
    page.set_footer(f'&C&"Arial,Bold"{marking}\n&"Arial,Regular"{named}, page &P of &N')


def _widths(sheet: Sheet) -> list[int]:
    """Return the columns' widths in letters: as their words need, and what can be chosen in them."""
    offered = {column: options for options, cells in sheet.choices for _, column in cells}
    found = []
    for at, heading in enumerate(sheet.table.headings):
        values: list[Cell] = [row[at] for row in sheet.table.rows]
        least = WRITTEN if at in sheet.filled_in and at not in offered else NARROWEST
        found.append(max(least, _width(heading, [*values, *offered.get(at, ())])))
    return found


def _width(heading: str, values: Sequence[Cell]) -> int:
    words = max((len(word) for word in heading.split()), default=0)
    longest = max((len(line) for value in values for line in cell_text(value).split("\n")), default=0)
    return min(WIDEST, max(words + 4, longest + 2))


def _lines(value: Cell, width: int) -> int:
    """Return about how many lines a cell takes; on the safe side, since words aren't cut."""
    return sum(1 + int(len(line) / (width * 1.05)) for line in cell_text(value).split("\n"))
