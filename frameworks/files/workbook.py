"""An edition as an Excel workbook: a sheet for each table, written for people to change and read back without loss."""

import datetime
from collections.abc import Mapping

from config.texts.keys import same
from frameworks.files.edition_values import Place, WrittenEdition
from frameworks.files.tables import (
    COUNTERPARTS,
    CRITERIA,
    EDITION,
    LEVELS,
    STATEMENTS,
    TABLES,
    TITLES,
    Table,
    Tables,
)
from reports import document
from reports.document import Bullets, Cell, Document, Paragraph, Workbook
from reports.readers.fields import Field
from reports.readers.intake import Intake
from reports.readers.lines import Line, WrongCell, WrongFile, lines_in
from reports.readers.table import Sheet, place, read_sheets
from reports.writers.xlsx import FRONT, LONGEST_CELL

INTAKE = Intake(
    "an edition of a framework",
    kinds="an Excel workbook or a YAML file",
    endings=(".xlsx", ".yaml", ".yml"),
    save_as="Save it as an Excel workbook (.xlsx), and choose that file.",
    if_too_long="An edition comes in whole, and none is as long: look what the sheet holds.",
)
# Rows below what is there that the drop-downs hold for.
ROOM = 2_000
YES_NO = ("Yes", "No")
ABOUT_HEADINGS = ("What", "Value", "What to write")
OTHER_SHEET = "The sheet “{}” was left out: it is none of the six that hold an edition."
GUIDE = (
    "Edition: what the framework and this edition are called, and whose words they are.",
    "Levels: the scale. Rank 1 is the lowest. Builds says how a level stands to the others: leave it empty where it"
    " stands alone.",
    "Criteria: in order. Part of is the code of the criterion that it stands below, empty at the top. Scored says Yes"
    " where it gets a suggested level from statements on or below it; Graded says Yes where the publisher grades it."
    " An introductory paragraph goes to Guidance.",
    "Statements: one row each, in order. Criterion and Level are codes. Aspect is empty for a statement of a level. A"
    " vision, and what is underdone or overdone, has no level. Place counts from 1 within the criterion and level; left"
    " empty, the order of the rows counts. Number is the publication's own, where it has one.",
    "Counterparts: two statements that say the same thing, one stronger and one weaker, each by its level and place.",
    "Level titles: only where a criterion has another name at a level.",
)


class TooLong(Exception):
    """A text has more characters than a cell of Excel holds; the message names it."""


def edition_workbook(said: WrittenEdition, *, on: datetime.date, author: str) -> Workbook:
    """Return the edition as a workbook. Raises TooLong rather than cut a text."""
    texts = {statement.place: statement.text for statement in said.statements}
    rows: dict[str, list[dict[str, Cell]]] = {
        LEVELS.name: [_values(LEVELS, level) for level in said.levels],
        CRITERIA.name: [_values(CRITERIA, criterion) for criterion in said.criteria],
        STATEMENTS.name: [_values(STATEMENTS, statement) for statement in said.statements],
        COUNTERPARTS.name: [_pair(*pair, texts) for pair in said.counterparts],
        TITLES.name: [_values(TITLES, title) for title in said.titles],
    }
    front = _front(f"{said.title}, {said.label}", said.slug, said.label, on, author)
    return Workbook(front, (_about(_values(EDITION, said)), *(_sheet(table, rows[table.name]) for table in TABLES[1:])))


def template(*, on: datetime.date, author: str) -> Workbook:
    """Return a workbook with nothing in it yet but what each sheet and column is for."""
    sheets = (_about({}), *(_sheet(table, []) for table in TABLES[1:]))
    return Workbook(_front("A new edition of a framework", "new", "template", on, author), sheets)


def read_workbook(name: str, content: bytes) -> Tables:
    """Return the workbook's sheets as lines of the tables. Raises Unreadable; WrongFile where a sheet is missing."""
    sheets = {same(sheet.title): sheet for sheet in read_sheets(name, content, INTAKE)}
    missing = [table.sheet for table in TABLES if same(table.sheet) not in sheets]
    if missing:
        allowed = f"The sheets {', '.join(table.sheet for table in TABLES)}, as in the template."
        raise WrongFile(
            WrongCell("A1", "The sheet", "", "There is no such sheet.", allowed, sheet=sheet) for sheet in missing
        )
    tables = Tables()
    for table in TABLES:
        read = _read_about if table is EDITION else _read
        tables.lines[table.name], wrong = read(table, sheets.pop(same(table.sheet)))
        tables.wrong += wrong
    sheets.pop(same(FRONT), None)
    tables.remarks = {OTHER_SHEET.format(sheet.title): None for sheet in sheets.values()}
    return tables


def _values(table: Table, row) -> dict[str, Cell]:
    """Return a row's values by column, as people write them."""
    return {column.name: _shown(column, getattr(row, column.name)) for column in table.columns}


