"""The coverage grid: what reaches each cell, on which day, for which force, and whose rows never."""

import datetime

import pytest
from django.urls import reverse

from frameworks.content import content
from frameworks.models import Criterion, Edition, Framework, Link
from home.coverage import coverage
from tests.factories import NOON, ActionFactory, AssessmentFactory, ScoreFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)


def criterion(slug: str, code: str) -> Criterion:
    return Criterion.objects.get(edition__framework__slug=slug, code=code)


@pytest.fixture
def links():
    leads, engages = criterion("ci-sam", "leadership"), criterion("competency", "leadership")
    Link.objects.create(source=leads, target=criterion("nisp", "C2"), relation="supports", note="Leaders.")
    Link.objects.create(source=engages, target=criterion("nisp", "C2"), relation="supports", note="Each leader.")
    Link.objects.create(source=criterion("peel-paf", "8.1"), target=criterion("nisp", "C4"), relation="overlaps")


@pytest.fixture
def ours(force, ci_sam, links):
    """Return the force's assessment against the CI SAM, with a level on leadership."""
    made = AssessmentFactory(force=force, edition=ci_sam, starts_on=datetime.date(2026, 9, 1))
    level = ci_sam.levels.get(rank=3)
    ScoreFactory(assessment=made, criterion=criterion("ci-sam", "leadership"), level=level, decided_at=NOON)
    return made


def reached(force, user, on=TODAY) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return the cells that anything reaches, by capability and the level's rank."""
    found = coverage(force, user, today=TODAY, on=on)
    return {(each.capability.code, each.level.rank): each.in_words for each in found.cells if not each.is_empty}


def test_a_cell_is_reached_through_the_crosswalk(force, reader, ours):
    assert reached(force, reader) == {("C2", 3): ("1 assessment", "1 scored criterion")}


def test_nothing_reaches_anything_in_a_new_force(force, reader, links):
    found = coverage(force, reader, today=TODAY, on=TODAY)
    assert (len(found.rows), len(found.levels), len(found.cells), found.reached) == (7, 4, 28, 0)


def test_a_unit_stands_with_the_teams_and_a_competency_with_the_individual(force, reader, ci_sam, links):
    AssessmentFactory(force=force, edition=ci_sam, subject="Custody")
    competency = Edition.objects.get(framework__slug="competency")
    AssessmentFactory(force=force, edition=competency)
    assert reached(force, reader) == {("C2", 1): ("1 assessment",), ("C2", 2): ("1 assessment",)}


def test_a_link_below_counts_for_the_question_that_is_scored(force, reader, peel_paf, links):
    made = AssessmentFactory(force=force, edition=peel_paf)
    ScoreFactory(assessment=made, criterion=criterion("peel-paf", "8"), level=peel_paf.levels.get(code="good"))
    assert reached(force, reader) == {("C4", 3): ("1 assessment", "1 scored criterion")}


def test_an_action_reaches_what_it_names_or_what_its_criterion_is_linked_to(force, reader, ours):
    strategy = criterion("nisp", "C5").edition
    service = strategy.levels.get(rank=4)
    tagged = {"capability": criterion("nisp", "C5"), "organisational_level": service}
    ActionFactory(assessment=ours, criterion=criterion("ci-sam", "engagement"), **tagged)
    ActionFactory(assessment=ours, criterion=criterion("ci-sam", "leadership"))
    dropped = ActionFactory(assessment=ours, criterion=criterion("ci-sam", "leadership"))
    dropped.drop(reason="No money.", on=TODAY, by=reader, at=NOON)
    assert reached(force, reader) == {
        ("C2", 3): ("1 action", "1 assessment", "1 scored criterion"),
        ("C5", 4): ("1 action",),
    }


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (datetime.date(2026, 8, 31), {}),
        (datetime.date(2026, 9, 1), {("C2", 3): ("1 assessment",)}),
        (datetime.date(2026, 11, 21), {("C2", 3): ("1 assessment",)}),
        (TODAY, {("C2", 3): ("1 action", "1 assessment", "1 scored criterion")}),
    ],
)
def test_it_looks_back_to_a_day(force, reader, ours, on, told):
    ActionFactory(assessment=ours, criterion=criterion("ci-sam", "leadership"))
    assert reached(force, reader, on) == told


