"""What was signed is deleted by two people and after a wait, and can be stopped; what wasn't, as before."""

import datetime

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import Role
from assessments.models import Assessment
from history.models import Disposal, Entry
from records.deletion import awaited, confirm, stop
from records.disposal import ask_for, carry_out, dispose
from records.models import Deletion, Refused, Retention
from tests.factories import NOON, AssessmentFactory, MembershipFactory, SignOffFactory

pytestmark = pytest.mark.django_db
LONG_AGO, TODAY = datetime.date(2015, 3, 1), NOON.date()
AFTER = NOON + settings.DISPOSAL_WAIT


def somebody(force, role):
    return MembershipFactory(force=force, role=role).user


@pytest.fixture
def signed(force, ci_sam):
    lead, signatory = somebody(force, Role.ASSESSOR), somebody(force, Role.INSPECTION_LEAD)
    whole = AssessmentFactory(force=force, edition=ci_sam, starts_on=LONG_AGO, due_on=None, lead=lead)
    SignOffFactory(assessment=whole, by=signatory)
    whole.signatory = signatory
    return whole


@pytest.fixture
def asker(force):
    return somebody(force, Role.FORCE_ADMINISTRATOR)


@pytest.fixture
def asked(signed, asker):
    return ask_for(signed, typed=str(signed), reason="Kept long enough.", by=asker, on=TODAY, at=NOON)


def others(signed):
    return {
        "another administrator": somebody(signed.force, Role.FORCE_ADMINISTRATOR),
        "the lead": signed.lead,
        "the signatory": signed.signatory,
    }


def test_one_person_alone_deletes_nothing_that_was_signed(signed, asker):
    with pytest.raises(Refused, match="one person alone can't delete it"):
        dispose(signed, typed=str(signed), reason="Mine.", by=asker, on=TODAY, at=NOON)
    assert (Assessment.objects.filter(pk=signed.pk).exists(), Disposal.objects.count()) == (True, 0)


@pytest.mark.parametrize("who", ["another administrator", "the lead", "the signatory"])
def test_another_confirms_and_after_the_wait_it_is_deleted(signed, asker, asked, who):
    other = others(signed)[who]
    confirm(asked, by=other, on=TODAY, at=NOON)
    with pytest.raises(Refused, match="until the wait is over"):
        carry_out(asked, by=asker, on=TODAY, at=AFTER - datetime.timedelta(seconds=1))
    pk = signed.pk
    made = carry_out(asked, by=asker, on=TODAY, at=AFTER)
    assert (made.asked_by, made.confirmed_by, made.by, made.reason) == (asker, other, asker, "Kept long enough.")
    assert not Assessment.objects.filter(pk=pk).exists()
    assert not Entry.objects.filter(assessment=pk).exists()


def test_who_may_not_confirm(signed, asker, asked):
    """Whoever asked, though they lead or signed it, too; a reader; somebody of another force; a lead who has left."""
    refused = {
        asker: "Whoever asked for it doesn't confirm it",
        somebody(signed.force, Role.READER): "Only an administrator",
        MembershipFactory(role=Role.FORCE_ADMINISTRATOR).user: "Only an administrator",
    }
    Membership.objects.filter(user=signed.lead).update(ends_on=TODAY - datetime.timedelta(days=1))
    refused[signed.lead] = "Only an administrator"
    signed.signatory.is_active = False
    signed.signatory.save()
    refused[signed.signatory] = "Only an administrator"
    for person, says in refused.items():
        with pytest.raises(Refused, match=says):
            confirm(asked, by=person, on=TODAY, at=NOON)
    Assessment.objects.filter(pk=signed.pk).update(lead=asker)
    with pytest.raises(Refused, match="Whoever asked for it doesn't confirm it"):
        confirm(asked, by=asker, on=TODAY, at=NOON)
    asked.refresh_from_db()
    assert asked.confirmed_by is None


def left(user):
    Membership.objects.filter(user=user).update(ends_on=TODAY - datetime.timedelta(days=1))


