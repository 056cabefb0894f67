"""A scoring page is drawn once and kept: whatever changes what it prints makes it be drawn again."""

import pytest
from django.urls import reverse

from assessments.models import Assessment, Comment
from assessments.scoring_sheet import views
from evidence.models import Item
from inspections.models import Finding
from tests.factories import (
    NOON,
    AssessmentFactory,
    FileItemFactory,
    FindingFactory,
    ForceFactory,
    MembershipFactory,
    ScoreFactory,
)

pytestmark = pytest.mark.django_db
PARTS = (*views.SHEET_PARTS, "foot")


@pytest.fixture
def before(force, ci_sam):
    return AssessmentFactory(force=force, edition=ci_sam, round_label="Before")


@pytest.fixture
def assessment(force, ci_sam, before):
    return AssessmentFactory(force=force, edition=ci_sam, follows=before)


@pytest.fixture
def criterion(assessment):
    return assessment.edition.criteria.get(code="leadership")


@pytest.fixture
def statement(criterion):
    return criterion.statements.get(level__rank=1, position=1)


@pytest.fixture
def item(assessment, statement, assessor):
    item = FileItemFactory(force=assessment.force)
    assessment.cite(statement.pk, [item], by=assessor, at=NOON)
    return item


@pytest.fixture
def uncited(assessment):
    return FileItemFactory(force=assessment.force)


@pytest.fixture
def thread(assessment, criterion, assessor):
    return Comment.objects.begin(assessment, criterion.pk, text="Who checks this?", by=assessor, at=NOON)


@pytest.fixture
def page(client, assessment, criterion, assessor):
    """Return a function that reads the page's parts, as an assessor or as somebody else."""

    def read(user=None):
        client.force_login(user or assessor)
        answer = client.get(reverse("assessments:score", args=[assessment.pk, criterion.pk]))
        return {part: answer.context[part] for part in PARTS}

    return read


def answer(assessment, statement, by, **_):
    assessment.judge(statement, answer="yes", note="Seen.", version=0, by=by, at=NOON)


def decide(assessment, criterion, by, **_):
    level = assessment.edition.levels.get(rank=2)
    assessment.decide(criterion, level=level, rationale="Two districts.", version=0, suggested=level, by=by, at=NOON)


def aim(assessment, criterion, by, **_):
    assessment.aim(criterion, target=assessment.edition.levels.get(rank=4), version=0, by=by, at=NOON)


def withdraw_the_evidence(assessment, statement, item, **_):
    assessment.uncite(statement.pk, item)


def cite_more(assessment, statement, uncited, by, **_):
    assessment.cite(statement.pk, [uncited], by=by, at=NOON)


def a_cause_of_concern(assessment, criterion, **_):
    FindingFactory(force=assessment.force, kind=Finding.Kind.CAUSE_OF_CONCERN).cover([criterion])


def the_scanner_refuses(item, **_):
    item.settle_scan(Item.Scan.REFUSED)


def comment(assessment, criterion, by, **_):
    Comment.objects.begin(assessment, criterion.pk, text="And who else?", by=by, at=NOON)


def resolve(thread, by, **_):
    thread.resolve(by=by, at=NOON)


def submit(assessment, by, **_):
    assessment.submit(by=by, at=NOON)


def the_round_before(before, criterion, by, **_):
    ScoreFactory(assessment=before, criterion=criterion, level=before.edition.levels.get(rank=1))
    before.aim(criterion, target=None, version=1, by=by, at=NOON)


CHANGES = {
    answer: {"panel", "lines"},
    decide: {"panel", "decide", "aim"},
    aim: {"panel", "decide", "aim"},
    withdraw_the_evidence: {"lines"},
    cite_more: {"lines"},
    a_cause_of_concern: {"head", "panel", "decide"},
    the_scanner_refuses: {"lines"},
    comment: {"foot"},
    resolve: {"foot"},
    submit: {"lines", "decide", "aim", "foot"},
    the_round_before: {"panel"},
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_is_on_the_page_at_once(
    page, assessment, before, criterion, statement, item, uncited, thread, lead, change
):
    first = page()
    assert page() == first
    change(
        assessment=assessment,
        before=before,
        criterion=criterion,
        statement=statement,
        item=item,
        uncited=uncited,
        thread=thread,
        by=lead,
    )
    second = page()
    assert {part for part in PARTS if first[part] != second[part]} == CHANGES[change]


def test_a_cause_of_concern_is_on_the_page_after_closing_and_counts_as_no_change(page, assessment, criterion, lead):
    assessment.submit(by=lead, at=NOON)
    assessment.refresh_from_db()
    first = page()
    a_cause_of_concern(assessment, criterion)
    second = page()
    assert {part for part in PARTS if first[part] != second[part]} == {"head", "panel", "decide"}
    assert Assessment.objects.get(pk=assessment.pk).revision == assessment.revision


def test_who_may_not_answer_is_not_shown_the_page_of_who_may(page, assessor, reader):
    assert "hx-post" in page(assessor)["lines"]
    assert "hx-post" not in page(reader)["lines"]
    assert "hx-post" in page(assessor)["lines"]


def test_what_is_kept_holds_nobodys_token(page):
    assert not [part for part, text in page().items() if "csrf" in text]


def test_what_is_kept_is_shown_to_no_other_force(client, page, assessment, criterion):
    page()
    client.force_login(MembershipFactory(force=ForceFactory()).user)
    assert client.get(reverse("assessments:score", args=[assessment.pk, criterion.pk])).status_code == 404