def _shown(column: Field, value) -> Cell:
    if column.choices:
        return dict(column.choices)[value]
    if column.takes == "yes_no":
        return YES_NO[0] if value else YES_NO[1]
    if column.takes == "day":
        return value.isoformat() if value else ""
    if isinstance(value, str) and len(value) > LONGEST_CELL:
        raise TooLong(
            f"{column.label} “{value[:40]}…” has {len(value):,} characters, more than a cell of Excel holds."
            " Export the edition as YAML instead."
        )
    return value


def _pair(stronger: Place, weaker: Place, texts: Mapping[Place, str]) -> dict[str, Cell]:
    criterion, level, _, position = stronger
    return {
        "criterion": criterion,
        "stronger_level": level,
        "stronger_place": position,
        "weaker_level": weaker[1],
        "weaker_place": weaker[3],
        "stronger_text": texts[stronger],
        "weaker_text": texts[weaker],
    }


def _about(values: Mapping[str, Cell]) -> document.Sheet:
    rows = tuple((column.label, values.get(column.name, ""), column.hint) for column in EDITION.columns)
    choices = tuple((_labels(column), ((at, 1),)) for at, column in enumerate(EDITION.columns) if column.choices)
    return document.Sheet(EDITION.sheet, document.Table(EDITION.about, ABOUT_HEADINGS, rows), choices=choices, room=1)


def _sheet(table: Table, rows: list[dict[str, Cell]]) -> document.Sheet:
    headings = tuple(table.headings.values())
    cells = tuple(tuple(row[column.name] for column in table.columns) for row in rows)
    down = range(len(rows) + ROOM)
    choices = tuple(
        (_labels(column), tuple((row, at) for row in down))
        for at, column in enumerate(table.columns)
        if column.choices or column.takes == "yes_no"
    )
    whole = document.Table(table.about, headings, cells, wide=True, row_heads=False)
    return document.Sheet(table.sheet, whole, choices=choices, room=ROOM)


def _labels(column: Field) -> tuple[str, ...]:
    return tuple(label for _, label in column.choices) or YES_NO


def _front(title: str, slug: str, label: str, on: datetime.date, author: str) -> Document:
    return Document(
        title=title,
        kind="framework",
        force="All forces",
        marking="OFFICIAL",
        disclosable=True,
        author=author,
        version=label,
        on=on,
        about=f"{slug} {label}",
        blocks=(Paragraph("The whole of an edition, to change and to bring in again as a draft."), Bullets(GUIDE)),
    )


def _read(table: Table, sheet: Sheet) -> tuple[list[Line], list[WrongCell]]:
    """Return the rows of a sheet by its headings, and what is wrong with these."""
    known = {same(column.label): column.name for column in table.columns}
    columns = {known[folded]: at for at, name in enumerate(sheet.headings) if (folded := same(name)) in known}
    if not columns:
        what = "None of the template's headings is in the sheet." if sheet.headings else "The sheet has no headings."
        return [], [WrongCell("row 1", "Headings", "", what, _allowed(table), table.sheet)]
    wrong = [
        _strange(table, place(at, 1), heading)
        for at, heading in enumerate(sheet.headings)
        if at not in columns.values()
        and (any(row.cells[at] is not None for row in sheet.rows) or not heading.startswith("No heading"))
    ]
    wrong += [
        WrongCell(
            "row 1", column.label, "", "There is no column with this heading.", "As in the template.", table.sheet
        )
        for column in table.columns
        if column.needed and column.name not in columns
    ]
    return lines_in(sheet, columns, headings=table.headings, of=table.sheet), wrong


def _read_about(table: Table, sheet: Sheet) -> tuple[list[Line], list[WrongCell]]:
    """Return the one line of a sheet that says one thing a row, and what is wrong with its first column."""
    known = {same(column.label): column.name for column in table.columns}
    values, places, wrong = {}, {}, []
    for row in sheet.rows:
        heading = str(row.cells[0] or "").strip()
        name = known.get(same(heading))
        if name is None and any(cell is not None for cell in row.cells[:2]):
            wrong.append(_strange(table, place(0, row.number), heading))
        elif name in values:
            cell = place(0, row.number)
            wrong.append(WrongCell(cell, "What", heading, "It stands above already.", "Once.", table.sheet))
        elif name is not None:
            values[name], places[name] = row.cells[1], place(1, row.number)
    return [Line(1, values, values, places, table.headings, table.sheet, "column B")], wrong


def _strange(table: Table, cell: str, heading: str) -> WrongCell:
    return WrongCell(cell, "Heading", heading, "The template has no such heading.", _allowed(table), table.sheet)


def _allowed(table: Table) -> str:
    return f"One of: {'; '.join(table.headings.values())}."
