"""How long an assessment is kept, what holds it, its whole record, and what remains of one that was deleted."""

import datetime
import hashlib
import io
import json
import zipfile

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from assessments.models import Assessment, Judgement, SignOff
from assessments.models.comments import Comment
from assessments.sign_off.page import sign
from evidence.models import Item
from history import triggers
from history.models import Disposal, Entry
from maturity.models import Vote
from records.deletion import confirm
from records.disposal import ask_for, carry_out, dispose
from records.models import Refused, Retention, review_day
from records.record import write_record
from records.retention import kept
from records.tree import tables
from tests.factories import (
    NOON,
    ActionFactory,
    AssessmentFactory,
    AssignmentFactory,
    FileItemFactory,
    MembershipFactory,
    ParticipantFactory,
    WorkshopFactory,
    first_statement,
)
from tests.factories.maturity import as_shown

pytestmark = pytest.mark.django_db
LONG_AGO, DUE = datetime.date(2015, 3, 1), datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        (datetime.date(2019, 9, 1), datetime.date(2026, 9, 1)),
        (datetime.date(2024, 2, 29), datetime.date(2031, 3, 1)),
    ],
)
def test_a_review_is_due_so_many_years_after_the_start(starts_on, expected):
    assert review_day(starts_on) == expected


def test_what_is_due_comes_first(force, lead, django_assert_num_queries):
    new, old, held = (
        AssessmentFactory(force=force, starts_on=day, due_on=None)
        for day in (datetime.date(2026, 1, 1), LONG_AGO, datetime.date(2025, 1, 1))
    )
    AssessmentFactory(starts_on=LONG_AGO)
    Retention.of(held).put_on_hold(reason="An inquiry.", by=lead, at=NOON)
    with django_assert_num_queries(2):
        found = kept(force, on=DUE)
    assert [(row.assessment, row.hold, row.is_due) for row in found] == [
        (old, "", True),
        (held, "An inquiry.", False),
        (new, "", False),
    ]


def test_a_hold_is_put_on_once_and_lifted_once(lead):
    retention = Retention.of(AssessmentFactory())
    with pytest.raises(Refused, match="Nothing holds it"):
        retention.lift_hold()
    retention.put_on_hold(reason="An inquiry.", by=lead, at=NOON)
    with pytest.raises(Refused, match="held already"):
        Retention.of(retention.assessment).put_on_hold(reason="Another.", by=lead, at=NOON)
    retention.lift_hold()
    assert not Retention.of(retention.assessment).is_held


@pytest.fixture
def full(force, ci_sam, lead):
    """Return an assessment with something of every kind: a room with one revealed and one blind ballot, too."""
    whole = AssessmentFactory(force=force, edition=ci_sam, round_label="Old", starts_on=LONG_AGO, due_on=None)
    statement = first_statement(ci_sam)
    whole.judge(statement, answer="yes", note="Seen.", version=0, by=lead, at=NOON)
    whole.cite(statement.pk, [FileItemFactory(force=force)], by=lead, at=NOON)
    ActionFactory(assessment=whole).note("Begun.", by=lead, at=NOON)
    AssignmentFactory(assessment=whole, owner=lead)
    first, second = ci_sam.criteria.filter(scored=True).order_by("position")[:2]
    room = WorkshopFactory(assessment=whole, criteria=[first, second])
    seat, level = ParticipantFactory(workshop=room), ci_sam.levels.order_by("rank").first()
    revealed = room.open_ballot(first, at=NOON)
    revealed.cast(participant=seat, level=level, note="Spoken aloud.", at=NOON)
    revealed.reveal(at=NOON)
    revealed.agree(version=as_shown(revealed), level=level, rationale="Agreed.", by=room.facilitator, at=NOON)
    blind = room.open_ballot(second, at=NOON)
    blind.cast(participant=seat, level=level, note="Never revealed.", at=NOON)
    room.close(at=NOON)
    whole.refresh_from_db()
    whole.submit(by=lead, at=NOON)
    sign(whole, capacity="Deputy", statement="", by=lead, on=NOON.date(), at=NOON)
    return whole


def written(assessment):
    out = io.BytesIO()
    return write_record(out, assessment), zipfile.ZipFile(out)


