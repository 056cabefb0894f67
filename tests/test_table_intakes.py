"""What every intake of tables does alike, tried on each by its page: the register, the portal, frameworks, scoring."""

import datetime
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Judgement
from frameworks.models import Edition, Statement
from frameworks.publication.acts import edit_as_new
from inspections.models import UploadedTable
from tests.factories import AssessmentFactory
from tests.frameworks.files.test_read import edition_of, workbook_of
from tests.inspections.tables import xlsx
from tests.sent_workbooks import compound, protected, rewritten, strict

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 27)
REGISTER = xlsx(["Reference", "Type", "Text", "Due"], [["R-1", "AFI", "Made up.", DAY]])
PORTAL = xlsx(["Reference", "Type", "Status"], [["R-1", "AFI", "Complete"]])


class Intake:
    """A page to which somebody who may sends a file, a good file for it, and whether that came in."""

    def __init__(self, client, person, address, good, arrived, **typed):
        client.force_login(person)
        self.client, self.address, self.good, self.arrived, self.typed = client, address, good, arrived, typed

    def send(self, content, name="table.xlsx"):
        return self.client.post(self.address, {"file": SimpleUploadedFile(name, content), **self.typed})

    def refusal(self, content, name="table.xlsx"):
        response = self.send(content, name)
        assert (response.status_code, self.arrived()) == (422, False)
        assert '<h2 class="govuk-error-summary__title">There is a problem</h2>' in response.text
        (told,) = response.context["form"].errors["file"]
        return told


def register(client, force, lead, **_):
    return Intake(client, lead, reverse("inspections:import_register", args=[force.code]), REGISTER, is_kept)


def portal(client, force, lead, **_):
    on = {"on_day": DAY.day, "on_month": DAY.month, "on_year": DAY.year}
    return Intake(client, lead, reverse("inspections:portal_exports", args=[force.code]), PORTAL, is_kept, **on)


def is_kept():
    return UploadedTable.objects.exists()


def frameworks(client, framework_administrator, **_):
    def arrived():
        return Edition.objects.filter(framework__slug="planted").exists()

    return Intake(client, framework_administrator, reverse("frameworks:import"), workbook_of(edition_of(1, 1)), arrived)


def scoring_sheet(client, force, assessor, ci_sam, **_):
    client.force_login(assessor)
    assessment = AssessmentFactory(force=force, edition=ci_sam)
    sent = client.get(reverse("assessments:sheet_file", args=[assessment.pk]))
    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    book["Answers"]["E2"] = "Yes"
    out = io.BytesIO()
    book.save(out)
    address = reverse("assessments:sheet_import", args=[assessment.pk])
    return Intake(client, assessor, address, out.getvalue(), Judgement.objects.exists)


@pytest.fixture(params=[register, portal, frameworks, scoring_sheet], ids=lambda made: made.__name__)
def intake(request, client, force, lead, assessor, framework_administrator, ci_sam):
    people = {"lead": lead, "assessor": assessor, "framework_administrator": framework_administrator}
    return request.param(client=client, force=force, ci_sam=ci_sam, **people)


def broken(name, text):
    return text[:-60] if name.endswith("sheet1.xml") else text


def locked(content):
    """Return an archive whose parts say that a password locks them."""
    at = content.index(b"PK\x01\x02") + 8
    return content[:at] + b"\x01" + content[at + 1 :]


def test_a_good_file_comes_in(intake):
    assert (intake.send(intake.good).status_code, intake.arrived()) == (302, True)


def test_a_strict_open_xml_workbook_comes_in_as_an_ordinary_one(intake):
    assert (intake.send(strict(intake.good)).status_code, intake.arrived()) == (302, True)


# A compound file that names nothing is what is left of a protected one in a scanner's quarantine.
@pytest.mark.parametrize("content", [protected(), compound()], ids=["password or label", "no streams"])
def test_a_protected_file_is_called_so_with_what_to_do(intake, content):
    told = intake.refusal(content)
    assert told.startswith("The file is protected by a password or a sensitivity label, so it can't be read here.")
    assert "File, Info, Protect Workbook" in told


