"""The room's board, beside the streams: the same that a seat's own address shows, and never somebody's own vote."""

import asyncio
import gzip
import re
import threading

import pytest
from django.core.signing import TimestampSigner
from django.db import connection
from django.test import Client
from django.urls import reverse

from maturity import live, room_board
from maturity.models import Vote, Workshop
from tests.factories import NOON, ParticipantFactory, WorkshopFactory
from tests.maturity.test_live import Ear, in_thread, listening

TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(live, "PAUSE", 0.02)


@pytest.fixture
def workshop(committed):
    from frameworks.models import Edition

    edition = Edition.objects.get(framework__slug="ci-sam")
    return WorkshopFactory(assessment__edition=edition)


@pytest.fixture
def leadership(workshop):
    return workshop.assessment.edition.criteria.get(code="leadership")


@pytest.fixture
def level(workshop):
    return workshop.assessment.edition.levels.get(name="Proactive")


class Screen:
    """A seat that asks for the room's board, without a server between; its own stream is open."""

    def __init__(self, seat):
        self.seat, self.url = seat, room_board.board_url(seat)

    async def asks(self, *, held="", packed=False, method="GET", url=""):
        """Return status, headers and body."""
        ear = Ear(url or self.url, method=method)
        ear.scope["headers"] = [(b"if-none-match", held.encode())] if held else []
        if packed:
            ear.scope["headers"].append((b"accept-encoding", b"gzip, deflate, br"))
        await room_board.answer(ear.scope, ear.receive, ear.send)
        start, body = await ear.next(), await ear.next()
        headers = {name.decode(): value.decode() for name, value in start["headers"]}
        return start["status"], headers, body["body"]


def told(workshop, story):
    """Run a story while somebody listens to the workshop, and return what it returns."""

    async def run():
        async with listening(live.stream_url(workshop)) as ear:
            await ear.next()
            return await story()

    return asyncio.run(run())


def own_board(enter, workshop, name, **typed):
    """Return a guest's seat and a function that fetches their own board as their browser does."""
    browser = enter(workshop, name, **typed)
    seat = workshop.participants.get(name=name)
    return seat, lambda: browser.get(reverse("maturity:seat_board", args=[workshop.pk]))


def test_it_is_the_board_that_the_seats_own_address_shows(workshop, leadership, level, enter):
    """At every stage, to the byte and to the tag, but for the form's token; for voters and for observers."""
    people = [own_board(enter, workshop, "Ann"), own_board(enter, workshop, "Olga", observes="on")]

    def same():
        found = [told(workshop, Screen(seat).asks) for seat, _ in people]
        for (status, headers, body), (_, fetch) in zip(found, people, strict=True):
            mine = fetch()
            assert (status, headers["etag"]) == (200, mine["ETag"])
            assert body == TOKEN.sub(rb"\1", mine.content)
            assert int(headers["content-length"]) == len(body)
        return found[0][2]

    boards = [same()]
    ballot = workshop.open_ballot(leadership, at=NOON)
    boards.append(same())
    ballot.cast(participant=ParticipantFactory(workshop=workshop), level=level, note="Seen.", at=NOON)
    boards.append(same())
    ballot.reveal(at=NOON)
    boards.append(same())
    assert [b"You are in" in boards[0], b"Send my vote" in boards[1], b"Seen." in boards[3]] == [True] * 3
    # Somebody came in and voted: nobody's board but the lobby's shows either.
    assert boards[1] == boards[2]


def test_what_a_screen_has_is_not_sent_again_and_the_rest_goes_packed(workshop, enter):
    seat, _ = own_board(enter, workshop, "Ann")

    async def story():
        screen = Screen(seat)
        _, headers, plain = await screen.asks()
        again = await screen.asks(held=f"W/{headers['etag']}")
        return plain, again, await screen.asks(packed=True)

    plain, again, (status, headers, packed) = told(workshop, story)
    assert (again[0], again[2]) == (304, b"")
    assert (status, headers["content-encoding"], gzip.decompress(packed)) == (200, "gzip", plain)
    assert headers["cache-control"] == "private, no-store"


def test_a_thousand_questions_are_one_reading_and_one_rendering(workshop, enter, monkeypatch):
    seats = [ParticipantFactory(workshop=workshop) for _ in range(20)]
    counts, real = {"standing": 0, "render": 0}, {"standing": room_board.standing, "render": room_board.render}

    def counted(name):
        def act(*args, **kwargs):
            counts[name] += 1
            return real[name](*args, **kwargs)

        monkeypatch.setattr(room_board, name, act)

    counted("standing"), counted("render")

    async def story():
        return await asyncio.gather(*(Screen(seat).asks() for seat in seats * 10))

    assert {status for status, _, _ in told(workshop, story)} == {200}
    assert counts["render"] == 1
    assert counts["standing"] <= 2


def test_a_question_is_answered_with_what_is_so_after_it_was_asked(workshop, leadership, monkeypatch):
    """A reading that began before doesn't answer whoever asks during it: they would miss what happened meanwhile."""
    seat = ParticipantFactory(workshop=workshop)
    begun, go, real = threading.Event(), threading.Event(), room_board.standing

    def slow(pk, before):
        found = real(pk, before)
        begun.set()
        go.wait(5)
        return found

    async def story():
        screen = Screen(seat)
        monkeypatch.setattr(room_board, "standing", slow)
        first = asyncio.ensure_future(screen.asks())
        await asyncio.to_thread(begun.wait, 5)
        monkeypatch.setattr(room_board, "standing", real)
        await in_thread(workshop.open_ballot, leadership, at=NOON)
        second = asyncio.ensure_future(screen.asks())
        await asyncio.sleep(0.05)
        go.set()
        return await first, await second

    tags = [headers["etag"] for _, headers, _ in told(workshop, story)]
    # The participant's coming in was the first change.
    assert tags == [live.room_tag(workshop.pk, stage=stage, votes=True) for stage in (2, 3)]


