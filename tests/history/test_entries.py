"""The database writes down every change, whichever way it comes in, and lets nobody alter what it wrote."""

import datetime
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from assessments.models import Action, Assessment, Judgement
from config.actor import acting
from history import triggers
from history.models import Departure, Entry, Visit
from history.tables import BOOKKEEPING, NAMES, SECRETS, is_kept, kept_models, kept_tables
from maturity.models import Participant, StatementVote, Vote
from records.tree import tables
from tests.factories import (
    NOON,
    ActionFactory,
    AssessmentFactory,
    FindingFactory,
    JudgementFactory,
    MembershipFactory,
    ParticipantFactory,
    UserFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db
ANSWERS = "assessments_judgement"


def told(kind, **about):
    """Return what was recorded of a kind, the first first: act, who, before and after."""
    rows = Entry.objects.filter(kind=kind, **about).order_by("pk")
    return [(each.act, each.by_id, each.before, each.after) for each in rows]


@pytest.fixture
def judgement():
    made = JudgementFactory()
    clear()
    return made


def clear():
    """Take out what the test's own ground left in the history, past the refusal."""
    triggers.release(connection)
    Entry.objects.all()._raw_delete("default")
    triggers.hold(connection)


def by_update(judgement):
    Judgement.objects.filter(pk=judgement.pk).update(answer="no", version=F("version") + 1)


def by_save(judgement):
    judgement.answer = "no"
    judgement.save()


def by_bulk(judgement):
    judgement.answer = "no"
    Judgement.objects.bulk_update([judgement], ["answer"])


def by_sql(judgement):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_judgement SET answer = 'no' WHERE id = %s", [judgement.pk])


@pytest.mark.parametrize("change", [by_update, by_save, by_bulk, by_sql])
def test_a_change_is_recorded_whichever_way_it_comes_in(judgement, change):
    with acting(judgement.by_id):
        change(judgement)
    assert told(ANSWERS) == [("changed", judgement.by_id, {"answer": "yes"}, {"answer": "no"})]


def test_an_entry_says_whose_and_about_what(judgement):
    by_update(judgement)
    entry, whole = Entry.objects.get(kind=ANSWERS), judgement.assessment
    expected = (whole.force_id, whole.pk, judgement.statement_id, str(judgement.pk), None, "")
    assert (entry.force_id, entry.assessment, entry.statement, entry.row, entry.by_id, entry.way) == expected


def test_making_and_removing_keep_the_whole_row():
    person = UserFactory()
    with acting(person.pk):
        action = ActionFactory(title="Train everybody")
        Action.objects.filter(pk=action.pk).delete()
    (_, _, empty, made), (_, _, removed, gone) = told("assessments_action")
    assert made == removed
    assert (made["title"], made["assessment_id"], empty, gone) == ("Train everybody", action.assessment_id, {}, {})
    assert {by for _, by, _, _ in told("assessments_action")} == {person.pk}


def test_what_alters_nothing_that_is_recorded_leaves_no_trace(judgement):
    Assessment.objects.filter(pk=judgement.assessment_id).update(revision=F("revision") + 1)
    Judgement.objects.filter(pk=judgement.pk).update(answer="yes", version=9)
    assert not Entry.objects.exists()


def test_what_is_undone_was_never_recorded(judgement):
    with transaction.atomic():
        by_update(judgement)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


def test_a_row_below_others_is_its_forces(force):
    finding = FindingFactory(force=force)
    assert {*Entry.objects.filter(kind="inspections_findingevent").values_list("force", flat=True)} == {force.pk}
    assert finding.force_id == force.pk


def test_a_link_between_two_is_recorded():
    action = ActionFactory()
    statement = action.criterion.statements.first()
    action.statements.add(statement)
    entry = Entry.objects.get(kind="assessments_action_statements")
    assert (entry.act, entry.assessment, entry.statement) == ("made", action.assessment_id, statement.pk)


def test_who_acts_ends_with_the_block(judgement):
    with acting(judgement.by_id, "manage.py tidy'; --"):
        by_update(judgement)
    Judgement.objects.filter(pk=judgement.pk).update(answer="partly")
    rows = Entry.objects.order_by("pk").values_list("by", "way")
    assert [(by, re.sub("[';]", "", way)) for by, way in rows] == [(judgement.by_id, "manage.py tidy --"), (None, "")]


def test_a_page_says_who_acts(client, force):
    lead = MembershipFactory(force=force, role="inspection_lead").user
    assessment = AssessmentFactory(force=force)
    client.force_login(lead)
    clear()
    client.post(f"/assessments/{assessment.pk}/submit/")
    assert told("assessments_assessment")[0][:2] == ("changed", lead.pk)


WAYS = {
    "sqlite": ["UPDATE {} SET act = 'made'", "DELETE FROM {}", "REPLACE INTO {} (id, at, act) VALUES ({}, '', 'in')"],
    "postgresql": ["UPDATE {} SET act = 'made'", "DELETE FROM {}", "TRUNCATE {}"],
}[connection.vendor]


@pytest.mark.parametrize("model", [Entry, Visit])
@pytest.mark.parametrize("way", WAYS)
def test_the_history_is_never_altered(judgement, model, way):
    by_update(judgement)
    Visit.objects.create(act="in", at=NOON.replace(year=9999))
    row = model.objects.first()
    with pytest.raises(DatabaseError, match=re.escape(triggers.MESSAGE)), transaction.atomic():
        connection.cursor().execute(way.format(model._meta.db_table, row.pk))
    assert model.objects.filter(pk=row.pk, act=row.act).exists()


@pytest.mark.parametrize("made", [{"act": "in"}, {"event": "file.history"}], ids=["a visit", "a departure"])
def test_what_may_go_after_a_year_stays_until_then(made):
    """By the database's own clock, which no setting of ours puts forward."""
    model = Visit if "act" in made else Departure
    days = datetime.timedelta(days=1)
    late, soon = (model.objects.create(at=timezone.now() - ago * days, **made) for ago in (366, 364))
    late.delete()
    with pytest.raises(DatabaseError, match=re.escape(triggers.MESSAGE)), transaction.atomic():
        soon.delete()
    with pytest.raises(DatabaseError, match=re.escape(triggers.MESSAGE)), transaction.atomic():
        model.objects.update(at=NOON)


def test_nothing_of_a_vote_is_recorded(ci_sam):
    workshop = WorkshopFactory(assessment=AssessmentFactory(edition=ci_sam), statements_too=True)
    criterion = workshop.agenda.first().criterion
    ballot, seat = workshop.open_ballot(criterion, at=NOON), ParticipantFactory(workshop=workshop)
    clear()
    statement = criterion.statements.first()
    level = ci_sam.levels.first()
    ballot.cast(participant=seat, level=level, note="Mine.", answers={statement: "yes"}, at=NOON)
    ballot.cast(participant=seat, level=level, note="Mine still.", at=NOON)
    assert not Entry.objects.exists()


def test_whatever_hangs_on_a_vote_or_a_seat_is_left_out():
    """A model to come that says what somebody voted, or said without a name, must be left out too."""
    blind = {Vote, StatementVote, Participant}
    hanging = {
        model
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.related_model in blind and model is not Participant
    }
    assert hanging & set(kept_models()) == set()
    assert Vote in hanging


def test_no_secret_is_among_the_columns():
    """Whatever sounds like a secret is left out, or named as what everybody sees."""
    sounds = re.compile("pass|secret|token|key|nonce|digest|code|hash|session|salt|data|(^|_)uid")
    named = {(table.name, column) for table in kept_tables() for column in table.columns if sounds.search(column)}
    assert {f"{table}.{column}" for table, column in named} - NAMES == set()


@pytest.mark.parametrize("column", ["accounts_user.password", "accounts_token.digest", "maturity_participant.key"])
def test_a_secret_is_not_recorded(column):
    assert not is_kept(*column.split("."))


def test_a_password_leaves_no_trace():
    user = UserFactory()
    clear()
    user.set_password("another one")
    user.save()
    assert not Entry.objects.exists()
    assert "password" in SECRETS
    assert "last_login" in BOOKKEEPING


def test_every_recorded_table_has_its_triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'history_on_%'"
            if connection.vendor == "sqlite"
            else "SELECT DISTINCT relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT tgisinternal AND tgname LIKE 'history_on_%'"
        )
        on = {name for (name,) in cursor.fetchall()}
    assert on == {table.name for table in kept_tables()} | {*triggers.MAY_GO}


def test_only_what_goes_with_an_assessment_is_recorded_as_its_own():
    """Else the history of what stays, as a board's paper, would go with the assessment that it was written from."""
    going = {model._meta.db_table for model, _, _ in tables()} | {Assessment._meta.db_table}
    assert {table.name for table in kept_tables() if table.assessment != "NULL"} <= going


def test_migrate_puts_the_triggers_on_again():
    triggers.remove(connection)
    call_command("migrate", verbosity=0)
    assert triggers.install(connection) is False