def test_the_record_has_everything_but_what_is_blind(full):
    digest, archive = written(full)
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    item, signed = Item.objects.get(), SignOff.objects.get()
    with item.file.open() as kept_file:
        assert archive.read(f"evidence/{item.pk}-{item.name}") == kept_file.read()
    assert hashlib.sha256(archive.read(f"signed/{signed.pk}-{signed.digest}.json")).hexdigest() == signed.digest
    assert ("Spoken aloud." in everything, "Never revealed." in everything) == (True, False)
    assert Vote.objects.count() == 2
    (answer,) = [each for each in json.loads(archive.read("answer-assessments.json")) if each["note"] == "Seen."]
    assert (answer["statement"], answer["by"]) == (first_statement(full.edition).text, str(SignOff.objects.get().by))
    manifest = archive.read("manifest.json")
    said = json.loads(manifest)["files"]
    assert said == {
        name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name != "manifest.json"
    }
    assert digest == hashlib.sha256(manifest).hexdigest()


def test_the_answers_of_a_blind_vote_are_in_no_record(force, ci_sam):
    whole, statement = AssessmentFactory(force=force, edition=ci_sam), first_statement(ci_sam)
    room = WorkshopFactory(assessment=whole, criteria=[statement.criterion], statements_too=True)
    ballot, seat = room.open_ballot(statement.criterion, at=NOON), ParticipantFactory(workshop=room)
    ballot.cast(participant=seat, level=None, answers={statement: "partly"}, at=NOON)
    votes = {"vote-maturity.json", "statement-vote-maturity.json"}
    assert votes & set(written(whole)[1].namelist()) == set()
    ballot.reveal(at=NOON)
    assert votes & set(written(whole)[1].namelist()) == votes


def test_the_same_record_has_the_same_hash_and_a_changed_one_another(full):
    first = written(full)[0]
    assert written(full)[0] == first
    Judgement.objects.filter(assessment=full).update(note="Altered.")
    assert written(full)[0] != first


def test_a_withdrawn_comment_is_in_the_record_without_its_words(full, lead):
    criterion = full.edition.criteria.filter(scored=True).first()
    for text in ("Stays.", "Taken back."):
        made = Comment.objects.begin(full, criterion.pk, text=text, by=lead, at=NOON)
    made.withdraw(by=lead, at=NOON)
    _, archive = written(full)
    rows = json.loads(archive.read("comment-assessments.json"))
    assert [row["text"] for row in rows] == ["Stays.", "Withdrawn by its author."]
    assert b"Taken back." not in b"".join(archive.read(name) for name in archive.namelist())


def test_no_secret_is_in_the_record(full):
    _, archive = written(full)
    seats = json.loads(archive.read("participant-maturity.json"))
    assert not any("key" in seat for seat in seats)


def delete(assessment, by, **otherwise):
    said = {"typed": str(assessment), "reason": "Kept long enough.", "on": DUE, "at": NOON, "by": by, **otherwise}
    if not assessment.sign_offs.exists():
        return dispose(assessment, **said)
    return carry_out(agreed(assessment, **said), by=by, on=DUE, at=NOON + settings.DISPOSAL_WAIT)


def agreed(assessment, *, by, **said):
    """Return the deletion that somebody asked for and another administrator confirmed."""
    other = MembershipFactory(force=assessment.force, role=Role.FORCE_ADMINISTRATOR).user
    deletion = ask_for(assessment, by=by, **said)
    confirm(deletion, by=other, on=DUE, at=NOON)
    return deletion


def test_what_is_deleted_leaves_one_line_and_nothing_else(full, force_administrator):
    follows = AssessmentFactory(force=full.force, edition=full.edition, follows=full)
    other = AssessmentFactory(force=full.force)
    ActionFactory(assessment=other)
    others_entries = Entry.objects.filter(assessment=other.pk).count()
    said = {"typed": str(full), "reason": "Kept long enough.", "on": DUE, "at": NOON}
    deletion = agreed(full, by=force_administrator, **said)
    pk, digest = full.pk, written(full)[0]
    made = carry_out(deletion, by=force_administrator, on=DUE, at=NOON + settings.DISPOSAL_WAIT)
    with connection.cursor():
        connection.check_constraints()
    assert (made.digest, made.reason, made.by, made.assessment) == (
        digest,
        "Kept long enough.",
        force_administrator,
        pk,
    )
    assert made.counts["Answer"] == 1
    assert not Assessment.objects.filter(pk=pk).exists()
    left = {model._meta.label for model, lookup, _ in tables() if model._base_manager.filter(**{lookup: pk}).exists()}
    assert (left, Vote.objects.count(), SignOff.objects.count()) == (set(), 0, 0)
    follows.refresh_from_db()
    assert (follows.follows, Item.objects.count()) == (None, 1)
    assert not Entry.objects.filter(assessment=pk).exists()
    for entry in Entry.objects.all():
        assert "Never revealed." not in str(entry.before) + str(entry.after)
        assert "Begun." not in str(entry.before) + str(entry.after)
    assert Entry.objects.filter(assessment=other.pk).count() == others_entries