def test_an_archive_with_a_password_is_protected_too(intake):
    assert intake.refusal(locked(intake.good)).startswith("The file is protected by a password")


@pytest.mark.parametrize("name", ["table.xls", "table.xlsx"])
def test_a_workbook_of_an_old_excel_is_called_so(intake, name):
    told = intake.refusal(compound("Workbook", "SummaryInformation"), name)
    assert told.startswith("That is a workbook of an old version of Excel (.xls). Open it in Excel.")


@pytest.mark.parametrize("content", [b"%PDF-1.7", compound("WordDocument")], ids=["pdf", "word"])
def test_what_is_not_what_its_name_says_is_called_so(intake, content):
    assert intake.refusal(content).startswith("The file isn't what its name says: table.xlsx.")


def test_a_workbook_that_breaks_off_is_damaged(intake):
    told = intake.refusal(rewritten(intake.good, broken))
    assert told.startswith("The file is damaged or isn't an Excel workbook.")


def test_nobody_is_told_to_send_a_kind_of_file_that_is_not_taken_here(intake):
    told = [intake.refusal(content) for content in (b"%PDF-1.7", b"PK\x03\x04 broken")]
    takes_csv = ".csv" in intake.client.get(intake.address).text
    assert ["CSV" in sentence for sentence in told] == [takes_csv, takes_csv]


WHAT = {
    "register": "a register of findings",
    "portal": "an export of the portal",
    "frameworks": "an edition of a framework",
    "scoring_sheet": "a scoring sheet",
}


def test_a_refusal_names_what_somebody_brings(intake, request):
    def swollen(name, text):
        return b" " * (101 * 1024 * 1024) if name.endswith("styles.xml") else text

    what = WHAT[request.node.callspec.id]
    assert intake.refusal(rewritten(intake.good, swollen)) == (
        f"Unpacked, the file is far larger than {what} can be, so it wasn't opened."
    )


# Where cells are wrong: one component, with the words of each intake