def test_another_forces_work_is_nobodys_here(client, reader, outsider, ours, force):
    theirs = outsider.memberships.get().force
    assert reached(theirs, outsider) == {}
    # Even asked for by name, nothing is shown to somebody who doesn't belong.
    ActionFactory(assessment=ours, criterion=criterion("ci-sam", "leadership"))
    assert reached(force, outsider) == {}
    client.force_login(outsider)
    assert client.get(reverse("home:coverage", args=[force.code])).status_code == 404


def test_the_queries_stay_the_same_however_much_there_is(force, reader, ours, peel_paf, django_assert_num_queries):
    content(criterion("nisp", "C1").edition)
    with django_assert_num_queries(6):
        coverage(force, reader, today=TODAY, on=TODAY)
    AssessmentFactory.create_batch(3, force=force, edition=peel_paf)
    ActionFactory.create_batch(3, assessment=ours, criterion=criterion("ci-sam", "leadership"))
    with django_assert_num_queries(6):
        coverage(force, reader, today=TODAY, on=TODAY)


def test_without_a_strategy_there_is_nothing_to_cover(client, reader, force):
    Edition.objects.filter(framework__kind=Framework.Kind.STRATEGY).update(status="withdrawn")
    client.force_login(reader)
    answer = client.get(reverse("home:coverage", args=[force.code]))
    assert "No national improvement strategy is loaded" in answer.content.decode()
    assert client.get(reverse("home:coverage_file", args=[force.code])).status_code == 200


def test_the_page_says_in_words_what_is_empty_and_leads_to_each_cell(client, reader, ours, force):
    client.force_login(reader)
    html = client.get(reverse("home:coverage", args=[force.code])).content.decode()
    assert html.count("<strong>Nothing yet</strong>") == 27
    capability, level = criterion("nisp", "C2"), criterion("nisp", "C2").edition.levels.get(rank=3)
    url = reverse("home:coverage_cell", args=[force.code, capability.pk, level.pk])
    assert html.count(url) == 1
    cell = client.get(url).context["cell"]
    assert [(each.criterion.code, each.level, each.link.note) for each in cell.criteria] == [
        ("leadership", "Process-focused", "Leaders.")
    ]
    assert client.get(reverse("home:coverage_cell", args=[force.code, 0, level.pk])).status_code == 404


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("31", "2", "2026"), "Enter a real date, like 27 3 2026."),
        (("1", "1", "2099"), "Give today or a day that has been."),
    ],
)
def test_a_wrong_day_is_refused_and_kept(client, reader, ours, force, typed, told):
    client.force_login(reader)
    asked = dict(zip(("on_day", "on_month", "on_year"), typed, strict=True))
    answer = client.get(reverse("home:coverage", args=[force.code]), asked)
    assert (answer.status_code, answer.context["form"].errors) == (422, {"on": [told]})
    assert f'value="{typed[2]}"' in answer.content.decode()


def test_the_file_and_the_page_carry_the_highest_marking(client, reader, ours, force):
    client.force_login(reader)
    url = reverse("home:coverage_file", args=[force.code])
    answer = client.get(url)
    assert 'filename="OFFICIAL_coverage_northshire-police_' in answer["Content-Disposition"]
    lines = answer.content.decode().splitlines()
    assert (len(lines), lines[0]) == (
        29,
        "Capability,Organisational level,Reached,Actions,Assessments,Scored criteria",
    )
    type(ours).objects.update(marking="official_sensitive")
    assert 'filename="OFFICIAL-SENSITIVE_coverage_' in client.get(url)["Content-Disposition"]
