"""An Excel file read back: typed cells, frozen heads, its marking, and nothing that a spreadsheet would run."""

import datetime
import io
import zipfile

import openpyxl
import pytest

from reports.document import Sheet, Table, Workbook
from reports.writers.xlsx import xlsx_bytes
from reports.writers.xlsx_file import sheet_names
from tests.reports.documents import HOSTILE, NARROW, PRINTED, WIDE, document

SHEETS = (Sheet("Standing", NARROW), Sheet("Every statement", WIDE))


def opened(*sheets, **changes):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(Workbook(document(**changes), sheets or SHEETS))))


def rows(sheet):
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def test_every_cell_is_there_with_its_type():
    book = opened()
    assert book.sheetnames == ["About", "Standing", "Every statement"]
    assert rows(book["Standing"]) == [
        NARROW.headings,
        ("Leadership", 3, datetime.datetime.fromisoformat("2026-03-05"), None),
        (PRINTED, 1234, 0.5, "Two\nlines"),
    ]
    assert rows(book["Every statement"]) == [WIDE.headings, *WIDE.rows]


def test_nothing_is_a_formula_or_a_link():
    harm = (HOSTILE, "=1+1", "@SUM(A1)", "+1", "-1", "{=1}", "http://example.org", "mailto:a@b.example", "0012")
    book = opened(Sheet("=Harm", Table("Harm", ("=A",), tuple((each,) for each in harm))), title="=T", author="=A")
    assert rows(book["=Harm"]) == [("=A",), *((each.replace("\x07", ""),) for each in harm)]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert not [cell for row in book["=Harm"].iter_rows() for cell in row if cell.hyperlink]


def test_heads_are_frozen_filtered_and_repeated():
    sheet = opened()["Every statement"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:G61", "$1:$1")
    assert sheet.page_setup.orientation == "landscape"


def test_the_front_says_what_the_file_is():
    said = [[value for value in row if value] for row in rows(opened()["About"])]
    assert [row for row in said if row] == [
        ["OFFICIAL-SENSITIVE"],
        ["Gap report"],
        ["Whole force, autumn 2026"],
        *map(list, document().front_matter),
        ["Sheet", "Standing: Where it stands"],
        ["Sheet", "Every statement: Every statement"],
        ["Summary"],
        ["What it says."],
        ["• One point"],
        ["• Another & more"],
        ["Statements"],
        ["All of them"],
        ["Small print."],
        ["Afterwards"],
        ["Upright again."],
        ["OFFICIAL-SENSITIVE"],
    ]


def test_the_marking_stands_at_the_head_and_foot_of_the_print_out():
    for sheet in opened():
        assert sheet.oddHeader.center.text == "OFFICIAL-SENSITIVE"
        assert sheet.oddFooter.center.text.startswith("OFFICIAL-SENSITIVE\n")


def test_what_the_file_says_of_itself():
    about = opened().properties
    assert (about.title, about.creator, about.keywords) == ("Gap report", "Inspection lead", "OFFICIAL-SENSITIVE")
    assert about.created.date() == document().on


def test_what_is_filled_in_has_drop_downs_and_the_rest_is_locked():
    table = Table("Answers", ("Key", "Statement", "Answer"), ((1, "A", None), (2, "B", "Yes"), (3, "C", None)))
    options = (("Yes", "No"), ((0, 2), (1, 2))), (("One", "Other"), ((2, 2),))
    sheet = opened(Sheet("Answers", table, filled_in=(2,), hidden=(0,), choices=options))["Answers"]
    drop_downs = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert drop_downs == {"C2:C3": '"Yes,No"', "C4": '"One,Other"'}
    assert sheet.protection.sheet
    assert [cell.protection.locked for cell in sheet[2]] == [True, True, False]
    assert [sheet.column_dimensions[letter].hidden for letter in "ABC"] == [True, False, False]


@pytest.mark.parametrize(
    ("wanted", "made"),
    [
        (["About", "about", "About"], ["About", "about 2", "About 3"]),
        (["a/b:c*d?[e]\\"], ["a b c d e"]),
        (["x" * 40, "x" * 40], ["x" * 31, f"{'x' * 29} 2"]),
        (["", "'"], ["Sheet", "Sheet 2"]),
    ],
)
def test_sheet_names_are_such_as_excel_takes(wanted, made):
    assert sheet_names(wanted) == made


def test_a_file_holds_no_macro_and_no_link():
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(Workbook(document(), SHEETS)))) as parts:
        assert not [name for name in parts.namelist() if "vba" in name.lower() or "externalLink" in name]