def edited(content, **cells):
    """Return a workbook with cells set: {"Statements!C4": value}."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        sheet, cell = place.split("!")
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def wrong_in(response, name="wrong"):
    return [(cell.place, cell.more, cell.says, cell.wrong) for cell in response.context[name]]


def checked(client, force, lead, content):
    """Return the page that says what a register would do, its columns taken as the page proposes them."""
    intake = register(client, force, lead)
    intake.send(content)
    upload = UploadedTable.objects.get()
    form = client.get(reverse("inspections:columns", args=[upload.pk])).context["form"]
    typed = {f"column_{column.place}": column.field for column in form.columns}
    return client.post(reverse("inspections:columns", args=[upload.pk]), typed, follow=True)


NO_VALUE = (
    "It holds a formula, and the file doesn't say what that comes to. Open the file in Excel and save it there, or"
    " write the value in the cell."
)
FINDINGS = ["Reference", "Type", "Text", "Inspection", "Origin", "Issued", "Cause of concern"]


def findings(*rows):
    return xlsx(FINDINGS, [[*row[:2], "Made up.", "Custody, 2026", "Custody", DAY, *row[2:]] for row in rows])


def test_a_formula_without_a_value_is_named_in_a_register(client, force, lead):
    content = edited(findings(["R-1", "AFI"], ["R-2", "AFI"]), **{"Register!F2": "=TODAY()", "Register!F3": "=F2"})
    response = checked(client, force, lead, content)
    assert ("F2", 1, "A formula without a value", NO_VALUE) in [
        (cell.place, cell.more, cell.says, cell.wrong) for cell in response.context["checked"].wrong
    ]
    assert "F2 and 1 more" in response.text


def test_a_formula_without_a_value_is_named_in_an_edition(client, framework_administrator):
    intake = frameworks(client, framework_administrator)
    response = intake.send(edited(intake.good, **{"Statements!F2": '="Words"'}))
    assert wrong_in(response) == [("Statements, F2", 0, "A formula without a value", NO_VALUE)]


def test_a_formula_that_comes_to_nothing_is_an_empty_cell(client, framework_administrator):
    def computed(name, text):
        return re.sub(rb'(<c r="G2" s="\d+")(><f>)', rb'\1 t="str"\2', text)

    intake = frameworks(client, framework_administrator)
    content = edited(intake.good, **{"Statements!G2": '=""'})
    assert wrong_in(intake.send(content))[0][0] == "Statements, G2"
    assert intake.send(rewritten(content, computed)).status_code == 302


def test_a_code_that_is_misspelt_where_it_is_defined_is_told_once_with_the_nearest(client, framework_administrator):
    said = workbook_of(edition_of(2, 5), **{"Levels A3": "levle-2"})
    response = frameworks(client, framework_administrator).send(said)
    assert wrong_in(response) == [
        ("Statements, B7", 10, "level-2", "No level has this code. The nearest is “levle-2”.")
    ]
    assert "Statements, B7 and 10 more" in response.text


def test_a_cause_of_concern_that_is_misspelt_is_told_once_with_the_nearest(client, force, lead):
    rows = [["CoC-2026-1", "CoC"], *([f"R-{number}", "Rec", "CoC-2026-l"] for number in range(20))]
    response = checked(client, force, lead, findings(*rows))
    told = "Neither the file nor the register has a finding with this reference. The nearest is “CoC-2026-1”."
    assert [(cell.cell, cell.more, cell.says, cell.wrong) for cell in response.context["checked"].wrong] == [
        ("G3", 19, "CoC-2026-l", told)
    ]


def test_a_level_of_a_pasted_table_that_is_misspelt_gets_the_nearest(client, framework_administrator, ci_sam):
    client.force_login(framework_administrator)
    address = reverse("frameworks:paste_table", args=[edit_as_new(ci_sam, "2027").pk])
    before = Statement.objects.count()
    response = client.post(address, {"table": "\tMarginal\tReactve\nLeadership\tOne\tTwo", "keep": "1"})
    assert [(cell.place, cell.wrong) for cell in response.context["table"].wrong] == [
        ("The table, row 1, column 3", "No level is called so. The nearest is “Reactive”.")
    ]
    assert "Put these right in the box above" in response.text
    assert "in the file" not in response.text
    assert Statement.objects.count() == before


def test_a_sheet_of_an_edition_without_its_headings_gets_one_sentence(client, framework_administrator):
    intake = frameworks(client, framework_administrator)
    headings = {f"Levels!{column}1": f"Colour {column}" for column in "ABCDEF"}
    assert wrong_in(intake.send(edited(intake.good, **headings)))[:1] == [
        ("Levels, row 1", 0, "", "None of the template's headings is in the sheet.")
    ]
    empty = {f"Levels!{column}{row}": None for column in "ABCDEF" for row in range(1, 6)}
    assert wrong_in(intake.send(edited(intake.good, **empty)))[:1] == [
        ("Levels, row 1", 0, "", "The sheet has no headings.")
    ]


def test_a_column_that_is_missing_is_told_once_and_not_in_every_row(client, framework_administrator):
    intake = frameworks(client, framework_administrator)
    assert wrong_in(intake.send(edited(workbook_of(edition_of(2, 3)), **{"Statements!F1": None}))) == [
        ("Statements, row 1", 0, "", "There is no column with this heading."),
        ("Statements, F1", 0, "No heading (column F)", "The template has no such heading."),
    ]


def test_a_register_without_headings_is_asked_whether_its_first_row_holds_values(client, force, lead):
    asked = "None of these headings is known. If they are values of the first row, put a row of headings above it"
    for headings, is_asked in ((["R-1", "AFI", "Made up."], True), (["Reference", "Sort", "What"], False)):
        upload_page = register(client, force, lead).send(xlsx(headings, [["R-2", "AFI", "Also made up."]]))
        assert (asked in client.get(upload_page.url).text) is is_asked
