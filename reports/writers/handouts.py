"""Sheets for the wall and for the table as PDF files, made apart by handouts_file.py."""

from reports.handouts import Grid, TickSheet
from reports.writers.press import made


def grid_pdf(grid: Grid) -> bytes:
    """Return a grid as a PDF file of A3 pages, landscape. Raises NotMade."""
    return made("grid", grid)


def tick_sheet_pdf(sheet: TickSheet) -> bytes:
    """Return a sheet to fill in as a PDF file of A4 pages. Raises NotMade."""
    return made("tick_sheet", sheet)
