"""How screens follow their room: the fragment and its ETag, the stream that says when to ask, and the page's script."""

import asyncio
import re
import subprocess
import sys
from contextlib import asynccontextmanager

import pytest
from django.core.signing import TimestampSigner
from django.db import DatabaseError, connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import expect

from maturity import live, seat_views
from maturity.models import Workshop
from tests.browser_fixtures import NO_NETWORK, ROOT
from tests.factories import NOON, WorkshopFactory

# --- The fragment


def asked(rf, render=lambda: HttpResponse("rendered"), *, held="", audience="seat-1", version="1", shared=False):
    request = rf.get("/", headers={"If-None-Match": held} if held else {})
    return live.answer(request, audience=audience, version=version, render=render, shared=shared)


def test_a_fragment_has_a_strong_tag_and_is_kept_by_nobody_else(rf):
    answer = asked(rf)
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"rendered", "private, no-store")
    assert answer["ETag"] == live.etag(audience="seat-1", version="1")
    assert re.fullmatch(r'"[0-9a-f]{32}"', answer["ETag"])


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}'])
def test_what_a_screen_has_already_is_not_rendered_again(rf, form):
    def render():
        raise AssertionError("Rendered")

    answer = asked(rf, render, held=form.format(live.etag(audience="seat-1", version="1")))
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("other", [{"audience": "seat-2"}, {"version": "2"}])
def test_another_audience_or_version_is_another_fragment(rf, other):
    assert asked(rf, held=live.etag(audience="seat-1", version="1"), **other).status_code == 200


def test_a_new_release_renders_every_screen_again(rf, monkeypatch):
    before = live.etag(audience="seat-1", version="1")
    monkeypatch.setattr(live, "CODE", "another")
    assert asked(rf, held=before).status_code == 200


def test_what_is_no_fragment_has_no_tag(rf):
    answer = asked(rf, lambda: HttpResponseRedirect("/"))
    assert "ETag" not in answer


def test_what_many_see_alike_is_rendered_once_with_each_ones_own_form_token(rf):
    """In its forms and nowhere else: what somebody typed stays as it was, even where it looks like a form's token."""
    rendered, typed = [], '<p>name="csrfmiddlewaretoken" value="typed"</p>'

    def render(csrf_token):
        rendered.append(csrf_token)
        return HttpResponse(f'<input type="hidden" name="csrfmiddlewaretoken" value="{csrf_token}">{typed}')

    bodies = [asked(rf, render, shared=True).content.decode() for _ in range(3)]
    tokens = [re.search('value="([^"]*)"', body)[1] for body in bodies]
    assert len(rendered) == 1
    assert len({*tokens, *rendered, ""}) == 5
    assert {body.replace(token, "") for body, token in zip(bodies, tokens, strict=True)} == {
        f'<input type="hidden" name="csrfmiddlewaretoken" value="">{typed}'
    }


def test_what_has_no_form_renews_nobodys_token(rf):
    request = rf.get("/")
    live.answer(request, audience="seat-1", version="1", render=lambda csrf_token: HttpResponse("All"), shared=True)
    assert "CSRF_COOKIE" not in request.META


