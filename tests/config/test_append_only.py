"""No table whose rows are never altered can be emptied or written over as a whole, whichever table it is."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from assessments.models import Comment, Deed, Milestone, ProgressNote
from frameworks.models import lock
from history import triggers
from history.models import Departure, Disposal, Entry, Visit
from inspections.models import IssuedPaper
from tests.factories import (
    NOON,
    ActionFactory,
    AssessmentFactory,
    BoardPaperFactory,
    FindingFactory,
    SignOffFactory,
    UserFactory,
    first_criterion,
)

# ruff: noqa: S608  Only the names of our own tables go into these statements.

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(ci_sam):
    """Put a row into each of the tables."""
    by, action, signed = UserFactory(), ActionFactory(), SignOffFactory()
    assessment = AssessmentFactory(edition=ci_sam)
    ProgressNote.objects.create(action=action, by=by, at=NOON, text="Begun.")
    Milestone.objects.create(assessment=assessment, kind="submitted", by=by, at=NOON)
    comment = Comment.objects.create(
        assessment=assessment, criterion=first_criterion(ci_sam), by=by, at=NOON, text="Why?"
    )
    Deed.objects.create(comment=comment, kind="withdrawn", by=by, at=NOON)
    FindingFactory()
    IssuedPaper.objects.create(paper=BoardPaperFactory(), text="As issued.", digest="0" * 64, by=by, at=NOON)
    Visit.objects.create(act="in", at=NOON.replace(year=9999))
    Departure.objects.create(event="file.history", at=NOON)
    gone = {"counts": {}, "digest": "0" * 64, "title": "One that went"}
    Disposal.objects.create(force=signed.assessment.force, assessment=10**9, reason="Due.", by=by, at=NOON, **gone)
    assert Entry.objects.exists()


def held():
    """Return every table that refuses to let a row go, as the database itself knows them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE ON%'"
            if connection.vendor == "sqlite"
            # Of the type's bits: 2 is BEFORE, 8 is DELETE.
            else "SELECT DISTINCT relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT tgisinternal AND tgtype & 10 = 10"
        )
        return {name for (name,) in cursor.fetchall()}


HISTORY = {*triggers.MAY_GO}
OURS = {
    "assessments_progressnote",
    "assessments_milestone",
    "assessments_signoff",
    "assessments_comment",
    "assessments_deed",
    "inspections_findingevent",
    "inspections_issuedpaper",
}


def test_the_tables_are_these():
    assert held() == OURS | HISTORY | {*lock.TABLES}


def refused(sql, *arguments):
    """Return whether the database refuses a statement by one of our triggers, and not for another reason."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, arguments)
    except DatabaseError as error:
        return any(word in str(error) for word in ("never altered", "never change"))
    return False


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_no_table_is_emptied_whole(rows):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    # The tables themselves, and those with which they would go.
    for table in [*sorted(held()), "accounts_force", "accounts_user", "assessments_assessment", "frameworks_framework"]:
        for how in ("CASCADE", "RESTART IDENTITY CASCADE"):
            assert refused(f"TRUNCATE {table} {how}"), table


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE")
def test_no_row_is_replaced(rows):
    """Neither by its own key, nor by another that may be there once."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    for table in sorted(OURS | HISTORY):
        assert models[table]._base_manager.exists(), table
        columns = [str(field.column) for field in models[table]._meta.concrete_fields]
        same = ", ".join(f'"{name}"' for name in columns)
        other = same.replace('"id"', "id + 1000000")
        replace = f"INSERT OR REPLACE INTO {table} ({same}) SELECT {{}} FROM {table}"
        assert refused(replace.format(same)), table
        if has_another_key(models[table]):
            assert refused(replace.format(other)), table
        assert refused(f"UPDATE OR REPLACE {table} SET id = id + 1"), table


def has_another_key(model):
    return (bool(model._meta.constraints) and any(hasattr(c, "fields") for c in model._meta.constraints)) or any(
        field.unique and not field.primary_key for field in model._meta.concrete_fields
    )


def test_what_may_be_there_twice_may_be(rows):
    """A comment is withdrawn once, and resolved as often as people like."""
    comment, by = Comment.objects.get(), UserFactory()
    for _ in range(2):
        Deed.objects.create(comment=comment, kind="resolved", by=by, at=NOON)
    assert Deed.objects.count() == 3