def test_whoever_has_a_blind_vote_is_sent_to_their_own_board(workshop, leadership, level, enter):
    """From the moment that it is in until the reveal; parked, it is on nobody's board any more."""
    (ann, _), (bob, _) = (own_board(enter, workshop, name) for name in ("Ann", "Bob"))
    ballot = workshop.open_ballot(leadership, at=NOON)

    async def statuses():
        return [(await Screen(seat).asks())[0] for seat in (ann, bob)]

    async def story():
        found = [await statuses()]
        await in_thread(ballot.cast, participant=ann, level=level, note="Mine alone.", at=NOON)
        found.append(await statuses())
        await in_thread(ballot.reveal, at=NOON)
        found.append(await statuses())
        again = await asyncio.to_thread(lambda: alone(ballot.reopen, at=NOON))
        await in_thread(again.cast, participant=ann, level=level, at=NOON)
        found.append(await statuses())
        await in_thread(again.park)
        return [*found, await statuses()]

    assert told(workshop, story) == [[200, 200], [204, 200], [200, 200], [204, 200], [200, 200]]


def alone(act, **kwargs):
    try:
        return act(**kwargs)
    finally:
        connection.close()


def test_a_vote_that_comes_in_while_it_is_drawn_is_on_nobodys_board(workshop, leadership, level, enter, monkeypatch):
    (ann, _), (bob, _) = (own_board(enter, workshop, name) for name in ("Ann", "Bob"))
    ballot, drawing = workshop.open_ballot(leadership, at=NOON), room_board.room.seat

    def meanwhile(participant, **kwargs):
        ballot.cast(participant=ann, level=level, note="Mine alone.", at=NOON)
        return drawing(participant, **kwargs)

    monkeypatch.setattr(room_board.room, "seat", meanwhile)

    async def story():
        return [await Screen(ann).asks(), await Screen(bob).asks(), await Screen(ann).asks()]

    first, other, then = told(workshop, story)
    assert Vote.objects.count() == 1
    assert [first[0], other[0], then[0]] == [200, 200, 204]
    assert [b"Mine alone." in body or b"Your vote is in" in body for _, _, body in (first, other)] == [False] * 2


def test_rooms_that_voted_differently_look_alike(workshop, leadership, enter, monkeypatch):
    """And who has a vote is told to its voter alone."""
    seats = [own_board(enter, workshop, name)[0] for name in ("Ann", "Bob", "Cas")]
    ballot, seen = workshop.open_ballot(leadership, at=NOON), []
    levels = list(workshop.assessment.edition.levels.order_by("rank"))
    for voter, level, note in ((0, levels[0], ""), (1, levels[4], "A long note." * 50)):
        Vote.objects.all().delete()
        Workshop.objects.filter(pk=workshop.pk).update(revision=7, stage=7)
        ballot.cast(participant=seats[voter], level=level, note=note, at=NOON)
        room_board.caches["reports"].clear()
        seen.append([told(workshop, Screen(seat).asks) for seat in seats])
    assert [status for status, _, _ in seen[0]] == [204, 200, 200]
    assert [status for status, _, _ in seen[1]] == [200, 204, 200]
    assert seen[0][2] == seen[1][2] == seen[0][1] == seen[1][0]


def test_there_is_no_board_without_a_good_token(workshop, monkeypatch):
    seat, other = ParticipantFactory(workshop=workshop), ParticipantFactory()
    good = room_board.board_url(seat).removeprefix(room_board.PATH)
    foreign = TimestampSigner(sep=".", salt="maturity.live").sign(f"{workshop.pk}-{seat.pk}")
    crossed = TimestampSigner(sep=".", salt="maturity.shared").sign(f"{workshop.pk}-{other.pk}")

    async def story():
        found = [
            (await Screen(seat).asks(url=room_board.PATH + bad))[0] for bad in ("", "x", good[:-1], foreign, crossed)
        ]
        found.append((await Screen(seat).asks(method="POST"))[0])
        monkeypatch.setattr(live, "TOKEN_SECONDS", -1)
        return [*found, (await Screen(seat).asks())[0]]

    assert told(workshop, story) == [204] * 5 + [405, 204]


def test_a_process_without_listeners_leaves_it_to_the_pages(workshop):
    seat = ParticipantFactory(workshop=workshop)
    assert asyncio.run(Screen(seat).asks())[0] == 204


def test_a_page_names_it_but_for_a_paper_of_its_own(workshop, enter):
    browser = enter(workshop, "Ann")
    page = browser.get(reverse("maturity:seat", args=[workshop.pk]))
    assert f'data-shared="{room_board.PATH}' in page.content.decode()
    assert Client().get(reverse("maturity:seat", args=[workshop.pk])).status_code == 302


def test_whoever_still_asks_when_the_last_listener_leaves_is_answered(workshop):
    screen = Screen(ParticipantFactory(workshop=workshop))

    async def run():
        async with room_board.boards().reading:
            async with listening(live.stream_url(workshop)) as ear:
                await ear.next()
                waiting = asyncio.ensure_future(screen.asks())
                await asyncio.sleep(0)
            while live.hub().watching:
                await asyncio.sleep(0.01)
        return (await waiting)[0]

    assert asyncio.run(run()) == 200
