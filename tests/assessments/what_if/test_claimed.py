"""A level that is claimed above its answers is what what-if and a new action aim at."""

import pytest
from django.urls import reverse

from assessments.actions.defaults import offer
from assessments.gap.report import gap_report
from assessments.models import Judgement, Score
from assessments.what_if.page import outlook
from tests.factories import NOON, AssessmentFactory, UserFactory, first_criterion, small_edition

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def assessment(force):
    """Return one whose lowest level is all true and nothing above it, decided at the highest of three."""
    made, by = (
        AssessmentFactory(force=force, edition=small_edition(levels=3, criteria=1, rule="cumulative")),
        UserFactory(),
    )
    criterion = first_criterion(made.edition)
    for statement in criterion.statements.select_related("level"):
        answer = "yes" if statement.level.rank == 1 else "no"
        Judgement.objects.create(assessment=made, statement=statement, answer=answer, by=by, at=NOON)
    highest = made.edition.levels.get(rank=3)
    Score.objects.create(assessment=made, criterion=criterion, level=highest, by=by, at=NOON)
    return made


def test_what_if_aims_at_the_level_claimed(assessment):
    keys = {each.text: each.pk for each in first_criterion(assessment.edition).statements.all()}
    next_up = {keys["1.2.1"], keys["1.2.2"]}
    for true, reaches in ((next_up, False), (next_up | {keys["1.3.1"], keys["1.3.2"]}, True)):
        (row,) = outlook(assessment, actions=(), statements=true, on=TODAY).rows
        assert (row.row.target_words, row.reaches) == ("Level 3 (as claimed)", reaches)


def test_a_new_action_is_offered_what_the_level_claimed_lacks(assessment):
    (row,) = gap_report(assessment, on=TODAY).rows
    offered = offer(row)
    assert offered.title.startswith("Reach Level 3: ")
    texts = {each.pk: each.text for each in row.missing}
    assert sorted(texts[pk] for pk in offered.ticked) == ["1.2.1", "1.2.2", "1.3.1", "1.3.2"]


@pytest.mark.parametrize("name", ["plan", "what_if"])
def test_their_pages_say_what_is_claimed(client, lead, assessment, name):
    args = [assessment.pk, first_criterion(assessment.edition).pk] if name == "plan" else [assessment.pk]
    client.force_login(lead)
    page = client.get(reverse(f"assessments:{name}", args=args)).content.decode()
    assert "Level 3 (as claimed)" in page
    said = "Decided Level 3; the answers support Level 1." if name == "plan" else "Claimed above its answers"
    assert said in page
