"""The gap report as files, each read back: every cell of the one report is in every one of them."""

import csv
import datetime
import io

import docx
import openpyxl
import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.gap.charts import named
from assessments.gap.document import CRITERIA, gap_document, gap_workbook
from assessments.gap.files import ENDINGS
from assessments.gap.report import gap_report
from assessments.gap.table import COLUMNS, STATEMENT_COLUMNS, entries, gap_table
from assessments.models import Judgement
from config.downloads import TYPES
from frameworks.content import content
from home.demo import answers
from reports.charts import tint
from reports.document import Bullets, Chart, Heading, Table
from reports.text import cell_text
from tests.factories import (
    NOON,
    AssessmentFactory,
    ConcernFactory,
    ItemFactory,
    PublishedReportFactory,
    ScoreFactory,
    UserFactory,
)
from tests.reports.documents import HOSTILE, PRINTED
from tests.reports.reading_pdf import elements, outline, tables

pytestmark = pytest.mark.django_db
# The foot of a page, in points.
FOOT = 75
STARTS = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF-1.7", "csv": "\ufeffMarking,".encode()}
EDITIONS = ("ci_sam", "peel_paf", "judgment_criteria", "nisp", "competency")


@pytest.fixture
def assessment(force, judgment_criteria):
    return filled(AssessmentFactory(force=force, edition=judgment_criteria, marking="official_sensitive"))


@pytest.fixture
def report(assessment):
    return gap_report(assessment, on=NOON.date())


def filled(assessment):
    """Return the assessment with two thirds answered, notes, a level, a target, a concern and published grades."""
    words, by = content(assessment.edition), UserFactory()
    said = {}
    for at, node in enumerate(words.criteria):
        if at % 3 != 2:
            said |= answers(node.statements, words.pairs, 1 + at % len(words.levels))
    seen = dict.fromkeys(list(said)[::5], "Seen in two districts.\nThe third is to follow.")
    notes = seen | dict.fromkeys(list(said)[::7], HOSTILE)
    Judgement.objects.bulk_create(
        Judgement(assessment=assessment, statement_id=pk, answer=answer, note=notes.get(pk, ""), by=by, at=NOON)
        for pk, answer in said.items()
    )
    node = next((node for node in words.criteria if node.scored), words.criteria[0])
    levels = assessment.edition.levels.order_by("rank")
    ScoreFactory(assessment=assessment, criterion_id=node.pk, level=levels[1], target=levels[3], rationale=HOSTILE)
    ConcernFactory(force=assessment.force, criterion_id=node.pk, reference="CoC <1>")
    if any(each.graded for each in words.criteria):
        PublishedReportFactory(force=assessment.force, edition=assessment.edition, title=f"SOC {HOSTILE}")
    due = {"owner": by, "due_on": NOON.date(), "by": by, "at": NOON}
    assessment.plan(assessment.edition.criteria.get(pk=node.pk), title=f"Do {HOSTILE}", **due)
    return assessment


def written(report, ending):
    return io.BytesIO(ENDINGS[ending].write(report, "Inspection lead"))


def expected(report):
    """Return the tables of the report's document as people read them, and its other words."""
    blocks = gap_document(report, author="Inspection lead").blocks
    grids = [
        [each.headings, *(tuple(map(cell_text, row)) for row in each.rows)]
        for each in blocks
        if isinstance(each, Table)
    ]
    points = [item for each in blocks if isinstance(each, Bullets) for item in each.items]
    return grids, points, [each.text for each in blocks if isinstance(each, Heading)]


def test_word_has_every_cell(report):
    grids, points, heads = expected(report)
    word = docx.Document(written(report, "docx"))
    assert [[tuple(cell.text for cell in row.cells) for row in table.rows] for table in word.tables[1:]] == grids
    styled = [(each.style.name, each.text) for each in word.paragraphs]
    assert [text for style, text in styled if style == "List Bullet"] == [point.replace("\x07", "") for point in points]
    assert [text for style, text in styled if style.startswith("Heading")] == heads
    assert {section.header.paragraphs[0].text for section in word.sections} == {"OFFICIAL-SENSITIVE"}


def test_pdf_has_every_cell(report):
    grids, points, heads = expected(report)
    made = pypdf.PdfReader(written(report, "pdf"))
    # A line may end behind a hyphen, where no space is.
    found = [[[joined(cell) for cell in row] for row in table] for table in tables(made)]
    assert found[1:] == [[[joined(cell) for cell in row] for row in grid] for grid in grids]
    assert flattened(outline(made.outline)) == heads
    said = joined("".join(page.extract_text() for page in made.pages))
    assert [point for point in points if joined(point)[:40] not in said] == []