@pytest.mark.django_db
def test_only_those_without_a_vote_of_their_own_share_what_is_drawn(enter, leadership, levels, monkeypatch):
    """What is drawn for one is shown to others, so somebody's own vote must never be on it, however it comes in."""
    held = WorkshopFactory(assessment__edition=leadership.edition)
    ballot = held.open_ballot(leadership, at=NOON)
    ann, bob, cas = (enter(held, name) for name in ("Ann", "Bob", "Cas"))
    seat, drawing = held.participants.get(name="Ann"), seat_views.room.seat

    def meanwhile(*args, **kwargs):
        ballot.cast(participant=seat, level=levels["Proactive"], note="Mine alone.", at=NOON)
        return drawing(*args, **kwargs)

    board = reverse("maturity:seat_board", args=[held.pk])
    with monkeypatch.context() as at_this_moment:
        at_this_moment.setattr(seat_views.room, "seat", meanwhile)
        first = ann.get(board)
    others = [each.get(board) for each in (bob, cas)]
    assert {each["ETag"] for each in (first, *others)} == {first["ETag"]}
    assert [b"Your vote is in" in each.content for each in (first, *others)] == [False] * 3
    assert [b"Mine alone." in each.content for each in (first, *others)] == [False] * 3
    own = ann.get(board)
    assert own["ETag"] != first["ETag"]
    assert b"Your vote is in" in own.content
    assert b"Mine alone." in own.content
    ballot.reveal(at=NOON)
    after = [each.get(board) for each in (ann, bob, cas)]
    assert len({each["ETag"] for each in after}) == 1
    assert all(b"Mine alone." in each.content for each in after)


# --- The stream


@pytest.fixture
def workshop(committed):
    return WorkshopFactory()


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(live, "PAUSE", 0.02)


class Ear:
    """The other side of one stream, without a server between."""

    def __init__(self, path, method="GET"):
        self.scope = {"type": "http", "method": method, "path": path}
        self.sent, self.left = asyncio.Queue(), asyncio.Event()

    async def send(self, message):
        await self.sent.put(message)

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def head(self):
        return (await self.next())["status"]

    async def next(self):
        async with asyncio.timeout(5):
            return await self.sent.get()

    async def hears(self):
        return (await self.next())["body"].decode()


@asynccontextmanager
async def listening(path, **options):
    ear = Ear(path, **options)
    task = asyncio.ensure_future(live.stream(ear.scope, ear.receive, ear.send))
    try:
        yield ear
    finally:
        ear.left.set()
        await task


async def in_thread(act, *args, **kwargs):
    def alone():
        try:
            act(*args, **kwargs)
        finally:
            connection.close()

    await asyncio.to_thread(alone)


async def status_of(path, **options):
    async with listening(path, **options) as ear:
        return await ear.head()


def test_a_stream_says_the_number_of_the_last_change_and_each_new_one(workshop):
    async def story():
        async with listening(live.stream_url(workshop)) as ear:
            start = await ear.next()
            first = await ear.hears()
            await in_thread(workshop.nudge, at=NOON)
            return start, first, await ear.hears()

    start, first, second = asyncio.run(story())
    assert (start["status"], dict(start["headers"])) == (200, dict(live.HEADERS))
    assert re.fullmatch(r"retry: [1-4]\d{3}\ndata: 1\n\n", first)
    assert second == "data: 2\n\n"


def test_a_participants_stream_is_silent_while_votes_come_in(workshop):
    async def story():
        async with listening(live.stream_url(workshop, follow="stage")) as ear:
            await ear.next(), await ear.next()
            await in_thread(workshop._bump, stage=False)
            await asyncio.sleep(0.2)
            quiet = ear.sent.empty()
            await in_thread(workshop.nudge, at=NOON)
            return quiet, await ear.hears()

    assert asyncio.run(story()) == (True, "data: 2\n\n")


def test_a_stream_ends_with_its_workshop(workshop):
    async def story():
        url = live.stream_url(workshop)
        async with listening(url) as ear:
            await ear.next(), await ear.next()
            await in_thread(workshop.close, at=NOON)
            return await ear.next(), await status_of(url)

    last, after = asyncio.run(story())
    assert (last["body"], last["more_body"], after) == (b"event: end\ndata: end\n\n", False, 204)


def test_a_quiet_stream_beats(workshop, monkeypatch):
    # The first number has to come within one, or there is no stream.
    monkeypatch.setattr(live, "HEARTBEAT", 1)

    async def story():
        async with listening(live.stream_url(workshop)) as ear:
            await ear.next(), await ear.next()
            return [await ear.hears(), await ear.hears()]

    assert asyncio.run(story()) == [":\n\n"] * 2


