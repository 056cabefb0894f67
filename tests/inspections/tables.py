"""Tables as people send them: made here, in each format that is taken."""

import csv
import datetime
import io

import openpyxl

from reports.readers.table import Row, Sheet


def xlsx(headings, rows, *, before=(), title="Register"):
    """Return an Excel workbook of one sheet; `before` are rows above the headings."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in (*before, headings, *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(headings, rows):
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(headings)
    for row in rows:
        write.writerow([f"{cell:%d/%m/%Y}" if isinstance(cell, datetime.date) else cell for cell in row])
    return out.getvalue().encode()


def sheet(headings, rows):
    """Return a sheet as the reader would, without a file."""
    return Sheet("", tuple(headings), tuple(Row(number, tuple(row)) for number, row in enumerate(rows, 2)))
