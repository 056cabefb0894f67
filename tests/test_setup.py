"""What a fresh clone needs to start: the locks, the local settings, the preparation and the demo."""

import datetime
import re
import stat

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Force, Membership, User
from assessments.comments.pages import open_threads
from assessments.models import Assessment, Judgement
from assessments.peer_review.three_levels import side_by_side
from frameworks.models import Edition
from home import demo
from home.management.commands.prepare import EDITIONS, FIXTURES, Command
from tests.factories import ForceFactory, UserFactory

REQUIREMENTS = FIXTURES.parent / "requirements"
NOW = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)


def pins(name):
    return dict(re.findall(r"^([a-z0-9._-]+(?:\[[a-z,]+\])?)==([^ ;\\]+)", (REQUIREMENTS / name).read_text(), re.M))


@pytest.fixture
def password_file(tmp_path, monkeypatch):
    path = tmp_path / "new" / "password"
    monkeypatch.setattr(demo, "password_file", lambda: path)
    return path


@pytest.fixture
def made_demo(db, password_file):
    demo.make(on=NOW.date(), at=NOW)
    return Force.objects.get(code=demo.CODE)


@pytest.mark.parametrize("name", ["run.in", "run.txt", "dev.in", "dev.txt", "installer.in", "installer.txt"])
def test_a_lock_names_no_registry(name):
    text = (REQUIREMENTS / name).read_text()
    assert "://" not in text
    assert "--index-url" not in text


def test_the_tests_run_on_what_is_served():
    assert pins("run.txt").items() <= pins("dev.txt").items()
    assert pins("installer.txt").items() <= pins("dev.txt").items()


def test_every_pin_has_a_hash():
    for name in ("run.txt", "dev.txt", "installer.txt"):
        text = (REQUIREMENTS / name).read_text()
        assert [
            pin for pin in re.split(r"^(?=\S)", text, flags=re.M) if "==" in pin and "--hash=sha256:" not in pin
        ] == []


@pytest.mark.django_db
def test_editions_that_are_there_are_not_loaded_again(monkeypatch):
    loaded = []
    monkeypatch.setattr("home.management.commands.prepare.call_command", lambda *names, **_: loaded.append(names))
    Command().load_editions()
    assert loaded == []
    assert set(Edition.objects.values_list("framework__slug", "label")) >= set(EDITIONS.values())


@pytest.mark.django_db
def test_a_force_that_an_administrator_renamed_keeps_its_name():
    changed, removed = Force.objects.order_by("code")[:2]
    Force.objects.filter(pk=changed.pk).update(name="Renamed")
    Force.objects.filter(pk=removed.pk).delete()
    number = Force.objects.count()
    Command().load_absent("forces")
    assert Force.objects.get(pk=changed.pk).name == "Renamed"
    assert Force.objects.filter(code=removed.code).exists()
    assert Force.objects.count() == number + 1


@pytest.mark.django_db
def test_a_demo_is_wanted_only_where_nobody_has_begun():
    shipped = set(Force.objects.values_list("code", flat=True))
    assert demo.is_wanted(shipped)
    own = ForceFactory()
    assert not demo.is_wanted(shipped)
    own.delete()
    UserFactory()
    assert not demo.is_wanted(shipped)


def test_demo_people_hold_every_role_and_share_one_password(made_demo, password_file):
    password = password_file.read_text().strip()
    roles = Membership.objects.filter(force=made_demo).values_list("user__email", "role")
    assert set(roles) == {(email, role) for email, _, role in demo.PEOPLE if role}
    assert all(user.check_password(password) for user in User.objects.all()[:2])
    assert password not in set(User.objects.values_list("password", flat=True))
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600


def test_the_demo_password_is_long_and_can_be_read_aloud():
    passwords = {demo.new_password() for _ in range(50)}
    assert len(passwords) == 50
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", each) for each in passwords)


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
    sides = side_by_side(assessment)
    assert sum(row.peers is not None for row in sides.rows) == 1
    assert sum(row.published is not None for row in sides.rows) == 10
    assert open_threads(assessment) == 1


def test_signing_in_is_explained_while_there_is_a_demo(made_demo, password_file):
    lines = demo.sign_in_lines("http://localhost:8000")
    assert lines[0] == "Sign in at http://localhost:8000 as any of"
    assert lines[-1] == f"with the password {password_file.read_text().strip()}"
    password_file.unlink()
    assert "changepassword lead@demo.example" in demo.sign_in_lines("")[0]


@pytest.mark.django_db
def test_a_real_installation_says_nothing_of_a_demo():
    assert demo.sign_in_lines("http://localhost:8000") == []


@pytest.mark.parametrize(
    ("day", "label"),
    [
        ((2026, 1, 1), "Winter 2026"),
        ((2026, 3, 1), "Spring 2026"),
        ((2026, 8, 31), "Summer 2026"),
        ((2026, 9, 1), "Autumn 2026"),
        ((2026, 12, 31), "Winter 2026"),
    ],
)
def test_a_round_is_named_after_its_season(day, label):
    assert demo.round_label(datetime.date(*day)) == label


@pytest.mark.django_db
def test_preparing_twice_changes_nothing(password_file, monkeypatch):
    monkeypatch.setattr(Command, "collect_static", lambda self: None)
    call_command("prepare", verbosity=0)
    assert password_file.exists()
    first = (password_file.read_text(), User.objects.count(), Assessment.objects.count(), Judgement.objects.count())
    call_command("prepare", verbosity=0)
    second = (password_file.read_text(), User.objects.count(), Assessment.objects.count(), Judgement.objects.count())
    assert first == second
    assert Assessment.objects.earliest("pk").starts_on == timezone.localdate()


@pytest.mark.django_db
def test_preparing_a_real_installation_makes_no_demo(password_file, monkeypatch):
    monkeypatch.setattr(Command, "collect_static", lambda self: None)
    call_command("prepare", no_demo=True, verbosity=0)
    assert not User.objects.exists()
    assert not password_file.exists()


def test_a_start_needs_a_secret_key_of_its_own():
    assert len(settings.SECRET_KEY) >= 50