def test_there_is_nothing_to_listen_to_without_a_good_token(workshop, monkeypatch):
    good = live.token(workshop)
    foreign = TimestampSigner(sep=".", salt="another").sign(f"{workshop.pk}-revision")
    for bad in (
        "",
        "x",
        good[:-1],
        good.replace("revision", "stage"),
        foreign,
        live.token(Workshop(pk=0), to=workshop.facilitator),
    ):
        assert asyncio.run(status_of(live.PATH + bad)) == 204
    monkeypatch.setattr(live, "TOKEN_SECONDS", -1)
    assert asyncio.run(status_of(live.PATH + good)) == 204


def test_a_stream_is_only_read(workshop):
    assert asyncio.run(status_of(live.stream_url(workshop), method="POST")) == 405


def test_nobody_follows_what_is_not_counted(workshop):
    with pytest.raises(ValueError, match="votes"):
        live.token(workshop, follow="votes")


def test_a_full_house_is_said(workshop, monkeypatch):
    monkeypatch.setattr(live, "MOST_LISTENERS", 0)
    assert asyncio.run(status_of(live.stream_url(workshop))) == 503


def test_one_question_serves_all_listeners_and_ends_with_them(workshop, monkeypatch):
    other, questions = WorkshopFactory(), []

    def counted(workshops):
        questions.append(set(workshops))
        return dict.fromkeys(workshops, (1, 1))

    monkeypatch.setattr(live, "numbers", counted)

    async def story():
        async with (
            listening(live.stream_url(workshop)) as one,
            listening(live.stream_url(workshop)) as two,
            listening(live.stream_url(other)) as three,
        ):
            assert [await ear.head() for ear in (one, two, three)] == [200] * 3
        hub = live.hub()
        await asyncio.sleep(0.1)
        asked_then = len(questions)
        await asyncio.sleep(0.1)
        return hub.listeners, hub.watching, len(questions) - asked_then

    assert asyncio.run(story()) == (set(), None, 0)
    assert questions[0] == {workshop.pk, other.pk}


def test_the_watcher_outlives_a_database_that_is_away(workshop, monkeypatch, caplog):
    real, times = live.numbers, []

    def away(workshops):
        times.append(1)
        if len(times) == 1:
            raise DatabaseError("away")
        return real(workshops)

    monkeypatch.setattr(live, "numbers", away)
    assert asyncio.run(status_of(live.stream_url(workshop))) == 200
    assert "could not be read" in caplog.text


def test_numbers_are_read_in_one_query_and_only_of_open_workshops(workshop):
    closed = WorkshopFactory()
    closed.close(at=NOON)
    with CaptureQueriesContext(connection) as queries:
        assert live.numbers({workshop.pk, closed.pk}) == {workshop.pk: (1, 1)}
    assert len(queries) == 1


# --- On the real server


def test_the_short_form_of_the_load(site):
    """Screens that follow, votes all at once, votes while the server is killed: as `make load`, with fewer."""
    command = [sys.executable, "-m", "bench.rooms", "all", "--short"]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


ROOM = """
from django.utils import timezone
from assessments.models import Assessment
from maturity.models import Workshop
a = Assessment.objects.filter(edition__framework__slug='ci-sam', state='open').order_by('pk').first()
c = list(a.edition.criteria.filter(scored=True).order_by('position'))
w = Workshop.convene(a, criteria=c, groups=[], by=a.lead, at=timezone.now(), title='Followed')
w.open_ballot(c[0], at=timezone.now())
print(w.pk, w.code)
"""
ACT = "from django.utils import timezone; from maturity.models import *; w = Workshop.objects.get(pk={}); {}"
REVEAL = "w.ballots.get().reveal(at=timezone.now())"


@pytest.fixture
def room(site):
    """Return the key and the code of a workshop of the demo force with a ballot open."""
    pk, code = site.shell(ROOM).split()
    return int(pk), code


