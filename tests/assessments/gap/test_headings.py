"""What stands above the criteria and isn't scored itself keeps its place between the rows, on pages and in files."""

import re
from html import unescape

import pytest
from django.urls import reverse

from assessments.gap.document import gap_document, gap_workbook
from assessments.gap.report import gap_report
from assessments.gap.table import gap_table
from reports.document import Table
from tests.factories import NOON, AssessmentFactory, CriterionFactory, small_edition

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def assessment(force):
    """Return one of two parts with two scored criteria each, the second part with a section of its own."""
    edition = small_edition(levels=2, criteria=4)
    nodes = list(edition.criteria.order_by("position"))
    for number, (node, title) in enumerate(zip(nodes, ("Alpha", "Beta", "Gamma", "Delta"), strict=True)):
        node.position, node.title, node.code = 10 * number + 5, title, title.lower()
        node.save()
    one, two = (
        CriterionFactory(
            edition=edition,
            kind="part",
            title=title,
            code=title.lower().replace(" ", "-"),
            position=position,
            scored=False,
        )
        for title, position in (("Part one", 1), ("Part two", 21))
    )
    section = CriterionFactory(
        edition=edition, kind="section", title="Section", code="section", position=31, parent=two, scored=False
    )
    for node, parent in zip(nodes, (one, one, two, section), strict=True):
        node.parent = parent
        node.save()
    return AssessmentFactory(force=force, edition=edition)


def outlined(assessment):
    report = gap_report(assessment, on=TODAY)
    return [([heading.name for heading in headings], row.title) for headings, row in report.outline]


def test_each_heading_begins_once_before_its_first_row(assessment):
    titles = [row.title for row in gap_report(assessment, on=TODAY).rows]
    assert outlined(assessment) == [
        (["Part one"], titles[0]),
        ([], titles[1]),
        (["Part two"], titles[2]),
        (["Section"], titles[3]),
    ]


def test_what_has_a_row_itself_is_no_heading(force, judgment_criteria):
    assert [
        headings for headings, _ in outlined(AssessmentFactory(force=force, edition=judgment_criteria)) if headings
    ] == []


@pytest.mark.parametrize("name", ["gap", "overview", "sign_off"])
def test_pages_keep_them(client, lead, assessment, name):
    if name == "sign_off":
        assessment.submit(by=lead, at=NOON)
    client.force_login(lead)
    page = client.get(reverse(f"assessments:{name}", args=[assessment.pk])).content.decode()
    table = re.search(
        r"<tbody.*?</tbody>", page[page.index("app-criteria" if name != "gap" else "app-heatmap") :], re.DOTALL
    )[0]
    heads = [unescape(re.sub(r"<[^>]+>", "", each)).strip() for each in re.findall(r"<th .*?</th>", table, re.DOTALL)]
    titles = [title for _, title in outlined(assessment)]
    assert heads == ["Part one", titles[0], titles[1], "Part two", titles[2], "Section", titles[3]]
    assert table.count("<tr") == len(heads)


def test_files_keep_them(assessment):
    report = gap_report(assessment, on=TODAY)
    titles = [row.title for row in report.rows]
    tables = {each.caption: each for each in gap_document(report, author="").blocks if isinstance(each, Table)}
    for caption in ("Every criterion", "How much of each level is true"):
        assert [row[0] for row in tables[caption].rows] == [
            "Part one", *titles[:2], "Part two", titles[2], "Section", titles[3]
        ]  # fmt: skip
    criteria = gap_workbook(report, author="").sheets[0].table
    under = [row[criteria.headings.index("Under")] for row in criteria.rows]
    assert under == ["Part one", "Part one", "Part two", "Part two > Section"]
    headings, lines = gap_table(report)
    at, named = headings.index("Under"), headings.index("Criterion")
    assert dict.fromkeys((line[at], line[named]) for line in lines) == dict.fromkeys(zip(under, titles, strict=True))


def test_a_shipped_edition_has_each_heading_once(force, competency):
    words = [name for headings, _ in outlined(AssessmentFactory(force=force, edition=competency)) for name in headings]
    unscored = competency.criteria.filter(scored=False).exclude(children=None).order_by("position")
    assert words == list(dict.fromkeys(unscored.values_list("title", flat=True)))
