"""What every test stands on: the shipped frameworks and forces in the database, people by role, a browser, a server."""

import os

# Playwright's loop runs in the thread of the tests, and Django would take each of their queries for an async one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import datetime
import gc
import itertools

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import FileSystemStorage
from django.db import connection, connections, transaction
from django.test import override_settings

from accounts.roles import Role
from assessments import append_only as of_assessments
from frameworks import content
from history import triggers
from inspections import append_only as of_inspections
from tests import databases

pytest_plugins = ["tests.browser_fixtures", "tests.engines"]
NUMBERS = itertools.count(1)


def pytest_configure(config):
    # Pages drawn in a test name their static files as they lie in static/; the real server's are collected and hashed.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # By way of the override, which makes Django forget the storages that a model's field has asked for already.
    storages = {**settings.STORAGES, "staticfiles": plain}
    override_settings(STORAGES=storages, PASSWORD_HASHERS=["tests.hashers.CheapArgon2"]).enable()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    # Each client of a test would list all static files anew.
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_modifyitems(items):
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: use the fixture `committed`; a flush would empty the frameworks.")
    # What drives the browser keeps a loop running, beside which no test can run a loop of its own: it comes last.
    items.sort(key=lambda item: "browser" in item.fixturenames)


def pytest_collection_finish():
    # What is imported and collected stays: nobody need look again and again whether it could go.
    gc.freeze()


@pytest.fixture(scope="session")
def shipped_database(tmp_path_factory):
    """Return the address of the run's database with what is shipped, to be copied."""
    folder = tmp_path_factory.getbasetemp()
    return databases.shipped(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, shipped_database, tmp_path_factory):
    """Give each run, and each worker of it, a copy of its own: every test finds what is shipped."""
    folder = tmp_path_factory.mktemp("database")
    with django_db_blocker.unblock(), databases.database(folder, "test", like=shipped_database) as address:
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = databases.name_of(address)
        yield
        connections.close_all()


@pytest.fixture(autouse=True)
def nothing_kept():
    """Forget what a process keeps between requests: the next test's rows may have the same keys."""
    content.forget()
    caches["reports"].clear()
    caches["sheets"].clear()


@pytest.fixture(autouse=True)
def evidence_folder(tmp_path_factory, monkeypatch):
    """Keep the files of each test's evidence in a folder of its own, which is there once a file is."""
    from evidence.models import Item

    folder = tmp_path_factory.getbasetemp() / "evidence" / str(next(NUMBERS))
    kept = FileSystemStorage(location=folder, file_permissions_mode=0o600)
    monkeypatch.setattr(Item._meta.get_field("file"), "storage", kept)
    return folder


@pytest.fixture
def transactional_db():
    """By this name pytest-django knows that a test needs the test database; its own would flush it afterwards."""


@pytest.fixture
def committed(transactional_db, django_db_setup, django_db_blocker):
    """Let a test commit, for threads and the order of transactions; afterwards every row that it added is deleted."""
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    # What may go only with its parent goes after it; the history goes last, since it records the rest going.
    kept = {each.table for each in (*of_assessments.ALL, *of_inspections.ALL)}
    models.sort(key=lambda model: (model._meta.app_label == "history", model._meta.db_table in kept))
    with django_db_blocker.unblock():
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in models}
        yield
        with transaction.atomic():
            triggers.release(connection)
            for model in models:
                added = set(model._base_manager.values_list("pk", flat=True)) - before[model]
                if added:
                    model._base_manager.filter(pk__in=added)._raw_delete("default")
            triggers.hold(connection)
        connections.close_all()


@pytest.fixture(scope="module")
def module_rows(django_db_setup, django_db_blocker):
    """Return a context in which a module's fixtures write rows that all of its tests find; then they are rolled back.

    What a test itself changes is rolled back after it, as ever.
    """
    atomic = transaction.atomic()
    with django_db_blocker.unblock():
        atomic.__enter__()
    yield django_db_blocker.unblock
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture
def today():
    return datetime.date(2026, 11, 22)


@pytest.fixture
def force(db):
    """Return the force that the people of the other fixtures belong to."""
    from tests.factories import ForceFactory

    return ForceFactory(name="Northshire Police")


@pytest.fixture
def member(force):
    """Return a function that makes a user with a role in the force, or in another one."""
    from tests.factories import MembershipFactory

    def make(role, in_force=None):
        name = Role(role).label
        return MembershipFactory(user__name=name, role=role, force=in_force or force).user

    return make


@pytest.fixture
def reader(member):
    return member(Role.READER)


@pytest.fixture
def assessor(member):
    return member(Role.ASSESSOR)


@pytest.fixture
def facilitator(member):
    return member(Role.FACILITATOR)


@pytest.fixture
def lead(member):
    """Return the force's inspection lead."""
    return member(Role.INSPECTION_LEAD)


@pytest.fixture
def force_administrator(member):
    return member(Role.FORCE_ADMINISTRATOR)


@pytest.fixture
def peer_reviewer(member):
    return member(Role.PEER_REVIEWER)


@pytest.fixture
def framework_administrator(db):
    """Return somebody who edits frameworks and belongs to no force."""
    from tests.factories import UserFactory

    return UserFactory(name="Framework administrator", is_framework_administrator=True)


@pytest.fixture
def outsider(member):
    """Return the inspection lead of another force."""
    from tests.factories import ForceFactory

    return member(Role.INSPECTION_LEAD, in_force=ForceFactory(name="Southshire Police"))


@pytest.fixture
def ci_sam(db):
    """Return the shipped edition of the continuous improvement matrix."""
    return shipped("ci-sam")


@pytest.fixture
def peel_paf(db):
    """Return the shipped edition of the PEEL Assessment Framework."""
    return shipped("peel-paf")


@pytest.fixture
def judgment_criteria(db):
    """Return the shipped edition of the judgment criteria."""
    return shipped("judgment-criteria")


@pytest.fixture
def competency(db):
    """Return the shipped edition of the competency framework."""
    return shipped("competency")


@pytest.fixture
def nisp(db):
    """Return the shipped edition of the national improvement strategy."""
    return shipped("nisp")


def shipped(slug):
    from frameworks.models import Edition

    return Edition.objects.select_related("framework").get(framework__slug=slug)
