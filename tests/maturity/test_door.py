"""The door of a room: who is taken out, what becomes of their votes, the lock and the code."""

import asyncio

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from maturity import live
from maturity.models import Vote, Workshop
from tests.factories import NOON, MembershipFactory, ParticipantFactory, WorkshopFactory
from tests.maturity.test_live import in_thread, listening

NAMES = ("Ann", "Bob", "Cas", "Dan", "Eve", "Fay")


def page(workshop, name="seat", *args):
    return reverse(f"maturity:{name}", args=[workshop.pk, *args])


@pytest.fixture
def room(workshop, leadership, levels, enter):
    """Return (the open ballot, Ann's and Bob's browsers); both have voted, Cas hasn't."""
    ballot = workshop.open_ballot(leadership, at=NOON)
    ann, bob, _ = (enter(workshop, name) for name in NAMES[:3])
    for browser, level in ((ann, "Proactive"), (bob, "Integral")):
        assert browser.post(page(workshop, "vote", ballot.pk), {"level": levels[level].pk}).status_code == 302
    return ballot, ann, bob


def seat(workshop, name):
    return workshop.participants.get(name=name)


def tally(client, workshop):
    console = client.get(page(workshop, "run")).context["console"]
    return console.voted, console.people.voters


def shown(workshop):
    """Return the votes that anybody could be shown."""
    return sorted(Vote.objects.visible_to(None).filter(ballot__workshop=workshop).values_list("level__name", flat=True))


@pytest.mark.django_db
def test_whoever_is_taken_out_before_the_reveal_is_neither_shown_nor_counted(client, press, workshop, room, levels):
    ballot, ann, _ = room
    answer = press(workshop, "take_out", seat(workshop, "Ann").pk)
    assert "Ann is out." in answer.text
    assert tally(client, workshop) == (1, 2)
    # A clear page, at every address of the seat, and no vote any more.
    for method, name, args in (
        ("get", "seat", ()),
        ("get", "vote", (ballot.pk,)),
        ("post", "vote", (ballot.pk,)),
        ("get", "pulse", ()),
    ):
        there = getattr(ann, method)(page(workshop, name, *args), {"level": levels["Proactive"].pk}, follow=True)
        assert (there.status_code, "Your seat in this workshop has ended" in there.text) == (410, True), name
    assert ann.get(page(workshop, "seat_board")).status_code == 410
    press(workshop, "reveal", ballot.pk)
    assert shown(workshop) == ["Integral"]
    text = client.get(page(workshop, "run_board")).text
    assert "Proactive: 1" not in text
    assert client.get(page(workshop, "summary")).context["summary"].people.joined == 2


@pytest.mark.django_db
@pytest.mark.parametrize("first", ["leaves", "reveal"])
def test_whoever_leaves_the_force_before_the_reveal_is_out_of_it(
    client, press, workshop, leadership, levels, member, first
):
    """Nobody has to take them out; whoever leaves after the reveal changes nothing of it."""
    ballot, reader = workshop.open_ballot(leadership, at=NOON), member(Role.READER)
    gone = workshop.admit(name="Gone", user=reader, at=NOON)
    for participant, level in ((gone, "Proactive"), (workshop.admit(name="Here", at=NOON), "Integral")):
        ballot.cast(participant=participant, level=levels[level], at=NOON)
    steps = {
        "leaves": lambda: workshop.assessment.force.memberships.filter(user=reader).delete(),
        "reveal": lambda: press(workshop, "reveal", ballot.pk),
    }
    for step in sorted(steps, key=lambda name: name != first):
        steps[step]()
    assert shown(workshop) == (["Integral"] if first == "leaves" else ["Integral", "Proactive"])
    assert client.get(page(workshop, "summary")).context["summary"].people.joined == (1 if first == "leaves" else 2)


@pytest.mark.django_db
def test_after_the_reveal_no_revealed_figure_changes(client, press, workshop, room):
    ballot, ann, _ = room
    press(workshop, "reveal", ballot.pk)
    before = client.get(page(workshop, "summary")).context["summary"]
    plot = client.get(page(workshop, "run")).context["console"].stage.spread
    for act in ("take_out", "let_back_in", "take_out"):
        press(workshop, act, seat(workshop, "Ann").pk)
        assert shown(workshop) == ["Integral", "Proactive"]
        assert client.get(page(workshop, "run")).context["console"].stage.spread == plot
        assert client.get(page(workshop, "summary")).context["summary"] == before
    assert ann.get(page(workshop)).status_code == 410


@pytest.mark.django_db
def test_whoever_is_let_back_in_votes_anew(client, press, workshop, room, levels):
    ballot, ann, _ = room
    for act in ("take_out", "let_back_in"):
        press(workshop, act, seat(workshop, "Ann").pk)
    board = ann.get(page(workshop)).text
    assert "Your vote is in" not in board
    assert tally(client, workshop) == (1, 3)
    ann.post(page(workshop, "vote", ballot.pk), {"level": levels["Proactive"].pk})
    assert tally(client, workshop) == (2, 3)


