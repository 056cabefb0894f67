"""A document as PDF: tagged for assistive technology (PDF/UA-1), with bookmarks and its marking on each page."""

import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from reports.document import Block, Bullets, Cell, Chart, Contents, Document, Heading, PageBreak, Paragraph, Table
from reports.layout import Spread, leads, spreads
from reports.text import cell_text, is_number, printable
from reports.writers.typeset import pdf

TEMPLATE = Path(__file__).with_name("document.typ")
# A row of more lines than this may be cut at the foot of a page; one that can't be cut runs over it.
WHOLE_ROW = 30
# Nor is a table of no more lines than this cut in two: with the words that lead up to it, it takes half a page at most.
WHOLE_TABLE = 12
# How wide the text of a page is in points, upright and landscape, and how many letters stand on such a line.
PAGE = {False: 481.0, True: 728.0}
LINE_LETTERS = {False: 105, True: 160}


def pdf_file(document: Document) -> bytes:
    """Return the document as a PDF file."""
    made = datetime.datetime.combine(document.on, datetime.time(), datetime.UTC)
    return pdf(_template(), _values(document), at=int(made.timestamp()))


@lru_cache(maxsize=1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _values(document: Document) -> dict[str, object]:
    front = Table("About this document", ("Item", "Detail"), document.front_matter, widths=(30, 70))
    return {
        "title": printable(document.title),
        "subtitle": printable(document.subtitle),
        "author": printable(document.author),
        "force": printable(document.force),
        "marking": document.marking,
        "on": [document.on.year, document.on.month, document.on.day],
        "front": _table(front, landscape=False),
        "spreads": [_spread(spread) for spread in spreads(document.blocks)],
    }


def _spread(spread: Spread) -> dict[str, object]:
    following = (*spread.blocks[1:], None)
    blocks = [
        {**_block(block, spread.landscape), "leads": leads(block, after), "listed": not isinstance(after, Contents)}
        for block, after in zip(spread.blocks, following, strict=True)
    ]
    return {"landscape": spread.landscape, "blocks": blocks}


def _block(block: Block, landscape: bool) -> dict[str, object]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": printable(text), "level": level}
        case Paragraph(text, quiet):
            return {"kind": "paragraph", "text": printable(text), "quiet": quiet}
        case Bullets(items):
            return {"kind": "bullets", "items": [printable(item) for item in items]}
        case Table():
            return _table(block, landscape)
        case Chart(svg, alt):
            return {"kind": "chart", "svg": svg, "alt": printable(alt), "width": min(block.size[0], PAGE[landscape])}
        case Contents(lowest):
            return {"kind": "contents", "lowest": lowest}
        case PageBreak():
            return {"kind": "break"}


def _table(table: Table, landscape: bool) -> dict[str, object]:
    widths = table.widths or (1,) * len(table.headings)
    room = [max(1.0, LINE_LETTERS[landscape] * width / sum(widths)) for width in widths]
    rows = [_row(row, room) for row in table.rows]
    return {
        "kind": "table",
        "whole": sum(row["lines"] for row in rows) <= WHOLE_TABLE,
        "caption": printable(table.caption),
        "headings": [_cell(head, right) for head, right in zip(table.headings, _right(table), strict=True)],
        "rows": rows,
        "widths": list(widths),
        "heads": table.row_heads,
    }


def _row(row: tuple[Cell, ...], room: list[float]) -> dict[str, Any]:
    cells = [_cell(value, is_number(value)) for value in row]
    lines = max((_lines(str(cell["text"]), letters) for cell, letters in zip(cells, room, strict=True)), default=1)
    return {"cells": cells, "lines": lines, "whole": lines <= WHOLE_ROW}


def _lines(text: str, letters: float) -> int:
    """Return about how many lines a text takes in a column of so many letters."""
    return sum(1 + int(len(line) / letters) for line in text.split("\n"))


def _cell(value: Cell, right: bool) -> dict[str, object]:
    return {"text": cell_text(value), "right": right}


def _right(table: Table) -> list[bool]:
    return [at in table.numeric for at in range(len(table.headings))]
