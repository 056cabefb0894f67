"""What is cached when rendered: one list, and nothing in it is older than the names that it shows."""

import ast
import datetime

import pytest
from django.core.cache import caches
from django.urls import reverse

from accounts.models import Force, User
from frameworks import content
from frameworks.models import Framework
from tests.factories import NOON, ActionFactory, AssessmentFactory, ScoreFactory
from tests.test_architecture import trees

# Each cached body by the beginning of its name, with what its key counts.
CACHED = {
    "gap": "revision, plan revision (published grades too), shelf, round before, owners of actions, day; who may plan",
    "overview": "revision, plan revision, round before, who submitted and signed, day",
    "sheet": "revision, plan revision, shelf, round before, day; who may answer",
    "foot": "plan revision; who may answer",
    "grounds": "plan revision, shelf, round before",
    "concerns": "plan revision, day",
    "grades": "plan revision, day",
}


def names_cached() -> set[str]:
    """Return the beginnings of the names under which anything is cached."""
    calls = [node for _, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "cached"]
    return {name.values[0].value.partition(":")[0] for name in names if isinstance(name, ast.JoinedStr)}


def test_the_list_of_what_is_cached_is_whole():
    assert names_cached() == set(CACHED)


# What puts something into a cache: the body of a page, and of a room what all of one audience see. The second is under
# the screen's version, which tests/maturity/test_live.py and test_room_board.py hold.
PUT_BY = {"config/render_cache.py", "maturity/live.py", "maturity/room_board.py"}


def test_nothing_is_cached_past_the_list():
    put = {
        place
        for place, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "caches"
    }
    assert {place for place in put if not place.startswith("tests/")} == PUT_BY


@pytest.fixture
def before(force, ci_sam):
    return AssessmentFactory(force=force, edition=ci_sam, round_label="Before")


@pytest.fixture
def assessment(force, ci_sam, before, lead, assessor):
    """Return an assessment in which every person, force and framework that a page may name is named."""
    assessment = AssessmentFactory(force=force, edition=ci_sam, follows=before, lead=lead)
    criterion = ci_sam.criteria.get(code="leadership")
    ScoreFactory(assessment=assessment, criterion=criterion, level=ci_sam.levels.get(rank=2), by=assessor)
    ActionFactory(assessment=assessment, criterion=criterion, owner=assessor, due_on=NOON.date())
    statement = criterion.statements.get(level__rank=1, position=1)
    assessment.judge(statement, answer="yes", note="Seen.", version=0, by=assessor, at=NOON)
    assessment.submit(by=lead, at=NOON)
    assessment.reopen(reason="Too early.", by=assessor, at=NOON)
    return assessment


def pages(client, assessment):
    """Return each page that has a cached body, as somebody reads it now."""
    criterion = assessment.edition.criteria.get(code="leadership")
    addresses = {name: reverse(f"assessments:{name}", args=[assessment.pk]) for name in ("overview", "gap")}
    addresses["score"] = reverse("assessments:score", args=[assessment.pk, criterion.pk])
    return {name: without_tokens(client.get(address).content.decode()) for name, address in addresses.items()}


def without_tokens(page: str) -> str:
    """Return a page without what is another each time, and without how long its session still lasts."""
    changing = ("csrfmiddlewaretoken", "nonce", "data-left")
    return "\n".join(line for line in page.splitlines() if not any(words in line for words in changing))


def rename_people():
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(name=f"Renamed person {user.pk}")


def rename_forces():
    for force in Force.objects.all():
        Force.objects.filter(pk=force.pk).update(name=f"Renamed force {force.pk}")


def correct_frameworks():
    for framework in Framework.objects.all():
        corrected = {"title": f"Title {framework.pk}", "licence": "A licence.", "attribution": "An attribution."}
        Framework.objects.filter(pk=framework.pk).update(**corrected)


def rename_the_round_before(before):
    before.set_up(
        subject="",
        round_label="Renamed round",
        starts_on=datetime.date(2026, 1, 1),
        due_on=None,
        lead=None,
        marking="official",
        disclosable=False,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("rename", [rename_people, rename_forces, correct_frameworks, rename_the_round_before])
@pytest.mark.parametrize("role", ["assessor", "reader"])
def test_a_renamed_row_is_on_every_page_at_once(client, request, assessment, before, rename, role):
    client.force_login(request.getfixturevalue(role))
    first = pages(client, assessment)
    assert pages(client, assessment) == first
    rename(before) if rename is rename_the_round_before else rename()
    second = pages(client, assessment)
    for cache in ("reports", "sheets"):
        caches[cache].clear()
    content.forget()
    assert second == pages(client, assessment)
    assert second != first