@pytest.mark.parametrize(
    ("otherwise", "says"),
    [
        ({"typed": "Another one"}, "Type the title as it stands here"),
        ({"on": datetime.date(2016, 1, 1)}, "isn't due for review yet"),
    ],
)
def test_deleting_is_refused(full, force_administrator, otherwise, says):
    with pytest.raises(Refused, match=says):
        delete(full, force_administrator, **otherwise)
    assert Assessment.objects.filter(pk=full.pk).exists()


def test_what_is_held_is_deleted_by_nobody(full, force_administrator):
    Retention.of(full).put_on_hold(reason="An inquiry.", by=force_administrator, at=NOON)
    with pytest.raises(Refused, match="It is held, so nobody may delete it: An inquiry"):
        delete(full, force_administrator)


def test_an_open_room_holds_its_assessment(force_administrator, ci_sam):
    whole = AssessmentFactory(edition=ci_sam, starts_on=LONG_AGO, due_on=None)
    WorkshopFactory(assessment=whole)
    with pytest.raises(Refused, match="A workshop on it is open"):
        delete(whole, force_administrator)


def test_a_deletion_is_on_record_for_good(full, force_administrator):
    made = delete(full, force_administrator)
    for act in ("DELETE FROM history_disposal", "UPDATE history_disposal SET reason = 'Otherwise'"):
        with pytest.raises(DatabaseError, match=triggers.MESSAGE), transaction.atomic():
            connection.cursor().execute(act)
    assert Disposal.objects.get() == made


def test_every_way_to_an_assessment_is_known():
    """A new model that hangs on an assessment, and can't do without it, goes with it."""
    known = {model for model, _, _ in tables()} | {Assessment}
    hanging = {
        model
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if field.related_model in known and not field.null
    }
    assert hanging <= known


def test_the_story_of_a_force_administrator(client, full, force_administrator):
    client.force_login(force_administrator)
    here = [full.force.code, full.pk]
    assert "Due for review" in client.get(reverse("records:list", args=here[:1])).content.decode()
    client.post(reverse("records:hold", args=here), {"reason": "An inquiry."})
    page = client.get(reverse("records:one", args=here)).content.decode()
    assert ("An inquiry." in page, "Delete this assessment" in page) == (True, False)
    told = client.get(reverse("records:dispose", args=here)).content.decode()
    assert ("It is held, so nobody may delete it: An inquiry." in told, "Delete for good" in told) == (True, False)
    refused = client.post(reverse("records:dispose", args=here), {"typed": str(full), "reason": "Old."})
    assert (refused.status_code, "It is held" in refused.content.decode()) == (422, True)
    client.post(reverse("records:lift_hold", args=here))
    day = timezone.localdate()
    parts = {"review_on_day": day.day, "review_on_month": day.month, "review_on_year": day.year}
    client.post(reverse("records:plan_review", args=here), parts)
    client.post(reverse("records:dispose", args=here), {"typed": str(full), "reason": "Old."})
    other = MembershipFactory(force=full.force, role=Role.FORCE_ADMINISTRATOR).user
    confirm(full.deletion, by=other, on=timezone.localdate(), at=timezone.now() - settings.DISPOSAL_WAIT)
    archive = client.get(reverse("records:file", args=here))
    digest = archive["X-Manifest-SHA256"]
    assert archive["Content-Disposition"].startswith(
        'attachment; filename="OFFICIAL_record_northshire-police_ci-sam-old_'
    )
    b"".join(archive.streaming_content)
    gone = client.post(reverse("records:carry_out_deletion", args=here), follow=True)
    assert (gone.status_code, digest in gone.content.decode()) == (200, True)
