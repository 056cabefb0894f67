"""Comma-separated values, as spreadsheets read them."""

import csv
import io
from collections.abc import Iterable, Sequence

# What a spreadsheet takes for the start of a formula, the full-width signs of some editions included.
STARTS_A_FORMULA = tuple("=+-@|%＝＋－＠")  # noqa: RUF001
STARTS_A_CELL = ("\t", "\r", "\n")


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return one line of headings and one line a row, each ended as RFC 4180 has it; None is an empty cell."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow([inert(heading) for heading in headings])
    write.writerows([inert(value) for value in row] for row in rows)
    return out.getvalue()


def inert(value: object) -> object:
    """Return the value; a text that a spreadsheet would run, with an apostrophe before it. Numbers stay numbers."""
    if not isinstance(value, str):
        return value
    runs = value.startswith(STARTS_A_CELL) or value.lstrip().startswith(STARTS_A_FORMULA)
    return f"'{value}" if runs else value
