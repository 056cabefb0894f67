"""The demo shows what is said of levels that the answers don't carry: claims, and one mark of each other kind."""

from collections import Counter

import pytest

from assessments.gap.report import gap_report
from assessments.models import Assessment
from assessments.rules.claim import MarkKind
from home import demo
from tests.factories import NOON

TODAY = NOON.date()


@pytest.fixture
def reports(db, monkeypatch, tmp_path):
    monkeypatch.setenv("DEMO_PASSWORD_FILE", str(tmp_path / "password"))
    demo.make(on=TODAY, at=NOON)
    assessments = Assessment.objects.filter(force__code=demo.CODE).with_edition()
    return {each.edition.framework.slug: gap_report(each, on=TODAY) for each in assessments}


def test_one_mark_of_each_kind_and_two_claims(reports):
    marks = Counter(mark.kind for report in reports.values() for row in report.rows for mark in row.marks)
    assert marks == {**dict.fromkeys(MarkKind, 1), MarkKind.CLAIMED_ABOVE: 2}


def test_a_claim_and_an_open_cause_of_concern_leave_something_to_close(reports):
    rows = {row.number: row for row in reports["peel-paf"].rows}
    assert [rows[number].marks_words for number in ("3", "5", "6")] == [
        "The framework doesn't describe Outstanding here: it rests on the reason given for it.",
        "Decided Good; while a cause of concern is open (LP-CoC-01), Inadequate is suggested.",
        "Decided Good; the answers support Adequate.",
    ]
    assert [rows[number].target_words for number in ("5", "6")] == ["Good (as claimed)"] * 2
    assert rows["5"].to_close == "The cause of concern"
    assert rows["6"].path.count > 0


def test_every_other_level_is_the_one_that_its_answers_support(reports):
    plain = [row for report in reports.values() for row in report.rows if row.now and not row.marks]
    assert [row.title for row in plain if row.now != row.suggested] == []
    assert len(plain) > 10
    assert all(row.rationale for report in reports.values() for row in report.rows if row.now)
