"""Which assessment readiness and a board's paper speak by: one that somebody chose, or the right one to begin with."""

import datetime

import pytest
from django.urls import reverse

from assessments.models import Assessment
from inspections.readiness.choice import begin_with, choices_of
from tests.factories import (
    NOON,
    AssessmentFactory,
    FrameworkFactory,
    JudgementFactory,
    SignOffFactory,
    small_edition,
)

D = datetime.date
DAY = datetime.timedelta(days=1)


@pytest.fixture
def edition():
    framework = FrameworkFactory(kind="graded", title="Graded")
    return small_edition(levels=2, criteria=1, statements=10, framework=framework, published_on=D(2021, 4, 1))


@pytest.fixture
def later(edition):
    made = {"levels": 2, "criteria": 1, "statements": 5, "published_on": D(2025, 4, 1)}
    return small_edition(framework=edition.framework, **made)


@pytest.fixture
def assess(force, edition):
    """Return a function that opens an assessment with so many statements judged, signed off so many days ago."""

    def make(label, judged=0, *, signed=None, state="", subject="", of=edition, at_force=force):
        made = AssessmentFactory(force=at_force, edition=of, round_label=label, subject=subject, submitted=bool(signed))
        for statement in of.criteria.get().statements.order_by("pk")[:judged]:
            JudgementFactory(assessment=made, statement=statement)
        if signed:
            SignOffFactory(assessment=made, at=NOON - signed * DAY)
            Assessment.objects.filter(pk=made.pk).update(state=state or "signed_off")
        return made

    return make


def first(force):
    choice = begin_with(choices_of(force))
    return choice and choice.assessment.round_label


class TestTheOneToBeginWith:
    def test_there_is_none(self, force):
        assert first(force) is None

    def test_the_newest_is_not_taken_where_it_is_empty(self, assess, force, later):
        assess("Judged", 3)
        assess("Empty")
        assess("Empty, of the newest edition", of=later)
        assert first(force) == "Judged"

    def test_the_last_one_signed_off(self, assess, force):
        assess("Signed last", 1, signed=2)
        assess("Signed first", 9, signed=5)
        assess("Open", 10)
        assert first(force) == "Signed last"

    def test_one_that_was_reopened_or_is_only_submitted_is_not_signed_off(self, assess, force):
        assess("Reopened", 1, signed=2, state="submitted")
        assess("Open", 2)
        assert first(force) == "Open"

    def test_most_judged_is_the_share_whatever_the_editions_size(self, assess, force, later):
        assess("Six of twenty", 6)
        assess("Five of ten", 5, of=later)
        assert first(force) == "Five of ten"

    def test_of_equals_the_one_of_the_newest_edition(self, assess, force, later):
        assess("Old")
        assess("New", of=later)
        assert first(force) == "New"

    def test_one_of_the_whole_force_comes_before_a_units(self, assess, force):
        assess("East", 9, signed=1, subject="East")
        assert first(force) == "East"
        assess("Whole", 1)
        assert first(force) == "Whole"

    def test_an_empty_one_of_the_whole_force_does_not(self, assess, force):
        assess("East", 1, subject="East")
        assess("Whole")
        assert first(force) == "East"

    def test_where_nobody_has_begun_it_is_the_whole_forces(self, assess, force):
        assess("Whole")
        assess("East", subject="East")
        assert first(force) == "Whole"

    def test_nothing_of_another_force_or_of_what_nobody_grades(self, assess, force, ci_sam, outsider):
        AssessmentFactory(force=force, edition=ci_sam)
        assess("Theirs", 3, at_force=outsider.memberships.get().force)
        assert choices_of(force) == ()

    def test_each_says_how_far_it_has_come(self, assess, force, edition):
        assess("Signed", signed=1)
        assess("Open", 3)
        words = {choice.assessment.round_label: choice.words for choice in choices_of(force)}
        assert words == {
            "Signed": f"{edition}: Whole force, Signed (signed off on 21 November 2026)",
            "Open": f"{edition}: Whole force, Open (open, 3 of 20 statements judged)",
        }


def test_four_queries_whatever_the_number(assess, force, django_assert_num_queries):
    for number in range(3):
        assess(f"Round {number}", number, signed=number)
    with django_assert_num_queries(4):
        choices_of(force)


def test_the_page_begins_with_it_and_shows_the_one_asked_for(client, reader, assess, force):
    judged, empty = assess("Judged", 3), assess("Empty")
    client.force_login(reader)
    page = reverse("inspections:readiness", args=[force.code])
    assert client.get(page).context["answer"].assessment == judged
    assert client.get(page, {"assessment": empty.pk}).context["answer"].assessment == empty
    text = client.get(page).text
    assert "Whole force, Judged (open, 3 of 20 statements judged)" in text
    assert "The page begins with the one that was signed off last, or else the one of which most is judged." in text