def test_excel_has_every_cell(report):
    book = openpyxl.load_workbook(written(report, "xlsx"))
    workbook = gap_workbook(report, author="Inspection lead")
    assert book.sheetnames == ["About", *(sheet.name for sheet in workbook.sheets)]
    for sheet in workbook.sheets:
        cells = book[sheet.name].iter_rows(values_only=True)
        grid = [[cell.date() if isinstance(cell, datetime.datetime) else cell for cell in row] for row in cells]
        assert grid == [list(sheet.table.headings), *([plain(cell) for cell in row] for row in sheet.table.rows)]
    statements = list(book["Statements"].iter_rows(min_row=2, values_only=True))
    assert statements == [tuple(plain(get(entry)) for _, get in STATEMENT_COLUMNS) for entry in entries(report)]
    rows = book["Criteria"].iter_rows(min_row=2, values_only=True)
    criteria = [tuple(cell.date() if isinstance(cell, datetime.datetime) else cell for cell in row) for row in rows]
    assert criteria == [
        (plain(report.under_words(row)), *(plain(get(row)) for _, get in CRITERIA)) for row in report.rows
    ]


def test_csv_has_every_cell(report):
    text = written(report, "csv").getvalue().decode("utf-8-sig")
    heads, rows = gap_table(report)
    found = [[cell.removeprefix("'") for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]
    assert found == [heads, *([str(cell).removeprefix("'") for cell in row] for row in rows)]
    assert len(rows) == sum(len(getattr(row, name)) for row in report.rows for name in LISTS)


LISTS = ("missing", "unjudged", "holding_back", "met", "not_applicable", "noted")


def test_the_document_has_every_statement_of_every_list(report):
    blocks = gap_document(report, author="").blocks
    shown = [
        dict(zip(each.headings, row, strict=True)) for each in blocks if isinstance(each, Table) for row in each.rows
    ]
    found = [
        (each["Statement"], each["Answer"], each.get("On the path", "") == "Yes", each.get("Note", ""))
        for each in shown
        if "Statement" in each
    ]
    words = {"yes": "Yes", "partly": "Partly", "no": "No", "na": "Not applicable", "": "Not judged"}
    assert found == [
        (each.text, words[each.answer], each.in_path, each.note)
        for row in report.rows
        for name in LISTS
        for each in getattr(row, name)
    ]


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("state", ["empty", "filled"])
def test_every_framework_makes_every_file(request, force, name, state):
    edition = request.getfixturevalue(name)
    assessment = AssessmentFactory(force=force, edition=edition)
    report = gap_report(filled(assessment) if state == "filled" else assessment, on=NOON.date())
    for ending in ENDINGS:
        assert written(report, ending).getvalue().startswith(STARTS[ending])


def test_what_is_planned_stands_with_its_criterion(report):
    planned = [(named(row), each) for row in report.rows for each in row.actions]
    assert [each.title for _, each in planned] == [f"Do {HOSTILE}"]
    sheet = openpyxl.load_workbook(written(report, "xlsx"))["Actions"]
    found = [(row[0], row[1], row[2], row[3].date()) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert found == [(name, plain(each.title), each.owner, each.due_on) for name, each in planned]


def test_every_drawing_has_words_and_a_table_below_it(report):
    blocks = gap_document(report, author="").blocks
    drawn = [at for at, each in enumerate(blocks) if isinstance(each, Chart)]
    assert len(drawn) > 3
    for at in drawn:
        assert isinstance(next(each for each in blocks[at:] if not isinstance(each, Chart)), Table)
    pictures = elements(pypdf.PdfReader(written(report, "pdf")), "/Figure")
    assert [each["/Alt"] for each in pictures] == [blocks[at].alt for at in drawn]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_is_sent_to_be_kept_by_its_reader_alone(
    client, reader, assessment, ending, django_assert_max_num_queries
):
    client.force_login(reader)
    with django_assert_max_num_queries(12):
        answer = client.get(reverse("assessments:gap_file", args=[assessment.pk, ending]))
    today = timezone.localdate().isoformat()
    name = f"OFFICIAL-SENSITIVE_gap-report_northshire-police_hmicfrs-judgment-criteria_{today}.{ending}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"] == TYPES[ending]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_there_is_no_other_ending(client, reader, assessment):
    client.force_login(reader)
    assert client.get(reverse("assessments:gap_file", args=[assessment.pk, "exe"])).status_code == 404


def test_the_page_leads_to_the_files(client, reader, assessment):
    client.force_login(reader)
    page = client.get(reverse("assessments:gap", args=[assessment.pk])).text
    for ending in ENDINGS:
        assert f'href="{reverse("assessments:gap_file", args=[assessment.pk, ending])}"' in page


def plain(value):
    """Return a cell as Excel gives it back: an empty one is nothing, and no text holds a bell."""
    return value.replace("\x07", "") or None if isinstance(value, str) else value


def joined(text):
    return "".join(text.replace("\x07", "").split())


def flattened(entries):
    return [text for each in entries for text in (flattened(each) if isinstance(each, list) else [each])]


def test_what_was_typed_stands_there_as_text(report):
    assert PRINTED in [
        cell.text for table in docx.Document(written(report, "docx")).tables for cell in column(table, "Note")
    ]
    assert len(COLUMNS) - len(STATEMENT_COLUMNS) == 8


def column(table, heading):
    heads = [cell.text for cell in table.rows[0].cells]
    return [row.cells[heads.index(heading)] for row in table.rows] if heading in heads else []


def test_the_tables_tell_what_backs_a_statement(assessment, assessor):
    before = gap_report(assessment, on=NOON.date())
    true = next(each.pk for row in before.rows for each in row.met)
    items = [ItemFactory(force=assessment.force), ItemFactory(force=assessment.force)]
    assessment.cite(true, items, by=assessor, at=NOON)
    tables = [
        each
        for each in gap_document(gap_report(assessment, on=NOON.date()), author="Ann").blocks
        if isinstance(each, Table)
    ]
    at = [(each.headings.index("Evidence"), each.rows) for each in tables if "Evidence" in each.headings]
    told = f"2, {items[0].get_strength_display().lower()} at best"
    assert [row[column] for column, rows in at for row in rows].count(told) == 1


@pytest.mark.parametrize("name", EDITIONS)
def test_no_page_but_the_last_is_left_half_empty(request, force, name):
    """By the lowest line of each page above its foot, those of drawings included."""
    report = gap_report(filled(AssessmentFactory(force=force, edition=request.getfixturevalue(name))), on=NOON.date())
    *pages, _ = pypdf.PdfReader(written(report, "pdf")).pages
    assert [number for number, page in enumerate(pages, 1) if lowest(page) > page.mediabox.height / 2] == []


def lowest(page):
    heights = []

    def note(text, outer, inner, _font, _size):
        if text.strip():
            heights.append(inner[4] * outer[1] + inner[5] * outer[3] + outer[5])

    page.extract_text(visitor_text=note)
    return min(height for height in heights if height > FOOT)


def test_the_criterion_has_the_widest_column(report):
    tables = [each for each in gap_document(report, author="").blocks if isinstance(each, Table)]
    for table in (each for each in tables if each.headings[0] == "Criterion"):
        assert table.widths[0] > 2 * max(table.widths[1:])


def test_the_heat_map_of_excel_has_heat_and_numbers(report):
    sheet = openpyxl.load_workbook(written(report, "xlsx"))["Heat map"]
    heads, *rows = sheet.iter_rows()
    levels = [level.name for level in report.levels]
    assert [cell.value for cell in heads] == ["Criterion", *levels, "Now", "Target"]
    mapped = [row for row in report.rows if row.cells]
    assert len(rows) == len(mapped) > 10
    for cells, row in zip(rows, mapped, strict=True):
        percents = {share.name: share.percent for share in row.shares}
        for cell, level in zip(cells[1:], levels, strict=False):
            if percents.get(level) is None:
                assert cell.value in (None, "Not judged")
                continue
            assert (round(100 * cell.value), cell.number_format) == (percents[level], "0%")
            assert cell.fill.fgColor.rgb == f"FF{tint(percents[level])[1:].upper()}"
    assert len({cell.fill.fgColor.rgb for row in rows for cell in row[1 : len(levels) + 1]}) > 3


def test_what_is_a_number_is_a_number_in_excel(report):
    """No column of any sheet holds numbers as text, but for codes."""
    book = openpyxl.load_workbook(written(report, "xlsx"))
    told = [
        (sheet.title, column[0].value)
        for sheet in book.worksheets[1:]
        for column in sheet.iter_cols()
        if any(isinstance(cell.value, str) and cell.value.isdecimal() for cell in column[1:])
    ]
    assert [(title, heading) for title, heading in told if "code" not in heading.lower()] == []