@pytest.mark.django_db
def test_the_order_of_disagreement_tells_nothing_of_who_is_taken_out(
    press, assessment, facilitator, leadership, levels
):
    """Else taking one person out, and looking at what moves, would tell what they voted."""
    held = WorkshopFactory(assessment=assessment, facilitator=facilitator, prescoring=True)
    ballots = list(held.ballots.order_by("pk")[:2])
    seats = [ParticipantFactory(workshop=held, name=name) for name in NAMES]
    for ballot, far in zip(ballots, ("Integral", "Proactive"), strict=True):
        for number, sitter in enumerate(seats):
            level = levels[far if number == 0 else "Proactive"]
            ballot.cast(participant=sitter, level=level, at=NOON)
    held.end_prescoring(at=NOON)
    before = Vote.objects.by_disagreement(held)
    held.take_out(seats[0], at=timezone.now())
    assert Vote.objects.by_disagreement(held) == before != []
    assert Vote.objects.how_many(held) == {ballot.pk: 5 for ballot in ballots}


@pytest.mark.django_db
def test_a_locked_room_lets_nobody_new_in_and_keeps_who_is_there(client, press, workshop, room, enter):
    _, ann, _ = room
    press(workshop, "lock")
    new = client.__class__()
    refused = new.post(reverse("maturity:take_seat", args=[workshop.code]), {"name": "New"})
    assert "The facilitator has locked this workshop: nobody new can join." in refused.text
    assert not workshop.participants.filter(name="New").exists()
    assert ann.get(page(workshop)).status_code == 200
    press(workshop, "unlock")
    enter(workshop, "New")


@pytest.mark.django_db
def test_with_a_new_code_the_old_one_is_dead_and_seats_stay(client, press, workshop, room, enter):
    _, ann, _ = room
    old = workshop.code
    press(workshop, "renew_code")
    workshop.refresh_from_db()
    assert workshop.code != old
    assert client.__class__().get(reverse("maturity:take_seat", args=[old])).status_code == 404
    assert ann.get(page(workshop)).status_code == 200
    enter(workshop, "New")


@pytest.mark.django_db
def test_a_member_who_was_taken_out_cant_join_again_by_the_code(client, press, workshop, member):
    reader = member(Role.READER)
    client.force_login(reader)
    way = reverse("maturity:take_seat", args=[workshop.code])
    client.post(way, {"name": "Ria"})
    press(workshop, "take_out", seat(workshop, "Ria").pk)
    client.force_login(reader)
    assert client.post(way, {"name": "Another"}, follow=True).status_code == 410
    assert workshop.participants.count() == 1


@pytest.mark.django_db
def test_the_door_says_nothing_of_who_has_voted(client, facilitator, workshop, leadership, levels, enter):
    """Rooms in which another person has voted have the same page."""
    ballot = workshop.open_ballot(leadership, at=NOON)
    for name in NAMES[:3]:
        enter(workshop, name)
    client.force_login(facilitator)
    pages = [client.get(page(workshop, "door")).text]
    for name in NAMES[:2]:
        ballot.cast(participant=seat(workshop, name), level=levels["Proactive"], at=NOON)
        pages.append(client.get(page(workshop, "door")).text)
    assert len({text.split("<main")[1].split("csrfmiddlewaretoken")[0] for text in pages}) == 1


def test_a_room_that_has_ended_takes_nobody_out(workshop_ended):
    with pytest.raises(Workshop.Closed):
        workshop_ended.take_out(workshop_ended.participants.get(), at=NOON)


@pytest.fixture
def workshop_ended(db):
    held = WorkshopFactory()
    ParticipantFactory(workshop=held)
    held.close(at=NOON)
    return held


# --- Open streams


@pytest.mark.parametrize("end", ["taken out", "role", "signed out", "code"])
def test_an_open_stream_ends_soon_after_its_seat_and_no_other(committed, monkeypatch, end):
    monkeypatch.setattr(live, "PAUSE", 0.02)
    monkeypatch.setattr(live, "ASKED_EVERY", 0.1)
    held = WorkshopFactory()
    row = MembershipFactory(force=held.assessment.force, role=Role.READER)
    mine = held.admit(name="Mine", user=row.user, at=NOON)
    other = ParticipantFactory(workshop=held)

    def ended():
        if end == "taken out":
            held.take_out(mine, at=timezone.now())
        elif end == "role":
            held.assessment.force.memberships.filter(pk=row.pk).delete()
        elif end == "signed out":
            row.user.sign_out(at=timezone.now())
        else:
            held.renew_code()

    async def story():
        ways = [live.stream_url(held, to=to, follow="stage") for to in (mine, other)]
        async with listening(ways[0]) as one, listening(ways[1]) as two:
            heads = [await one.head(), await two.head(), await one.hears(), await two.hears()][:2]
            await in_thread(ended)
            if end == "code":
                await asyncio.sleep(0.5)
                return heads, one.sent.empty(), two.sent.empty()
            said = await one.hears()
            while "event: end" not in said:
                said = await one.hears()
            await asyncio.sleep(0.3)
            quiet = [await two.hears() for _ in range(two.sent.qsize())]
            return heads, True, not any("event: end" in text for text in quiet)

    assert asyncio.run(story()) == ([200, 200], True, True)


def test_all_who_listen_are_asked_for_in_one_query(committed, django_assert_num_queries):
    held = WorkshopFactory()
    seats = [ParticipantFactory(workshop=held) for _ in range(5)]
    tokens = [live.token(held, to=to) for to in (*seats, held.facilitator)]
    holders = {live._listened_to(token)[0] for token in tokens}
    with django_assert_num_queries(1):
        assert live.admitted(holders) == holders
