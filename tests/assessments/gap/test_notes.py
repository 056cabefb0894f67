"""Every note on a statement is in every file of the gap report, at whatever level it stands; on the page on request."""

import csv
import io

import docx
import openpyxl
import pypdf
import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.gap.files import ENDINGS
from assessments.gap.report import gap_report
from assessments.gap.table import LISTS, gap_values
from assessments.models import Assessment, Judgement
from frameworks.content import content
from tests.factories import NOON, AssessmentFactory, MembershipFactory, UserFactory
from tests.reports.reading_pdf import tables

pytestmark = pytest.mark.django_db
# Nothing of the national improvement strategy is scored, so nobody notes anything on its statements.
EDITIONS = ("ci_sam", "peel_paf", "judgment_criteria", "competency")
ANSWERS = ("yes", "partly", "no", "na", "")


@pytest.fixture(params=EDITIONS)
def assessment(request, force):
    """Return an assessment with a note on every seventh statement, answered in all ways."""
    assessment = AssessmentFactory(force=force, edition=request.getfixturevalue(request.param))
    words, by = content(assessment.edition), UserFactory()
    scored = {each.pk: each for node in words.criteria if node.scored for each in node.on_or_below}
    Judgement.objects.bulk_create(
        Judgement(assessment=assessment, statement_id=pk, answer=ANSWERS[at % 5], note=f"Note{at}Ends", by=by, at=NOON)
        for at, pk in list(enumerate(scored))[::7]
    )
    return Assessment.objects.with_edition().get(pk=assessment.pk)


@pytest.fixture
def notes(assessment):
    return sorted(Judgement.objects.filter(assessment=assessment).values_list("note", flat=True))


def in_tables(rows):
    return sorted({cell for row in rows for cell in row if isinstance(cell, str) and cell.endswith("Ends")})


def test_every_note_is_in_every_file(assessment, notes):
    report = gap_report(assessment, on=NOON.date())
    files = {ending: io.BytesIO(file.write(report, "Ann")) for ending, file in ENDINGS.items()}
    word = docx.Document(files["docx"])
    found = {
        "docx": in_tables([text.text for text in row._tr.iter("{*}t")] for table in word.tables for row in table.rows),
        "pdf": in_tables(row for table in tables(pypdf.PdfReader(files["pdf"])) for row in table),
        "xlsx": in_tables(openpyxl.load_workbook(files["xlsx"])["Statements"].iter_rows(values_only=True)),
        "csv": in_tables(csv.reader(io.StringIO(files["csv"].getvalue().decode("utf-8-sig")))),
        "json": sorted(
            {each["note"] for row in gap_values(report)["criteria"] for name, _ in LISTS for each in row[name]} - {""}
        ),
    }
    assert found == dict.fromkeys(found, notes)


def test_no_statement_is_in_two_lists_because_of_its_note(assessment):
    for row in gap_report(assessment, on=NOON.date()).rows:
        others = {each.pk for name, _ in LISTS if name != "noted" for each in getattr(row, name)}
        assert others.isdisjoint(each.pk for each in row.noted)
        assert all(each.note for each in row.noted)


def test_the_page_shows_them_on_request(client, assessment, notes):
    client.force_login(MembershipFactory(force=assessment.force, role=Role.READER).user)
    address = reverse("assessments:gap", args=[assessment.pk])
    page = client.get(address).text
    assert "Ends" not in page
    assert f'href="{address}?notes=shown#notes">Show the notes on {len(notes)} statements</a>' in page
    shown = client.get(f"{address}?notes=shown").text
    assert sorted({f"Note{part.split('<')[0]}" for part in shown.split("Note: Note")[1:]}) == notes
    assert f'href="{address}#notes">Leave them out</a>' in shown
    assert client.get(address).text.count("Ends") == 0


def test_where_nobody_noted_anything_the_page_offers_nothing(client, assessment):
    Judgement.objects.update(note="")
    client.force_login(MembershipFactory(force=assessment.force, role=Role.READER).user)
    assert "notes=shown" not in client.get(reverse("assessments:gap", args=[assessment.pk])).text
