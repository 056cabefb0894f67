"""How much of a level is true: one number for one thing, whoever says it, and of what it is."""

import re

import pytest
from django.urls import reverse

from assessments.gap.document import gap_document, gap_workbook
from assessments.gap.report import gap_report
from assessments.gap.table import gap_values
from reports.document import Table
from tests.assessments.gap.drawn import SHIPPED, filled
from tests.factories import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
OF_MET = {"peel-paf": "all that apply"}


def said(row):
    """Return the percentages that a row's reason names."""
    return {int(number) for number in re.findall(r"(\d+)%", row.why)}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("slug", SHIPPED)
def test_a_reason_and_the_shares_beside_it_say_one_percentage(force, slug, seed):
    report = gap_report(filled(slug, seed, force), on=TODAY)
    rows = [row for row in report.rows if row.scored and any(share.judged > share.na for share in row.shares)]
    assert [(row.title, said(row)) for row in rows if not said(row) <= {share.percent for share in row.shares}] == []
    assert any(said(row) for row in rows)
    assert {share.percent_of for row in rows for share in row.shares} == {OF_MET.get(slug, "those judged")}


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_reader_says_the_same_and_of_what(client, force, lead, slug):
    assessment = filled(slug, 1, force)
    report = gap_report(assessment, on=TODAY)
    of = OF_MET.get(slug, "those judged")
    shares = [share for row in report.rows for share in row.shares]
    sheet = next(sheet for sheet in gap_workbook(report, author="").sheets if sheet.name == "Answers by level").table
    column = sheet.headings.index(f"True of {of}, %")
    assert [line[column] for line in sheet.rows] == [share.percent for share in shares]
    in_json = [share for criterion in gap_values(report)["criteria"] for share in criterion["shares"]]
    assert [(share["percent"], share["percent_of"]) for share in in_json] == [(share.percent, of) for share in shares]
    (heat,) = [
        block
        for block in gap_document(report, author="").blocks
        if isinstance(block, Table) and block.caption == "How much of each level is true"
    ]
    printed = [int(number) for line in heat.rows for cell in line[1:] for number in re.findall(r"(\d+)% true", cell)]
    assert printed == [share.percent for share in shares if share.percent is not None]
    row = next(row for row in report.rows if row.scored and said(row))
    client.force_login(lead)
    page = client.get(reverse("assessments:score", args=[assessment.pk, row.pk])).content.decode()
    panel = page[page.index('id="measure"') : page.index("</section>", page.index('id="measure"'))]
    assert f"True, of {of}" in panel
    assert {int(number) for number in re.findall(r"(\d+)%", panel)} == {
        share.percent for share in row.shares if share.percent is not None
    }
