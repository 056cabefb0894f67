"""The scoring sheet as a workbook, there and back: what it offers, what comes in, and what is refused."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl.utils import get_column_letter

from assessments.models import Assessment, Judgement
from assessments.offline_workbook.write import HEADINGS
from frameworks.content import content
from reports.readers import excel
from tests.factories import NOON, AssessmentFactory, JudgementFactory

pytestmark = pytest.mark.django_db
ANSWER, NOTE, KEY, VERSION = (HEADINGS.index(each) + 1 for each in ("Answer", "Note", "Key", "Version"))
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def assessment(force, ci_sam):
    return AssessmentFactory(force=force, edition=ci_sam, marking="official_sensitive")


@pytest.fixture
def graded(force, judgment_criteria):
    return AssessmentFactory(force=force, edition=judgment_criteria)


@pytest.fixture
def at_work(client, assessor):
    client.force_login(assessor)
    return client


def downloaded(client, assessment):
    """Return the workbook that the page sends, and its sheet of answers."""
    sent = client.get(reverse("assessments:sheet_file", args=[assessment.pk]))
    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    return book, book["Answers"]


def returned(client, assessment, book, name="sheet.xlsx"):
    out = io.BytesIO()
    book.save(out)
    return sent(client, assessment, out.getvalue(), name)


def sent(client, assessment, content, name="sheet.xlsx"):
    where = reverse("assessments:sheet_import", args=[assessment.pk])
    return client.post(where, {"file": SimpleUploadedFile(name, content)})


def answered(assessment):
    rows = Judgement.objects.filter(assessment=assessment).order_by("statement__criterion__position", "statement")
    return {row.statement.text: (row.answer, row.note, row.version) for row in rows.select_related("statement")}


def wrong_cells(answer):
    return [(cell.cell, cell.says, cell.wrong, cell.allowed) for cell in answer.context["wrong"]]


def row_of(sheet, text):
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 3).value == text)


def test_the_sheet_has_every_line_with_its_answers_to_choose(at_work, assessment, django_assert_max_num_queries):
    first = content(assessment.edition).criteria[0].statements[0]
    JudgementFactory(assessment=assessment, statement_id=first.pk, answer="partly", note="Seen.")
    with django_assert_max_num_queries(12):
        sent = at_work.get(reverse("assessments:sheet_file", args=[assessment.pk]))
    assert sent["Content-Disposition"].startswith(
        'attachment; filename="OFFICIAL-SENSITIVE_scoring-sheet_northshire-pol'
    )
    assert sent["Cache-Control"] == "private, no-store"
    book, sheet = downloaded(at_work, assessment)
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    words = content(assessment.edition)
    assert [row[2] for row in rows] == [each.text for node in words.criteria for each in node.statements if each.rank]
    assert rows[0][1:6] == ("Marginal", first.text, None, "Partly", "Seen.")
    rules = [(str(each.sqref), each.formula1) for each in sheet.data_validations.dataValidation]
    assert rules == [(f"E2:E{len(rows) + 1}", '"Yes,Partly,No,Not applicable"')]
    hidden = [name for at, name in enumerate(HEADINGS, 1) if sheet.column_dimensions[get_column_letter(at)].hidden]
    assert hidden == ["Weaker counterpart", "Key", "Version", "As downloaded", "Carried over, not confirmed"]
    assert book.sheetnames == ["Answers", "About"]


def test_a_pair_is_one_line_answered_by_its_levels(at_work, graded):
    _, sheet = downloaded(at_work, graded)
    pair = next(row for row in sheet.iter_rows(min_row=2) if row[3].value)
    assert pair[1].value == "Good or Requires Improvement"
    rule = next(each for each in sheet.data_validations.dataValidation if pair[ANSWER - 1].coordinate in each.sqref)
    assert rule.formula1 == '"Good,Requires Improvement,Partly both,Neither,Not applicable"'


def test_what_was_filled_in_is_saved_and_the_rest_left_alone(at_work, assessment, assessor):
    statements = [each for node in content(assessment.edition).criteria for each in node.statements if each.rank]
    JudgementFactory(assessment=assessment, statement_id=statements[2].pk, answer="no", note="Stays.")
    JudgementFactory(assessment=assessment, statement_id=statements[3].pk, answer="yes", note="Goes.")
    book, sheet = downloaded(at_work, assessment)
    for row, answer, note in ((2, "Yes", None), (3, " not  APPLICABLE ", FORMULA), (5, None, None)):
        sheet.cell(row, ANSWER).value = answer
        sheet.cell(row, NOTE).value = note
    # As somebody types it who wants to read it, not to run it.
    sheet.cell(3, NOTE).data_type = "s"
    answer = returned(at_work, assessment, book)
    assert answer.status_code == 302
    assert answered(assessment) == {
        statements[0].text: ("yes", "", 1),
        statements[1].text: ("na", FORMULA, 1),
        statements[2].text: ("no", "Stays.", 1),
        statements[3].text: ("", "", 2),
    }
    said = [str(each) for each in at_work.get(answer.url).context["messages"]]
    assert said == [f"3 lines were saved, and {len(statements) - 3} left as before."]
    assert Judgement.objects.get(statement_id=statements[0].pk).by == assessor


def test_a_pair_comes_back_as_two_answers(at_work, graded):
    book, sheet = downloaded(at_work, graded)
    row = next(row for row in range(2, sheet.max_row) if sheet.cell(row, 4).value)
    sheet.cell(row, ANSWER).value = "Requires improvement"
    assert returned(at_work, graded, book).status_code == 302
    found = {text: answer for text, (answer, _, _) in answered(graded).items()}
    assert found == {sheet.cell(row, 3).value: "no", sheet.cell(row, 4).value: "yes"}


def test_bringing_the_same_sheet_in_twice_changes_nothing_more(at_work, assessment):
    book, sheet = downloaded(at_work, assessment)
    sheet.cell(2, ANSWER).value = "Yes"
    first, second = returned(at_work, assessment, book), returned(at_work, assessment, book)
    assert (first.status_code, second.status_code) == (302, 302)
    assert [version for _, _, version in answered(assessment).values()] == [1]


def test_nothing_is_changed_while_a_cell_is_wrong_and_each_is_named(at_work, assessment):
    book, sheet = downloaded(at_work, assessment)
    sheet.cell(2, ANSWER).value = "Yes"
    sheet.cell(3, ANSWER).value = "Perhaps"
    sheet.cell(4, NOTE).value = "n" * 2001
    sheet.cell(5, VERSION).value = "one"
    sheet.cell(6, KEY).value = sheet.cell(7, KEY).value
    sheet.cell(8, KEY).value = "nothing"
    answer = returned(at_work, assessment, book)
    assert answer.status_code == 422
    fresh = "Download the sheet again and copy your answers into it."
    assert wrong_cells(answer) == [
        ("E3", "Perhaps", "This is not an answer to this statement.", "Yes, Partly, No, Not applicable, or nothing."),
        (
            "F4",
            f"{'n' * 80} …",
            "Shorten this note to 2,000 characters or fewer. It has 2001.",
            "2,000 characters or fewer.",
        ),
        ("H5", "one", "The version of the answer is missing or changed.", fresh),
        (
            "G7",
            sheet.cell(7, KEY).value,
            "This statement stands in row 6 already.",
            "Leave one row for each statement.",
        ),
        ("G8", "nothing", "This row is not a line of this assessment.", fresh),
    ]
    assert answered(assessment) == {}
    assert '<h2 class="govuk-error-summary__title">There is a problem</h2>' in answer.text
    assert Assessment.objects.get(pk=assessment.pk).revision == assessment.revision


def test_an_answer_that_changed_meanwhile_clashes_and_the_others_are_saved(at_work, assessment, lead):
    book, sheet = downloaded(at_work, assessment)
    for row in (2, 3, 4):
        sheet.cell(row, ANSWER).value = "Yes"
    first, second = (content(assessment.edition).criteria[0].statements[at] for at in (0, 1))
    assessment.judge(first, answer="no", note="Not in the north.", version=0, by=lead, at=NOON)
    assessment.judge(second, answer="yes", note="", version=0, by=lead, at=NOON)
    answer = returned(at_work, assessment, book)
    assert answer.status_code == 409
    kept = answer.context["kept"]
    assert [
        (each.cell, each.statement, each.clash.mine, each.clash.theirs, each.clash.by, each.clash.note)
        for each in kept.clashes
    ] == [("E2", first.text, "Yes", "No", str(lead), "Not in the north.")]
    assert f'href="{kept.clashes[0].url}"' in answer.text
    assert f'id="line-{first.pk}"' in at_work.get(kept.clashes[0].url.partition("#")[0]).text
    assert [found for found, _, _ in answered(assessment).values()] == ["no", "yes", "yes"]


def test_a_closed_assessment_takes_no_sheet(at_work, assessment, lead):
    book, sheet = downloaded(at_work, assessment)
    sheet.cell(2, ANSWER).value = "Yes"
    assessment.submit(by=lead, at=NOON)
    answer = returned(at_work, assessment, book)
    assert (answer.status_code, answered(assessment)) == (422, {})
    assert "nothing was changed" in str(answer.context["form"].non_field_errors())


def test_the_sheet_of_another_assessment_is_refused(at_work, assessment, graded):
    book, sheet = downloaded(at_work, graded)
    sheet.cell(2, ANSWER).value = "Yes"
    assert refusal(returned(at_work, assessment, book)) == (
        "This is the scoring sheet of another assessment. Choose the one that was downloaded here."
    )


def test_a_table_that_is_no_scoring_sheet_is_refused(at_work, assessment):
    book = openpyxl.Workbook()
    for row in (("Statement", "Answer", "Note"), ("A", "Yes", "")):
        book.active.append(row)
    assert refusal(returned(at_work, assessment, book)).startswith("This is not a scoring sheet as it was downloaded")


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (excel.LARGEST_UNPACKED + 1))
    return out.getvalue()


def with_macros():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        parts.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


def entities():
    """Return a workbook whose strings name each other a thousand million times over."""
    out = io.BytesIO()
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("xl/workbook.xml", f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><x>&a9;</x>')
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "sheet.pdf",
            b"%PDF-1.7",
            "That isn't an Excel workbook. Choose the scoring sheet as an Excel workbook (.xlsx).",
        ),
        ("sheet.csv", b"Key,Answer\n1,Yes\n", "That isn't an Excel workbook. Choose the scoring sheet"),
        ("../../sheet.xlsx", b"MZ\x90", "The file isn't what its name says: sheet.xlsx."),
        ("sheet.xlsx", b"PK\x03\x04 broken", "The file is damaged or isn't an Excel workbook."),
        ("sheet.xlsx", b"", "The file is empty."),
        ("sheet.xlsm", with_macros(), "Files that can hold macros aren't taken."),
        ("sheet.xlsx", with_macros(), "Files that can hold macros aren't taken."),
        ("sheet.xlsx", bomb(), "Unpacked, the file is far larger than"),
        ("sheet.xlsx", entities(), "The file is damaged or isn't an Excel workbook."),
        ("sheet.xlsx", b"PK" + b"0" * (25 * 1024 * 1024), "The file is larger than 25 MB."),
    ],
    ids=["pdf", "csv", "program", "broken", "empty", "macros", "hidden macros", "bomb", "entities", "too large"],
)
def test_a_hostile_file_is_refused_with_a_message(at_work, assessment, name, content, said):
    assert refusal(sent(at_work, assessment, content, name)).startswith(said)
    assert answered(assessment) == {}


def test_no_file_at_all_is_asked_for(at_work, assessment):
    where = reverse("assessments:sheet_import", args=[assessment.pk])
    answer = at_work.post(where)
    assert refusal(answer) == "Choose the scoring sheet."


def test_a_formula_in_a_cell_is_never_run_and_one_without_a_value_is_named(at_work, assessment):
    book, sheet = downloaded(at_work, assessment)
    sheet.cell(2, ANSWER).value = "Yes"
    sheet.cell(3, ANSWER).value = '=IF(TRUE,"Yes","No")'
    sheet.cell(4, NOTE).value = "=1+1"
    told = [(cell.cell, cell.more, cell.says) for cell in returned(at_work, assessment, book).context["wrong"]]
    assert told == [("E3", 1, "A formula without a value")]
    assert answered(assessment) == {}


def refusal(answer):
    assert answer.status_code == 422
    return str(answer.context["form"].errors["file"][0])
