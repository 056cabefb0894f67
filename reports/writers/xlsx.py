"""A workbook as an Excel file, made apart by xlsx_file.py."""

from reports.document import Workbook
from reports.writers.press import made

# The first sheet, which says what the others are; and Excel's own limit of a cell.
FRONT = "About"
LONGEST_CELL = 32_767


def xlsx_bytes(workbook: Workbook) -> bytes:
    """Return the workbook as an Excel file. Raises NotMade."""
    return made("xlsx", workbook)
