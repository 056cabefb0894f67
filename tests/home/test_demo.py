"""The demo: what a force that has just begun looks like, and how people sign in to it."""

import datetime
import shutil
import stat
from collections import Counter

import pytest
from django.core.files.storage import FileSystemStorage

from accounts.models import Force, Membership, User
from assessments.comments.pages import open_threads
from assessments.models import Assessment, Judgement
from assessments.peer_review.three_levels import side_by_side
from evidence.models import Item
from frameworks.models import Edition
from home import demo
from home.demo_opinions import PEEL, REGIONAL

NOW = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def made(module_rows, tmp_path_factory):
    """Return the file of the password of a demo that is made once for these tests."""
    folder = tmp_path_factory.mktemp("demo")
    path, kept = folder / "new" / "password", FileSystemStorage(location=folder)
    with module_rows(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "password_file", lambda: path)
        patch.setattr(Item._meta.get_field("file"), "storage", kept)
        demo.make(on=NOW.date(), at=NOW)
    return path


@pytest.fixture
def made_demo(db, made):
    return Force.objects.get(code=demo.CODE)


@pytest.fixture
def password_file(made, tmp_path, monkeypatch):
    """Return a copy of the file, for the test to take away."""
    path = tmp_path / "password"
    shutil.copy(made, path)
    monkeypatch.setattr(demo, "password_file", lambda: path)
    return path


def test_demo_people_hold_every_role_and_share_one_password(made_demo, made):
    password = made.read_text().strip()
    roles = Membership.objects.filter(force=made_demo).values_list("user__email", "role")
    assert set(roles) == {(email, role) for email, _, role in demo.PEOPLE if role}
    assert all(user.check_password(password) for user in User.objects.all()[:2])
    assert password not in set(User.objects.values_list("password", flat=True))
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_the_demo_has_one_assessment_under_way_of_each_framework(made_demo):
    rounds = Assessment.objects.filter(force=made_demo).values_list("edition__framework__slug", "round_label")
    assert sorted(rounds) == [(slug, "Autumn 2026") for slug in ("ci-sam", "judgment-criteria", "peel-paf")]
    for assessment in Assessment.objects.filter(force=made_demo):
        statements = assessment.edition.criteria.filter(statements__level__isnull=False).count()
        assert statements / 3 < assessment.judgements.count() < statements
        assert assessment.scores.exists()


def test_the_demo_never_says_yes_to_both_of_a_pair(made_demo):
    said = dict(Judgement.objects.filter(assessment__force=made_demo).values_list("statement", "answer"))
    pairs = Edition.objects.filter(framework__slug="judgment-criteria").values_list(
        "criteria__statements__weaker_counterparts__stronger", "criteria__statements__weaker_counterparts__weaker"
    )
    both = [pair for pair in pairs if said.get(pair[0]) == said.get(pair[1]) == "yes"]
    assert both == []


def test_others_say_something_of_the_demo_force(made_demo):
    assessment = Assessment.objects.get(force=made_demo, edition__framework__slug="peel-paf")
    sides = side_by_side(assessment, on=NOW.date())
    assert sum(row.peers is not None for row in sides.rows) == 1
    # Serious and organised crime was graded again since, in a report on the region.
    assert Counter(row.published.report for row in sides.rows if row.published) == {PEEL: 9, REGIONAL: 1}
    assert open_threads(assessment) == 1


def test_signing_in_is_explained_while_there_is_a_demo(made_demo, password_file):
    lines = demo.sign_in_lines("http://localhost:8000")
    assert lines[0] == "Sign in at http://localhost:8000 as any of"
    assert lines[-1] == f"with the password {password_file.read_text().strip()}"
    password_file.unlink()
    assert "changepassword lead@demo.example" in demo.sign_in_lines("")[0]
