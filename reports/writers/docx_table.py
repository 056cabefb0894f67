"""A table as Word has it: the heads repeated on each page, rows in one piece, widths by hand.

Built element by element: the library's own cells take a second for a long table.
"""

from docx.oxml import OxmlElement
from lxml import etree

from reports.document import Cell, Table
from reports.text import cell_text, is_number
from reports.writers.docx_words import add, fill

RULE, HEAD_RULE, HEAD_FILL = "B1B4B6", "12394A", "E6EEF1"
# A table of so few rows and characters is kept on one page.
FEW_ROWS, FEW_CHARACTERS = 10, 1500


def table_element(table: Table, width: int) -> etree._Element:
    """Return the table's element; `width` is that of the text, in twentieths of a point."""
    widths = shares(table, width)
    root = OxmlElement("w:tbl")
    _properties(root, table, width)
    grid = add(root, "w:tblGrid")
    for each in widths:
        add(grid, "w:gridCol", w=each)
    whole, last = _is_small(table), len(table.rows) - 1
    _row(root, table.headings, widths, numbers=table.numeric, is_head=True, with_next=bool(table.rows))
    for at, cells in enumerate(table.rows):
        # The last two rows stay together, so that none stands alone at the top of a page.
        _row(root, cells, widths, with_next=at < last and (whole or at == last - 1), heads=table.row_heads)
    return root


def shares(table: Table, width: int) -> list[int]:
    """Return each column's width in the unit of `width`, which they add up to."""
    parts = table.widths or (1,) * len(table.headings)
    found = [int(width * part / sum(parts)) for part in parts]
    found[-1] += width - sum(found)
    return found


def _properties(root: etree._Element, table: Table, width: int) -> None:
    properties = add(root, "w:tblPr")
    add(properties, "w:tblW", w=width, type="dxa")
    borders = add(properties, "w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        add(borders, f"w:{side}", val="single", sz=4, space=0, color=RULE)
    add(properties, "w:tblLayout", type="fixed")
    margins = add(properties, "w:tblCellMar")
    for side, room in (("top", 50), ("left", 85), ("bottom", 50), ("right", 85)):
        add(margins, f"w:{side}", w=room, type="dxa")
    add(
        properties, "w:tblLook", val="04A0" if table.row_heads else "0420", firstRow=1, firstColumn=int(table.row_heads)
    )
    # What assistive technology reads out for the table.
    add(properties, "w:tblCaption", val=table.caption)


def _row(root, cells, widths, *, numbers=(), is_head=False, with_next=False, heads=False) -> None:
    row = add(root, "w:tr")
    properties = add(row, "w:trPr")
    add(properties, "w:cantSplit")
    if is_head:
        add(properties, "w:tblHeader")
    for at, (value, width) in enumerate(zip(cells, widths, strict=True)):
        right = at in numbers if is_head else is_number(value)
        _cell(row, value, width, is_head=is_head, bold=heads and at == 0, right=right, with_next=with_next)


def _cell(row, value: Cell, width: int, *, is_head: bool, bold: bool, right: bool, with_next: bool) -> None:
    cell = add(row, "w:tc")
    properties = add(cell, "w:tcPr")
    add(properties, "w:tcW", w=width, type="dxa")
    if is_head:
        add(add(properties, "w:tcBorders"), "w:bottom", val="single", sz=8, space=0, color=HEAD_RULE)
        add(properties, "w:shd", val="clear", color="auto", fill=HEAD_FILL)
        add(properties, "w:vAlign", val="bottom")
    style = "Tableheading" if is_head else "Tabletext"
    fill(add(cell, "w:p"), style, cell_text(value), bold=bold, right=right, with_next=with_next)


def _is_small(table: Table) -> bool:
    letters = sum(len(cell_text(value)) for row in table.rows for value in row)
    return len(table.rows) <= FEW_ROWS and letters <= FEW_CHARACTERS