@pytest.fixture
def seated(open_page, room):
    """Return a function that opens a window of a guest in the room."""

    def join(name, **streams):
        page = open_page()
        if streams:
            page.route("**/live/**", streams["answered"])
        page.goto(f"/join/{room[1]}/")
        page.get_by_label("Your name").fill(name)
        page.locator("main form button").click()
        expect(page.locator("#board")).to_be_visible()
        return page

    return join


def status(page):
    return page.locator("[data-live-status]")


@pytest.mark.browser
def test_a_screen_is_live_and_a_half_made_vote_survives_the_rooms_changes(site, room, seated):
    page = seated("Ann")
    expect(status(page)).to_have_text("Live")
    page.locator("input[name=level]").nth(2).check()
    note = page.locator("textarea[name=note]")
    note.fill("Half a sen")
    note.focus()
    site.shell(ACT.format(room[0], "w.nudge(at=timezone.now())"))
    expect(page.locator("#board").get_by_text("The facilitator is waiting for the last votes.")).to_be_visible()
    expect(page.locator("input[name=level]").nth(2)).to_be_checked()
    expect(note).to_have_value("Half a sen")
    expect(note).to_be_focused()
    site.shell(ACT.format(room[0], REVEAL))
    expect(note).to_have_count(0)
    expect(page.locator("#announcer")).not_to_be_empty()
    site.shell(ACT.format(room[0], "w.close(at=timezone.now())"))
    expect(status(page)).to_contain_text("This workshop has ended")
    expect(page.locator("#board")).to_contain_text("The workshop has ended")


@pytest.mark.browser
def test_behind_a_proxy_that_holds_the_stream_back_the_clock_asks(site, room, seated):
    page = seated("Bob", answered=lambda route: None)
    expect(status(page)).to_have_text("Checking every 2 seconds")
    site.shell(ACT.format(room[0], REVEAL))
    expect(page.locator("textarea[name=note]")).to_have_count(0)
    expect(status(page)).to_have_text("Checking every 2 seconds")


@pytest.mark.browser
def test_without_a_network_it_says_so_and_comes_back(site, room, seated, forgiven):
    forgiven.append(NO_NETWORK)
    page = seated("Cas", answered=lambda route: route.abort())
    page.wait_for_load_state()
    page.context.set_offline(True)
    expect(status(page)).to_have_text("No connection: trying again")
    site.shell(ACT.format(room[0], REVEAL))
    page.context.set_offline(False)
    expect(page.locator("textarea[name=note]")).to_have_count(0)


@pytest.mark.browser
def test_a_script_that_was_lost_on_the_way_is_asked_for_until_it_is_there(site, room, seated, forgiven):
    forgiven.append(NO_NETWORK)
    page = seated("Cas", answered=lambda route: route.abort())
    page.route("**/htmx*.js", lambda route: route.abort())
    page.reload()
    expect(status(page)).to_have_text("No connection: trying again")
    page.locator("input[name=level]").nth(2).check()
    page.locator(".app-paper__send button").click()
    expect(page.locator(".app-cast__said")).to_be_visible()
    expect(status(page)).to_have_text("No connection: trying again")
    loaded = []
    page.on("framenavigated", lambda frame: loaded.append(frame.url))
    page.unroute("**/htmx*.js")
    expect(status(page)).to_have_text("Checking every 2 seconds")
    site.shell(ACT.format(room[0], REVEAL))
    expect(page.locator("textarea[name=note]")).to_have_count(0)
    assert loaded == []


@pytest.mark.browser
def test_a_lost_seat_stops_with_a_sentence_and_a_way_on(room, seated, forgiven):
    forgiven.append("404")
    page = seated("Dee", answered=lambda route: route.abort())
    forgiven.append(NO_NETWORK)
    page.context.clear_cookies()
    expect(status(page)).to_contain_text("You are not in this workshop any more")
    expect(status(page).get_by_role("link", name="Reload the page")).to_be_visible()
