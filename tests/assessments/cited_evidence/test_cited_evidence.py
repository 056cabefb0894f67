"""Citing evidence for a statement: only the force's own, only while it is open, and shown wherever it counts."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments.cited_evidence.counts import Backing, backed, backing, cited_at
from assessments.gap.report import gap_report
from assessments.models import Assessment, Citation, Judgement
from assessments.rules.answers import Answered
from evidence.models import Item
from frameworks.content import content
from tests.factories import (
    NOON,
    AssessmentFactory,
    FileItemFactory,
    ItemFactory,
    JudgementFactory,
    first_statement,
    small_edition,
)


@pytest.fixture
def assessment(force, ci_sam):
    return AssessmentFactory(force=force, edition=ci_sam)


@pytest.fixture
def statement(assessment):
    return first_statement(assessment.edition)


@pytest.fixture
def signed_in(client, assessor):
    client.force_login(assessor)
    return client


def address(assessment, statement, name="evidence", *more):
    return reverse(f"assessments:{name}", args=[assessment.pk, statement.pk, *more])


def score_page(assessment, statement):
    return reverse("assessments:score", args=[assessment.pk, statement.criterion_id])


def test_citing_is_one_row_for_each_and_bumps_the_revision(assessment, statement, assessor):
    one, two = ItemFactory(force=assessment.force), ItemFactory(force=assessment.force)
    for cited in ([one, two], [two]):
        assessment.cite(statement.pk, cited, by=assessor, at=NOON)
    assert sorted(Citation.objects.values_list("item", flat=True)) == [one.pk, two.pk]
    assert Assessment.objects.get().revision == assessment.revision + 2
    assessment.uncite(statement.pk, two)
    assert list(Citation.objects.values_list("item", flat=True)) == [one.pk]
    with pytest.raises(IntegrityError), transaction.atomic():
        Citation.objects.create(assessment=assessment, statement=statement, item=one, by=assessor, at=NOON)


def test_what_citing_refuses_leaves_nothing(assessment, statement, assessor):
    mine, theirs = ItemFactory(force=assessment.force), ItemFactory()
    refused = FileItemFactory(force=assessment.force)
    refused.settle_scan("refused")
    foreign = first_statement(small_edition())
    for where, items, why in [
        (statement.pk, [mine, theirs], Assessment.WrongForce),
        (statement.pk, [mine, refused], Assessment.WrongForce),
        (foreign.pk, [mine], Assessment.WrongEdition),
    ]:
        with pytest.raises(why):
            assessment.cite(where, items, by=assessor, at=NOON)
    Assessment.objects.update(state="submitted", submitted_at=NOON, submitted_by=assessor)
    with pytest.raises(Assessment.Closed):
        assessment.cite(statement.pk, [mine], by=assessor, at=NOON)
    assert not Citation.objects.exists()


def test_somebody_cites_from_the_scoring_page_and_takes_it_back(signed_in, assessment, statement):
    one, two = ItemFactory(force=assessment.force), ItemFactory(force=assessment.force, title="Audit")
    page = signed_in.get(score_page(assessment, statement)).content.decode()
    assert f'href="{address(assessment, statement)}" id="e{statement.pk}">Evidence<span' in page
    offered = signed_in.get(address(assessment, statement), {"q": "audit"}).context["choices"]
    assert [row.item for row in offered.rows] == [two]
    signed_in.post(address(assessment, statement), {"item": [one.pk, two.pk]})
    page = signed_in.get(score_page(assessment, statement)).content.decode()
    assert f'id="e{statement.pk}">Evidence (2)<span' in page
    assert list(signed_in.get(address(assessment, statement)).context["choices"].rows) == []
    signed_in.post(address(assessment, statement, "uncite", one.pk))
    assert [each.item for each in Citation.objects.all()] == [two]


def test_something_new_is_added_and_cited_at_once(signed_in, assessment, statement):
    typed = {"title": "Seen", "shows": "That it is so.", "strength": "3", "marking": "official", "text": "Seen twice."}
    add = address(assessment, statement, "add_evidence", "note")
    assert signed_in.post(add, {**typed, "text": ""}).status_code == 422
    assert signed_in.post(add, typed).status_code == 302
    assert Citation.objects.get().item == Item.objects.get(title="Seen", force=assessment.force)


def test_a_closed_assessment_takes_no_evidence_by_its_pages(signed_in, assessment, statement, assessor):
    item = ItemFactory(force=assessment.force)
    Assessment.objects.update(state="submitted", submitted_at=NOON, submitted_by=assessor)
    answer = signed_in.post(address(assessment, statement), {"item": item.pk}, follow=True)
    assert "This assessment is closed" in answer.content.decode()
    typed = {"title": "x", "shows": "x", "strength": "1", "marking": "official", "text": "x"}
    assert signed_in.post(address(assessment, statement, "add_evidence", "note"), typed).status_code == 422
    assert (Citation.objects.count(), Item.objects.count()) == (0, 1)


def test_another_forces_item_is_not_found(signed_in, assessment, statement):
    theirs, mine = ItemFactory(), ItemFactory(force=assessment.force)
    answer = signed_in.post(address(assessment, statement), {"item": [mine.pk, theirs.pk]})
    assert (answer.status_code, Citation.objects.count()) == (404, 0)


def test_another_editions_statement_is_not_found(signed_in, assessment):
    assert signed_in.get(address(assessment, first_statement(small_edition()))).status_code == 404


@pytest.mark.parametrize("wrong", [[], ["x"], ["9" * 30]])
def test_nothing_chosen_says_so(signed_in, assessment, statement, wrong):
    answer = signed_in.post(address(assessment, statement), {"item": wrong})
    assert answer.status_code == 422
    assert "Choose what backs the answer." in answer.content.decode()


def test_evidence_of_a_pair_stands_at_the_stronger_and_backs_both(signed_in, force, judgment_criteria):
    assessment, words = AssessmentFactory(force=force, edition=judgment_criteria), content(judgment_criteria)
    stronger, weaker = next(iter(words.counterparts.items()))
    assert (cited_at(weaker, words), cited_at(stronger, words)) == (stronger, stronger)
    item = ItemFactory(force=force, strength=3)
    signed_in.post(reverse("assessments:evidence", args=[assessment.pk, weaker]), {"item": item.pk})
    assert Citation.objects.get().statement_id == stronger
    found = backed({}, backing(assessment), words)
    both = Answered(evidence=1, strongest="Tested")
    assert found == {stronger: both, weaker: both}


def test_what_is_in_quarantine_backs_nothing(assessment, statement, assessor, settings):
    strong = FileItemFactory(force=assessment.force, strength=4)
    weak = ItemFactory(force=assessment.force, strength=2)
    assessment.cite(statement.pk, [strong, weak], by=assessor, at=NOON)
    assert backing(assessment) == {statement.pk: Backing(2, 4)}
    settings.EVIDENCE_SCAN_COMMAND = ["scanner"]
    assert backing(assessment) == {statement.pk: Backing(1, 2)}


def test_the_gap_report_says_how_strong_the_evidence_is(assessment, assessor, today):
    target = assessment.edition.levels.get(rank=2)
    one, two, three = target.statements.filter(criterion__code="leadership").order_by("position")[:3]
    for each in (one, two):
        JudgementFactory(assessment=assessment, statement=each, answer=Judgement.Answer.YES)
    items = [ItemFactory(force=assessment.force, strength=strength) for strength in (1, 3)]
    for each in (one, three):
        assessment.cite(each.pk, items, by=assessor, at=NOON)
    assessment.aim(one.criterion, target=target, version=0, by=assessor, at=NOON)
    row = next(row for row in gap_report(assessment, on=today).rows if row.pk == one.criterion_id)
    assert [(each.pk, each.evidence, each.strongest) for each in row.met] == [(one.pk, 2, "Tested"), (two.pk, 0, "")]
    assert row.unbacked == 1
    assert (row.unjudged[0].pk, row.unjudged[0].evidence) == (three.pk, 2)


def test_a_kept_report_shows_a_changed_item_at_once(signed_in, assessment, statement, assessor):
    item = ItemFactory(force=assessment.force, strength=1)
    assessment.cite(statement.pk, [item], by=assessor, at=NOON)
    JudgementFactory(assessment=assessment, statement=statement)
    gap = reverse("assessments:gap", args=[assessment.pk])
    assert "1 item of evidence, asserted" in signed_in.get(gap).content.decode()
    item.amend(version=1, at=NOON, strength=4)
    assert "1 item of evidence, independently verified" in signed_in.get(gap).content.decode()


def test_saving_an_answer_asks_for_no_evidence(
    signed_in, assessment, statement, assessor, django_assert_max_num_queries
):
    assessment.cite(statement.pk, [ItemFactory(force=assessment.force)], by=assessor, at=NOON)
    judge = reverse("assessments:judge", args=[assessment.pk, statement.pk])
    signed_in.get(score_page(assessment, statement))
    sent = {f"{statement.pk}-answer": "yes", f"{statement.pk}-version": "0"}
    with django_assert_max_num_queries(30) as asked:
        signed_in.post(judge, sent, headers={"HX-Request": "true"})
    assert [each["sql"] for each in asked.captured_queries if "citation" in each["sql"]] == []