def test_each_step_asks_again_who_may(signed, asker, asked):
    other = others(signed)["another administrator"]
    third = somebody(signed.force, Role.FORCE_ADMINISTRATOR)
    with transaction.atomic():
        left(asker)
        with pytest.raises(Refused, match="Whoever asked for it doesn't administer"):
            confirm(asked, by=other, on=TODAY, at=NOON)
        transaction.set_rollback(True)
    confirm(asked, by=other, on=TODAY, at=NOON)
    for gone, says in ((asker, "Whoever asked for it"), (other, "Whoever confirmed it"), (third, "Only an admin")):
        with transaction.atomic():
            left(gone)
            with pytest.raises(Refused, match=says):
                carry_out(asked, by=third, on=TODAY, at=AFTER)
            transaction.set_rollback(True)
    with pytest.raises(Refused, match="Only an administrator"):
        carry_out(asked, by=signed.lead, on=TODAY, at=AFTER)


def test_what_is_held_meanwhile_stays(signed, asker, asked):
    confirm(asked, by=signed.signatory, on=TODAY, at=NOON)
    Retention.of(signed).put_on_hold(reason="An inquiry.", by=asker, at=NOON)
    with pytest.raises(Refused, match="An inquiry"):
        carry_out(asked, by=asker, on=TODAY, at=AFTER)


@pytest.mark.parametrize("who", ["another administrator", "the lead", "the signatory", "the asker"])
@pytest.mark.parametrize("is_confirmed", [True, False])
def test_any_of_them_stops_it_and_the_history_says_who(signed, asker, asked, who, is_confirmed):
    people = {**others(signed), "the asker": asker}
    if is_confirmed:
        confirm(asked, by=people["another administrator"], on=TODAY, at=NOON)
    stop(asked, by=people[who], on=TODAY)
    with pytest.raises(Refused, match="stopped meanwhile"):
        carry_out(asked, by=asker, on=TODAY, at=AFTER)
    acts = (
        Entry.objects.filter(kind="records_deletion", assessment=signed.pk).order_by("pk").values_list("act", flat=True)
    )
    assert list(acts) == ["made", *(["changed"] if is_confirmed else []), "removed"]
    assert Entry.objects.filter(kind="records_deletion").latest("pk").before["reason"] == "Kept long enough."


def test_the_database_itself_wants_two_people(signed, asker, asked):
    changes = ({"confirmed_by": asker, "confirmed_at": NOON}, {"confirmed_by": signed.lead}, {"confirmed_at": NOON})
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            Deletion.objects.filter(pk=asked.pk).update(**change)
    kept = {"counts": {}, "digest": "0" * 64, "title": "One", "reason": "Due.", "by": asker, "at": NOON}
    for two in ((asker, asker), (asker, None), (None, asker)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Disposal.objects.create(force=signed.force, assessment=10**9, asked_by=two[0], confirmed_by=two[1], **kept)


def test_the_story_by_its_pages(client, signed, asker):
    here = [signed.force.code, signed.pk]
    client.force_login(asker)
    page = client.get(reverse("records:dispose", args=here)).content.decode()
    assert ("Ask for its deletion" in page, "Delete for good</button>" in page) == (True, False)
    told = client.post(reverse("records:dispose", args=here), {"typed": str(signed), "reason": "Old."})
    assert (told.status_code, told.url) == (302, reverse("records:deletion", args=here))
    assert sorted(to for sent in mail.outbox for to in sent.to) == sorted([signed.lead.email, signed.signatory.email])
    assert told.url in mail.outbox[0].body
    assert "Old." not in mail.outbox[0].body
    page = client.get(told.url).content.decode()
    assert ("somebody else has to confirm it" in page, 'id="confirm"' in page) == (True, False)
    client.post(reverse("records:confirm_deletion", args=here))
    assert Deletion.objects.get().confirmed_by is None
    client.force_login(signed.lead)
    assert told.url in client.get(reverse("home:dashboard")).content.decode()
    client.post(reverse("records:confirm_deletion", args=here))
    assert Deletion.objects.get().confirmed_by == signed.lead
    client.post(reverse("records:carry_out_deletion", args=here))
    assert Assessment.objects.filter(pk=signed.pk).exists()
    client.post(reverse("records:stop_deletion", args=here))
    assert not Deletion.objects.exists()
    client.force_login(somebody(signed.force, Role.READER))
    assert client.get(told.url).status_code == 404


def test_it_is_shown_to_whom_it_concerns_and_to_nobody_else(signed, asker, asked):
    today = timezone.localdate()
    shown = {name: [*awaited(person, on=today)] for name, person in {**others(signed), "asker": asker}.items()}
    assert list(shown.values()) == [[asked]] * len(shown)
    strangers = somebody(signed.force, Role.READER), MembershipFactory(role=Role.FORCE_ADMINISTRATOR).user
    assert [[*awaited(person, on=today)] for person in strangers] == [[], []]
