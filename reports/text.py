"""What a cell and a line of text say in a file that people read."""

import datetime
import re

from reports.document import Cell

# What XML 1.0 has no room for: control characters, halves of surrogate pairs and two that are no characters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return the text with plain line ends, and without what no file of words can hold."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def cell_text(value: Cell) -> str:
    """Return what a cell says in words: 1,234 for a number, 5 March 2026 for a day, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, int | float):
        return f"{value:,}"
    return printable(value)


def is_number(value: Cell) -> bool:
    """Return whether a cell belongs at the right of its column."""
    return isinstance(value, int | float)
