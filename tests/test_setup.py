"""What a fresh clone needs to start: the locks, the local settings, the preparation and the demo."""

import datetime
import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Force, User
from assessments.models import Assessment, Judgement
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


def test_the_demo_password_is_long_and_can_be_read_aloud():
    passwords = {demo.new_password() for _ in range(50)}
    assert len(passwords) == 50
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", each) for each in passwords)


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
