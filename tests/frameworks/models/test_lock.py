"""A published edition never changes: tried by every way in, on whichever engine the tests run on."""

# ruff: noqa: S608  The names of our own tables go into the statements.

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.deletion import ProtectedError

from frameworks.content import digest
from frameworks.models import (
    Counterpart,
    Criterion,
    Edition,
    Framework,
    Level,
    LevelTitle,
    Link,
    Publication,
    Statement,
    lock,
)
from tests.factories import (
    NOON,
    CriterionFactory,
    EditionFactory,
    LevelFactory,
    StatementFactory,
    small_edition,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused():
    """Return a context in which the database must refuse, in our words, and roll back."""

    class Refused:
        def __init__(self, message=lock.MESSAGE):
            self.message = message

        def __enter__(self):
            self.savepoint = transaction.atomic()
            self.savepoint.__enter__()

        def __exit__(self, kind, error, trace):
            self.savepoint.__exit__(kind, error, trace)
            assert isinstance(error, IntegrityError), f"it was let through, or failed another way: {error!r}"
            assert lock.refusal(error) == self.message
            return True

    return Refused


@pytest.fixture
def draft():
    return small_edition(levels=2, criteria=2, statements=2)


def published(edition):
    edition.status = Edition.Status.PUBLISHED
    edition.save()
    Publication.objects.create(edition=edition, at=NOON, digest=digest(edition))
    return edition


def one_of(model):
    """Return a row of that model below a shipped edition."""
    return model.objects.order_by("pk").first()


CHANGES = [
    (Level, {"name": "Other"}),
    (Level, {"definition": "Other"}),
    (Level, {"lead_in": "Other"}),
    (Level, {"builds": "on_top"}),
    (Level, {"rank": 99}),
    (Level, {"code": "other"}),
    (Criterion, {"title": "Other"}),
    (Criterion, {"code": "other"}),
    (Criterion, {"kind": "other"}),
    (Criterion, {"position": 999}),
    (Criterion, {"scored": False}),
    (Criterion, {"graded": True}),
    (Criterion, {"guidance": "Other"}),
    (Criterion, {"note": "Other"}),
    (LevelTitle, {"title": "Other"}),
    (Statement, {"text": "Other"}),
    (Statement, {"aspect": "vision"}),
    (Statement, {"position": 999}),
    (Statement, {"code": "Other"}),
    (Statement, {"mark": "must"}),
    (Statement, {"note": "Other"}),
    (Statement, {"level": None}),
    (Edition, {"label": "Other"}),
    (Edition, {"source": "Other"}),
    (Edition, {"published_on": "2000-01-01"}),
    (Edition, {"rule": "cumulative"}),
    (Edition, {"rule_owner": "publisher"}),
    (Edition, {"rule_words": "Other"}),
    (Edition, {"rule_place": "Other"}),
    (Edition, {"share_substantial": 0.9}),
    (Edition, {"share_some": 0.1}),
    (Edition, {"rule_rows": "Other"}),
    (Edition, {"rule_enough": 0.1}),
    (Edition, {"rule_enough_of": "all"}),
    (Edition, {"rule_share_of": "applicable"}),
    (Edition, {"rule_partly_counts": True}),
    (Edition, {"rule_examples": "Other"}),
    (Edition, {"notes": "Other"}),
    (Edition, {"status": "draft"}),
    (Publication, {"digest": "0" * 64}),
    (Publication, {"digest_version": 1}),
    (Publication, {"at": NOON}),
    (Framework, {"slug": "other"}),
    (Framework, {"kind": "strategy"}),
]


@pytest.mark.parametrize(("model", "change"), CHANGES)
def test_no_column_can_be_changed(model, change, refused):
    row = one_of(model)
    with refused():
        model.objects.filter(pk=row.pk).update(**change)
    for name, value in change.items():
        setattr(row, name, value)
    with refused():
        row.save()


def test_every_column_is_among_those_tried():
    free = {Framework: {"title", "publisher", "licence", "attribution"}, Edition: {"supersedes", "framework"}}
    ties = {"id", "edition", "criterion", "level", "parent", "by", "stronger", "weaker"}  # tried below
    tried = {(model, name) for model, change in CHANGES for name in change}
    for model in {model for model, _ in CHANGES}:
        names = {field.name for field in model._meta.concrete_fields} - ties - free.get(model, set())
        assert {name for name in names if (model, name) not in tried} == set(), model


@pytest.mark.parametrize("model", [Level, Criterion, LevelTitle, Statement, Counterpart])
def test_nothing_can_be_deleted(model, refused):
    row = one_of(model)
    with refused():
        row.delete()
    with refused():
        model.objects.filter(pk=row.pk)._raw_delete("default")


@pytest.mark.parametrize("model", [Level, Criterion, LevelTitle, Statement, Counterpart, Edition, Publication])
def test_everything_cannot_be_deleted_at_once_in_sql(model, refused):
    with refused(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


@pytest.mark.parametrize("model", [Level, Criterion, LevelTitle, Statement, Edition])
def test_nothing_can_be_changed_in_plain_sql(model, refused):
    table = model._meta.db_table
    column = {Level: "name", Criterion: "title", LevelTitle: "title", Statement: "text", Edition: "notes"}[model]
    with refused(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 'Other'")


@pytest.mark.parametrize("model", [Level, Criterion, LevelTitle, Statement, Counterpart])
def test_everything_cannot_be_deleted_at_once_by_a_queryset(model, refused):
    with refused():
        model.objects.all().delete()


def test_an_edition_and_its_lock_cannot_be_deleted(ci_sam, refused):
    with pytest.raises(ProtectedError):
        ci_sam.delete()
    with refused():
        Edition.objects.filter(pk=ci_sam.pk)._raw_delete("default")
    with refused():
        ci_sam.publication.delete()


def test_nothing_can_be_added(ci_sam, refused):
    criterion, level = ci_sam.criteria.order_by("position").first(), ci_sam.levels.order_by("rank").first()
    with refused():
        LevelFactory(edition=ci_sam, rank=9)
    with refused():
        CriterionFactory(edition=ci_sam, position=999)
    with refused():
        StatementFactory(criterion=criterion, level=level, position=999)
    with refused():
        LevelTitle.objects.create(criterion=criterion, level=level, title="Other")
    one, two = Statement.objects.filter(criterion=criterion).order_by("pk")[:2]
    with refused():
        Counterpart.objects.create(stronger=one, weaker=two)
    with refused():
        Statement.objects.bulk_create([Statement(criterion=criterion, level=level, position=999, text="Other")])
    with refused():
        again = Statement(criterion=criterion, level=level, position=1, text="Other")
        Statement.objects.bulk_create([again], ignore_conflicts=True)


def test_bulk_changes_are_refused(ci_sam, refused):
    rows = list(Statement.objects.filter(criterion__edition=ci_sam))
    for row in rows:
        row.text = "Other"
    with refused():
        Statement.objects.bulk_update(rows, ["text"])
    with refused():
        Statement.objects.update(position=F("position") + 100)
    with refused():
        Statement.objects.filter(criterion__edition=ci_sam).delete()


def test_a_row_can_be_moved_neither_in_nor_out(ci_sam, draft, refused):
    theirs, ours = ci_sam.criteria.order_by("position").first(), draft.criteria.order_by("position").first()
    their_level, our_level = ci_sam.levels.order_by("rank").first(), draft.levels.order_by("rank").first()
    statement = Statement.objects.filter(criterion=theirs).order_by("pk").first()
    own = Statement.objects.filter(criterion=ours).order_by("pk").first()
    with refused():
        Statement.objects.filter(pk=statement.pk).update(criterion=ours, level=our_level, position=900)
    with refused():
        Statement.objects.filter(pk=own.pk).update(criterion=theirs, position=900)
    with refused():
        Statement.objects.filter(pk=own.pk).update(level=their_level)
    with refused():
        Level.objects.filter(pk=our_level.pk).update(edition=ci_sam, rank=90)
    with refused():
        Level.objects.filter(pk=their_level.pk).update(edition=draft, rank=90)
    with refused():
        Criterion.objects.filter(pk=ours.pk).update(edition=ci_sam, position=900)
    with refused():
        Criterion.objects.filter(pk=theirs.pk).update(edition=draft, position=900)
    with refused():
        Criterion.objects.filter(pk=ours.pk).update(parent=theirs)
    with refused():
        Counterpart.objects.create(stronger=own, weaker=statement)
    with refused():
        Counterpart.objects.create(stronger=statement, weaker=own)
    with refused():
        LevelTitle.objects.create(criterion=ours, level=their_level, title="Other")
    with refused():
        Publication.objects.filter(edition=ci_sam).update(edition=published(EditionFactory()))


def test_a_criterion_keeps_its_parent(peel_paf, refused):
    topic = peel_paf.criteria.filter(parent__isnull=False).order_by("position").first()
    with refused():
        Criterion.objects.filter(pk=topic.pk).update(parent=None)


def test_what_changes_nothing_passes(ci_sam):
    for model in (Framework, Edition, Level, Criterion, Statement, Counterpart, LevelTitle, Publication):
        one_of(model).save()
    Statement.objects.filter(criterion__edition=ci_sam).update(text=F("text"))


def test_an_edition_can_be_withdrawn_and_published_again(ci_sam, refused):
    for status in (Edition.Status.WITHDRAWN, Edition.Status.PUBLISHED):
        ci_sam.status = status
        ci_sam.save()
    assert Edition.objects.get(pk=ci_sam.pk).status == "published"
    with refused():
        Edition.objects.filter(pk=ci_sam.pk).update(status="withdrawn", notes="Other")


def test_our_account_of_a_framework_stays_free(ci_sam):
    Framework.objects.filter(pk=ci_sam.framework_id).update(title="Other", licence="Other", attribution="Other")


def test_the_crosswalk_stays_free(ci_sam, peel_paf):
    ends = {"source": ci_sam.criteria.order_by("pk").first(), "target": peel_paf.criteria.order_by("pk").first()}
    link = Link.objects.create(**ends, relation="overlaps")
    link.note = "Ours"
    link.save()
    link.delete()


def test_a_draft_is_free_until_it_is_published(draft, refused):
    criterion = draft.criteria.order_by("position").first()
    level = draft.levels.order_by("rank").first()
    statement = StatementFactory(criterion=criterion, level=level, position=3)
    Statement.objects.filter(pk=statement.pk).update(text="Other")
    Criterion.objects.filter(pk=criterion.pk).update(title="Other")
    LevelTitle.objects.create(criterion=criterion, level=level, title="Other").delete()
    statement.delete()
    Edition.objects.filter(pk=draft.pk).update(label="Other")
    draft.refresh_from_db()
    published(draft)
    with refused():
        StatementFactory(criterion=criterion, level=level, position=3)


def test_a_draft_can_be_deleted_with_all_below_it(draft):
    draft.delete()
    assert not Edition.objects.filter(pk=draft.pk).exists()


def test_only_a_published_edition_can_be_locked(draft, refused):
    with refused(lock.NOT_PUBLISHED):
        Publication.objects.create(edition=draft, at=NOON, digest="0" * 64)


def test_a_changed_fixture_is_refused_and_nothing_of_it_stays(tmp_path, refused, ci_sam):
    objects = yaml.safe_load((settings.FIXTURE_DIRS[0] / "ci_sam.yaml").read_text())
    objects[0]["fields"]["title"] = "Changed, and free to be"
    objects[50]["fields"]["text"] = "Changed"
    path = tmp_path / "changed.yaml"
    path.write_text(yaml.safe_dump(objects))
    before = list(Statement.objects.order_by("pk").values())
    with pytest.raises(IntegrityError, match="its words never change"), transaction.atomic():
        call_command("loaddata", path, verbosity=0)
    assert list(Statement.objects.order_by("pk").values()) == before
    assert Framework.objects.get(slug="ci-sam").title == ci_sam.framework.title


def test_a_fixture_cannot_add_to_a_published_edition(tmp_path):
    path = tmp_path / "more.yaml"
    fields = {"edition": ["ci-sam", "undated"], "code": "6", "name": "Sixth", "rank": 6}
    path.write_text(yaml.safe_dump([{"model": "frameworks.level", "fields": fields}]))
    with pytest.raises(IntegrityError, match="its words never change"), transaction.atomic():
        call_command("loaddata", path, verbosity=0)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE")
@pytest.mark.parametrize(
    "model", [Level, Criterion, LevelTitle, Statement, Counterpart, Edition, Publication, Framework]
)
def test_replace_does_not_go_round_the_lock(model, refused, draft):
    row = one_of(model)
    table, column = model._meta.db_table, "slug" if model is Framework else "id"
    other = {Level: draft.levels, Criterion: draft.criteria}.get(model)
    with refused(), connection.cursor() as cursor:
        columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
        cursor.execute(
            f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = %s", [row.pk]
        )
    if other:
        with refused(), connection.cursor() as cursor:
            pk = other.order_by("pk").first().pk
            cursor.execute(f"UPDATE OR REPLACE {table} SET {column} = %s WHERE id = %s", [row.pk, pk])


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("model", [Level, Statement, Counterpart, Edition, Publication, Framework])
def test_a_table_cannot_be_emptied_whole(model, refused):
    with refused(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_the_lock_is_on_every_table():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        names = {name for (name,) in cursor.fetchall()}
    acts = ("insert", "update", "delete")
    assert {f"{table}_lock_{act}" for table in lock.TABLES for act in acts} - names == set()
