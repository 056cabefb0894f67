"""Taking a workshop over from a facilitator who is away: who may, what follows, and two who do it at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from maturity.models import Ballot, Handover, Workshop
from tests.factories import NOON, MembershipFactory, ParticipantFactory, UserFactory, WorkshopFactory


def url(name, workshop, *args):
    return reverse(f"maturity:{name}", args=[workshop.pk, *args])


def browser_of(user):
    client = Client()
    client.force_login(user)
    return client


def take_over(user, workshop, *, instead_of):
    return browser_of(user).post(url("take_over", workshop), {"instead_of": instead_of.pk})


@pytest.fixture
def ballot(workshop, leadership, levels):
    """Return a blind ballot with one vote on it."""
    ballot = workshop.open_ballot(leadership, at=NOON)
    ballot.cast(participant=ParticipantFactory(workshop=workshop), level=levels["Reactive"], at=NOON)
    return ballot


def test_the_room_goes_on_under_whoever_took_it_over(workshop, facilitator, lead, ballot):
    page = browser_of(lead).get(url("take_over", workshop)).content.decode()
    assert f"Take over from {facilitator}" in page
    answer = take_over(lead, workshop, instead_of=facilitator)
    assert answer.url == url("run", workshop)
    assert Workshop.objects.get().facilitator == lead
    console = browser_of(lead).get(url("run", workshop)).context["console"]
    assert (console.stage.name, console.voted, console.people.voters) == ("vote", 1, 1)
    assert Ballot.objects.get().revealed_at is None
    assert browser_of(lead).post(url("reveal", workshop, ballot.pk)).status_code == 302
    assert Ballot.objects.get().phase == Ballot.Phase.REVEALED


def test_who_voted_before_taking_over_is_one_of_those_who_have_a_vote(workshop, facilitator, lead, ballot, levels):
    ballot.cast(participant=ParticipantFactory(workshop=workshop, user=lead), level=levels["Proactive"], at=NOON)
    other = ParticipantFactory(workshop=workshop)
    take_over(lead, workshop, instead_of=facilitator)

    def tally(name, screen):
        page = browser_of(lead).get(url(name, workshop)).context[screen]
        return page.voted, page.people.voters, page.people.observers

    assert (tally("run", "console"), tally("projector", "projector")) == ((2, 3, 0), (2, 3, 0))
    ballot.cast(participant=other, level=None, at=NOON)
    assert (tally("run", "console"), tally("projector", "projector")) == ((3, 3, 0), (3, 3, 0))
    assert browser_of(lead).get(url("run", workshop)).context["console"].next_thing.startswith("Everybody has voted")
    ballot.reveal(at=NOON)
    ballot.reopen(at=NOON)
    assert tally("run", "console") == (0, 2, 1)


def test_who_did_it_stays_on_record_and_on_the_list(workshop, facilitator, lead, force_administrator, reader):
    take_over(lead, workshop, instead_of=facilitator)
    browser_of(lead).post(url("hand_over", workshop), {"facilitator": force_administrator.pk})
    rows = [(each.was, each.became, each.by) for each in Handover.objects.in_order()]
    assert rows == [(facilitator, lead, lead), (lead, force_administrator, lead)]
    said = [f"{lead} took over from {facilitator}", f"{lead} handed over to {force_administrator}"]
    assert [str(each) for each in Handover.objects.in_order()] == said
    page = browser_of(reader).get(reverse("maturity:list", args=[workshop.assessment_id])).content.decode()
    assert [sentence in page for sentence in said] == [True, True]
    assert url("take_over", workshop) not in page


def test_the_list_offers_it_to_those_who_may(workshop, facilitator, lead):
    where = reverse("maturity:list", args=[workshop.assessment_id])
    offered = [
        url("take_over", workshop) in browser_of(each).get(where).content.decode() for each in (lead, facilitator)
    ]
    assert offered == [True, False]
    workshop.close(at=NOON)
    assert url("take_over", workshop) not in browser_of(lead).get(where).content.decode()


def test_the_absent_facilitators_console_says_so_and_the_wall_goes_on(workshop, facilitator, lead, ballot):
    away = browser_of(facilitator)
    before = away.get(url("run_board", workshop))["ETag"]
    take_over(lead, workshop, instead_of=facilitator)
    board = away.get(url("run_board", workshop), headers={"If-None-Match": before})
    assert board.status_code == 200
    for said in (board, away.get(url("run", workshop))):
        assert f"{lead} took over from {facilitator}" in said.content.decode()
        assert url("reveal", workshop, ballot.pk) not in said.content.decode()
    assert away.post(url("reveal", workshop, ballot.pk)).status_code == 404
    assert [away.get(url(name, workshop)).status_code for name in ("projector", "projector_board")] == [200, 200]
    take_over(facilitator, workshop, instead_of=lead)
    assert "console" in away.get(url("run", workshop)).context


@pytest.mark.parametrize("role", [Role.READER, Role.ASSESSOR, Role.PEER_REVIEWER])
def test_others_may_not(workshop, facilitator, member, outsider, role):
    for user in (member(role), outsider):
        assert browser_of(user).get(url("take_over", workshop)).status_code == 404
        assert take_over(user, workshop, instead_of=facilitator).status_code == 404
        with pytest.raises(Workshop.Refused):
            workshop.take_over(by=user, instead_of=facilitator.pk, on=NOON.date(), at=NOON)
    assert not Handover.objects.exists()


def test_an_ended_workshop_is_not_taken_over(workshop, facilitator, lead):
    workshop.close(at=NOON)
    assert take_over(lead, workshop, instead_of=facilitator).status_code == 404
    with pytest.raises(Workshop.Closed):
        workshop.take_over(by=lead, instead_of=facilitator.pk, on=NOON.date(), at=NOON)


def test_a_role_that_has_ended_is_none(workshop, facilitator, lead, force_administrator, today):
    take_over(lead, workshop, instead_of=facilitator)
    runs = {
        user: list(Workshop.objects.ever_run_by(user, on=today)) for user in (facilitator, lead, force_administrator)
    }
    assert runs == {facilitator: [workshop], lead: [workshop], force_administrator: []}
    facilitator.memberships.update(ends_on="2020-01-01")
    away = browser_of(facilitator)
    assert [away.get(url(name, workshop)).status_code for name in ("run", "projector", "take_over")] == [404] * 3


def test_the_second_of_two_is_told_who_was_first(workshop, facilitator, lead, force_administrator):
    take_over(lead, workshop, instead_of=facilitator)
    answer = take_over(force_administrator, workshop, instead_of=facilitator)
    assert answer.status_code == 409
    said = f"{lead} facilitates this workshop now. Ask them before you take over."
    assert answer.context["form"].non_field_errors() == [said]
    assert Workshop.objects.get().facilitator == lead
    assert f"Take over from {lead}" in answer.content.decode()


def test_of_many_at_once_one_takes_over(committed):
    workshop = WorkshopFactory()
    force, first = workshop.assessment.force, workshop.facilitator_id
    people = [MembershipFactory(user=UserFactory(), force=force, role=Role.FACILITATOR).user for _ in range(5)]
    start = Barrier(len(people))

    def act(user):
        try:
            mine = Workshop.objects.select_related("assessment").get(pk=workshop.pk)
            start.wait()
            mine.take_over(by=user, instead_of=first, on=NOON.date(), at=NOON)
        except Workshop.Refused:
            return None
        else:
            return user.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        taken = [pk for pk in pool.map(act, people) if pk]
    with transaction.atomic():
        workshop.refresh_from_db()
        rows = list(Handover.objects.values_list("was", "became", "by"))
    assert taken == [workshop.facilitator_id]
    assert rows == [(first, taken[0], taken[0])]
    assert workshop.revision == 2


def test_somebody_renamed_is_renamed_on_the_screen_of_whoever_ran_it_before(workshop, facilitator, lead):
    take_over(lead, workshop, instead_of=facilitator)
    before = browser_of(facilitator)
    board = url("run_board", workshop)
    tag = before.get(board).headers["ETag"]
    assert before.get(board, headers={"If-None-Match": tag}).status_code == 304
    lead.name = "Somebody renamed"
    lead.save()
    answer = before.get(board, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert f"Somebody renamed took over from {facilitator}" in answer.content.decode()
