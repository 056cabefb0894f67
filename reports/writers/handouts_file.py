"""Sheets for the wall and for the table as PDF, each page with its marking."""

import dataclasses
import datetime
from pathlib import Path

from reports.handouts import Grid, TickSheet
from reports.text import printable
from reports.writers.typeset import pdf

FOLDER = Path(__file__).parent


def grid_file(grid: Grid) -> bytes:
    """Return a grid as a PDF file of A3 pages, landscape."""
    return _made("grid.typ", grid)


def tick_sheet_file(sheet: TickSheet) -> bytes:
    """Return a sheet to fill in as a PDF file of A4 pages."""
    return _made("tick_sheet.typ", sheet)


def _made(template: str, sheet: Grid | TickSheet) -> bytes:
    at = datetime.datetime.combine(sheet.front.on, datetime.time(), datetime.UTC)
    values = _plain(dataclasses.asdict(sheet))
    return pdf((FOLDER / template).read_bytes(), values, at=int(at.timestamp()))


def _plain(value):
    """Return the same as dictionaries, lists and printable text; a day as its three numbers."""
    match value:
        case str():
            return printable(value)
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case datetime.date():
            return [value.year, value.month, value.day]
        case _:
            return value
