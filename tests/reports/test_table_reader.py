"""A table out of somebody else's file: what it says, cell by cell, and everything that is refused."""

import datetime
import io
import re
import zipfile

import pytest

from reports.readers.fields import UNCALCULATED
from reports.readers.intake import MOST_ROWS, Unreadable
from reports.readers.table import CELL_CHARACTERS, Row, place, read_table, sheet_of
from tests.inspections.tables import as_csv, xlsx
from tests.sent_workbooks import rewritten, strict

DAY = datetime.date(2026, 3, 27)
HEADINGS = ["Reference", "Text", "Due"]


@pytest.mark.parametrize(
    ("column", "row", "name"), [(0, 1, "A1"), (2, 14, "C14"), (25, 2, "Z2"), (26, 2, "AA2"), (59, 9, "BH9")]
)
def test_a_place_reads_as_a_spreadsheet_shows_it(column, row, name):
    assert place(column, row) == name


def test_an_excel_table_with_a_title_above_it():
    content = xlsx(HEADINGS, [["R-1", " Words. ", DAY], [None, None, None], [12, "More", None]], before=[["Register"]])
    found = read_table("Register.XLSX", content)
    assert (found.title, found.headings) == ("Register", ("Reference", "Text", "Due"))
    assert found.rows == (Row(3, ("R-1", "Words.", DAY)), Row(5, (12, "More", None)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_table_however_it_is_written(encoding, delimiter):
    text = f"Reference{delimiter}Text\r\nR-1{delimiter}“Line one\r\n"
    assert read_table("a.csv", text.encode(encoding)).rows == (Row(2, ("R-1", "“Line one")),)


def test_a_page_about_the_file_is_passed_over():
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Author", "Somebody"])
    book.active.append(["Force", "Northshire"])
    for row in (["A", "B", "C"], [1, 2, 3]):
        book.create_sheet("Table").append(row) if len(book.sheetnames) == 1 else book["Table"].append(row)
    out = io.BytesIO()
    book.save(out)
    assert read_table("a.xlsx", out.getvalue()).headings == ("A", "B", "C")


def test_columns_without_a_heading_of_their_own_are_told_apart():
    found = read_table("a.csv", as_csv(["Status", "", "Status"], [["a", "b", "c"]]))
    assert found.headings == ("Status (column A)", "No heading (column B)", "Status (column C)")


def test_what_is_stored_comes_back_as_it_was():
    found = read_table("a.xlsx", xlsx(HEADINGS, [["R-1", 1.5, DAY], ["R-2", None, True]]))
    assert sheet_of(found.title, found.headings, found.stored) == found


def test_a_formula_is_text_in_a_csv_file_and_never_run_in_an_excel_one():
    assert read_table("a.csv", as_csv(["A", "B"], [["=cmd|' /C calc'!A0", "x"]])).rows[0].cells[0] == (
        "=cmd|' /C calc'!A0"
    )
    assert read_table("a.xlsx", xlsx(["A", "B"], [["=1+1", "x"]])).rows[0].cells == (UNCALCULATED, "x")


def bomb(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, size in parts:
            made.writestr(name, b"0" * size)
    return out.getvalue()


REFUSED = {
    "a workbook with macros": ("a.xlsm", xlsx(HEADINGS, [["a", "b", "c"]]), "can hold macros"),
    "macros by another name": ("a.xlsx", bomb([("xl/workbook.xml", 9), ("xl/vbaProject.bin", 9)]), "can hold macros"),
    "an old workbook": ("a.xls", b"\xd0\xcf\x11\xe0", "an old version of Excel"),
    "a PDF by another name": ("a.xlsx", b"%PDF-1.7", "isn't what its name says: a.xlsx"),
    "a workbook by another name": ("a.csv", xlsx(HEADINGS, [["a", "b", "c"]]), "isn't what its name says"),
    "a program": ("a.csv", b"MZ\0\0\0\0", "isn't text"),
    "something else": ("a.exe", b"MZ", "isn't an Excel or CSV file"),
    "a name without an ending": ("csv", b"a,b\n1,2", "isn't an Excel or CSV file"),
    "a path in the name": ("../../etc/passwd", b"a,b\n1,2", "isn't an Excel or CSV file"),
    "an empty file": ("a.csv", b" \n", "is empty"),
    "headings alone": ("a.csv", b"Reference,Text\n", "no rows below"),
    "no headings": ("a.csv", b"One\nTwo\n", "no headings in the file"),
    "a bomb": ("a.xlsx", bomb([("xl/workbook.xml", 9), ("xl/a.xml", 101 * 1024 * 1024)]), "far larger"),
    "a bomb of many parts": ("a.xlsx", bomb([(f"xl/{n}", 1) for n in range(2_001)]), "far larger"),
    "another zip": ("a.xlsx", bomb([("word/document.xml", 9)]), "isn't an Excel workbook"),
    "a broken workbook": ("a.xlsx", bomb([("xl/workbook.xml", 9)]), "damaged"),
    "half a workbook": ("a.xlsx", xlsx(HEADINGS, [["a", "b", "c"]])[:900], "damaged"),
    "too many rows": ("a.csv", as_csv(["A", "B"], [[1, 2]] * (MOST_ROWS + 1)), "more than 10,000 rows"),
    "too many columns": ("a.csv", as_csv(["A"] * 70, [[1] * 70]), "more than 60 columns"),
    "too long a cell": ("a.csv", as_csv(["A", "B"], [["x" * (CELL_CHARACTERS + 1), 1]]), "Cell A2 holds more text"),
    "a field that never ends": ("a.csv", b'a,b\n"' + b"x" * 200_000, "can't be read as CSV"),
    "too large": ("a.csv", b"a,b\n" + b"1,2\n" * 7_000_000, "larger than 25 MB"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case):
    name, content, why = REFUSED[case]
    with pytest.raises(Unreadable, match=why):
        read_table(name, content)


def test_too_many_rows_and_columns_of_an_excel_table():
    with pytest.raises(Unreadable, match="more than 60 columns"):
        read_table("a.xlsx", xlsx(["A"] * 61, [[1] * 61]))
    with pytest.raises(Unreadable, match="more than 10,000 rows"):
        read_table("a.xlsx", xlsx(["A", "B"], [[1, 2]] * (MOST_ROWS + 1)))


@pytest.mark.parametrize(
    ("row", "column", "why"), [(3, 75, "Row 3 has more than 60 columns"), (MOST_ROWS + 99, 1, "more than 10,000 rows")]
)
def test_what_lies_beyond_the_limits_after_a_gap_is_refused_and_not_left_out(row, column, why):
    import openpyxl

    book = openpyxl.Workbook()
    for cells in (["A", "B"], [1, 2], [3, 4]):
        book.active.append(cells)
    book.active.cell(row=row, column=column, value="beyond")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Unreadable, match=why):
        read_table("a.xlsx", out.getvalue())


def test_the_most_rows_that_are_taken():
    assert len(read_table("a.csv", as_csv(["A", "B"], [[1, 2]] * MOST_ROWS)).rows) == MOST_ROWS


def test_a_row_far_below_and_a_cell_far_out_cost_nothing():
    """A sheet may claim a million rows and sixteen thousand columns with two cells."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["A", "B"])
    book.active.cell(row=1_048_576, column=1, value="far")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Unreadable, match="more than 10,000 rows"):
        read_table("a.xlsx", out.getvalue())


def test_entities_are_not_resolved():
    good = xlsx(["A", "B"], [["x", "y"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as parts, zipfile.ZipFile(out, "w") as made:
        for part in parts.infolist():
            text = parts.read(part)
            if part.filename.endswith("sheet1.xml"):
                text = b'<!DOCTYPE a [<!ENTITY b "c">]>' + text
            made.writestr(part.filename, text)
    with pytest.raises(Unreadable, match="damaged"):
        read_table("a.xlsx", out.getvalue())


def test_a_strict_open_xml_workbook_says_the_same_as_an_ordinary_one():
    """Excel writes a day of such a workbook as ISO 8601 instead of a number."""
    ordinary = xlsx(HEADINGS, [["R-1", "See http://purl.oclc.org/ooxml/", DAY]])

    def dated(name, text):
        return re.sub(rb'<c r="C2"[^>]*><v>\d+</v>', b'<c r="C2" t="d"><v>2026-03-27</v>', text)

    content = rewritten(strict(ordinary), dated)
    assert b"2026-03-27" in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert read_table("a.xlsx", content) == read_table("a.xlsx", ordinary)


def test_why_there_is_no_table_is_said():
    for rows, why in [([], "nothing in the file"), ([["Title"], [], ["Words"]], "no headings in the file")]:
        with pytest.raises(Unreadable, match=why):
            read_table("a.xlsx", xlsx([], rows))
    with pytest.raises(Unreadable, match="no headings in the file"):
        read_table("a.xlsx", xlsx([], [], before=[*[[]] * 30, HEADINGS, ["a", "b", "c"]]))
