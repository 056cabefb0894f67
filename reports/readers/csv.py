"""The rows of a CSV file that somebody sent, however their spreadsheet wrote it."""

import csv
import io
from collections.abc import Iterator

from reports.readers.intake import MOST_COLUMNS, Intake, Unreadable


def csv_rows(content: bytes, intake: Intake) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each row with its number. Raises Unreadable for what isn't text, and for a row that is too wide."""
    text = _decoded(content, intake)
    first_line = text[:10_000].partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first_line.count))
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            if any(cell.strip() for cell in row[MOST_COLUMNS:]):
                raise Unreadable(f"Row {number} has more than {MOST_COLUMNS} columns.")
            yield number, tuple(row[:MOST_COLUMNS])
    except csv.Error:
        raise intake.refusal(f"Row {number + 1} can't be read as CSV.") from None


def _decoded(content: bytes, intake: Intake) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content[:4096]:
        raise intake.refusal("The file isn't text.")
    else:
        # What spreadsheets on Windows write where they don't write UTF-8.
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise intake.refusal("The letters in the file can't be read.")
