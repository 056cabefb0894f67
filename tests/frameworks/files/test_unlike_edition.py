"""An edition unlike the five shipped ones, from a workbook to a gap report, through the pages and without code."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from assessments.gap.report import gap_report
from assessments.models import Assessment
from frameworks.files.edition_values import WrittenCriterion, WrittenEdition, WrittenLevel, WrittenStatement
from frameworks.files.workbook import edition_workbook
from frameworks.models import Criterion, Edition
from reports.writers.xlsx import xlsx_bytes
from tests.factories import NOON

pytestmark = pytest.mark.django_db

LEVELS = ("not-yet", "getting-there", "there")
INTRODUCTIONS = {
    "A": "Leadership sets the tone.\n\nWe look at how chief officers lead and manage the force.",
    "B": "Victims come first. We look at the service that they get.",
    "C": "This question isn't graded. We describe what we find.",
}


def unlike() -> WrittenEdition:
    """Return three levels, unnumbered bullets, an introductory paragraph for each question, the last one ungraded."""
    questions = [
        WrittenCriterion(code, "", f"Question {code}", "question", scored=True, graded=code != "C", guidance=words)
        for code, words in INTRODUCTIONS.items()
    ]
    return WrittenEdition(
        slug="unlike",
        title="A framework unlike the others",
        publisher="An inspectorate",
        kind="graded",
        licence="not stated in the source",
        attribution="An inspectorate, 2027.",
        label="2025-27",
        source="A report",
        published_on=NOON.date(),
        supersedes="",
        rule="best_fit",
        notes="",
        levels=tuple(WrittenLevel(code, code.capitalize(), rank) for rank, code in enumerate(LEVELS, 1)),
        criteria=tuple(questions),
        statements=tuple(
            WrittenStatement(code, level, "descriptor", place, "", f"{code}, {level}, bullet {place}")
            for code in INTRODUCTIONS
            for level in LEVELS
            for place in (1, 2)
        ),
    )


def test_from_a_workbook_to_a_gap_report_without_touching_code(client, framework_administrator, member, force):
    # A framework administrator brings it in and publishes it.
    client.force_login(framework_administrator)
    content = xlsx_bytes(edition_workbook(unlike(), on=NOON.date(), author="Framework administrator"))
    client.post(reverse("frameworks:import"), {"file": SimpleUploadedFile("unlike.xlsx", content)})
    edition = Edition.objects.get(framework__slug="unlike")
    assert edition.status == "draft"
    client.post(reverse("frameworks:publish", args=[edition.pk]), {"sure": "on"})

    # An inspection lead opens an assessment of it, sees the introductions, and answers two questions of three.
    client.force_login(member(Role.INSPECTION_LEAD))
    fields = {"force": force.pk, "edition": edition.pk, "round_label": "Spring", "marking": "official"}
    day = {"starts_on_day": "22", "starts_on_month": "11", "starts_on_year": "2026"}
    client.post(reverse("assessments:open"), fields | day)
    assessment = Assessment.objects.get(edition=edition)
    criteria = {each.code: each for each in Criterion.objects.filter(edition=edition)}
    for code in ("A", "C"):
        page = client.get(reverse("assessments:score", args=[assessment.pk, criteria[code].pk])).text
        assert INTRODUCTIONS[code].partition("\n")[0].replace("'", "&#x27;") in page
        for statement in criteria[code].statements.select_related("level"):
            answer = "no" if statement.level.code == "there" else "yes"
            sent = {f"{statement.pk}-answer": answer, f"{statement.pk}-note": "", f"{statement.pk}-version": "0"}
            client.post(reverse("assessments:judge", args=[assessment.pk, statement.pk]), sent)

    # The gap report says where it stands, what is missing, and that the last question takes no grade.
    report = gap_report(Assessment.objects.for_scoring().get(pk=assessment.pk), on=NOON.date())
    rows = {row.code: row for row in report.rows}
    assert [row.suggested.code if row.suggested else "" for row in report.rows] == ["getting-there", "", ""]
    assert [each.text for each in rows["A"].missing] == ["A, there, bullet 1", "A, there, bullet 2"]
    assert len(rows["B"].unjudged) == 2
    assert [row.takes_level for row in report.rows] == [True, True, False]
    assert rows["C"].why == "This question is not graded: no level is suggested."
    text = client.get(reverse("assessments:gap", args=[assessment.pk])).text
    assert "A framework unlike the others" in text
    assert "A, there, bullet 1" in text
