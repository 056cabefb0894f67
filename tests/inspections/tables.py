"""Tables as people send them: made here, in each format that is taken."""

import csv
import datetime
import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from reports.readers.table import Row, Sheet
from tests.inspections.pages import page


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


# --- A register as a force might send it

DAY = datetime.date(2026, 1, 5)
HEADINGS = [
    "Ref",
    "Type",
    "Finding",
    "Cause of concern",
    "Report",
    "Origin",
    "Issued",
    "Due date",
    "Owner",
    "Board",
    "Completed",
    "Submitted",
    "Closed",
    "Notes",
]


def row(reference, kind="AFI", *, parent=None, days=(None, None, None), owner=None, board=None):
    told = [reference, kind, f"Words of {reference}.", parent, "Custody, 2026", "Custody", DAY, "27/03/2026"]
    return [*told, owner, board, *days, "left out"]


def send(client, force, content, name="register.xlsx", **options):
    return client.post(page("import_register", force.code), {"file": SimpleUploadedFile(name, content)}, **options)


def mapping(upload, **columns):
    """Return what the form of the columns sends: fields by heading."""
    return {f"column_{upload.headings.index(heading)}": field for heading, field in columns.items()}
