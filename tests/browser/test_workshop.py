"""A whole workshop in seven windows: a facilitator, the wall, five people; to the gap report with what they agreed."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ASSESSOR
from tests.browser.room_story import (
    CANT_SAY,
    ENDED,
    FACILITATOR,
    PHONE,
    choose,
    has_agenda,
    hears,
    hold,
    is_live,
    join,
    open_first,
    plots,
    reads,
    reveal,
    send,
    vote,
)
from tests.browser.story import CI_SAM, gap_of
from tests.browser_fixtures import NO_NETWORK

pytestmark = pytest.mark.browser
GUESTS = ["Sergeant", "Inspector", "Analyst", "Partner"]
BLIND = "Vote alone, on your own screen. Nobody sees your vote before the reveal."
KEPT = "Not sent yet: kept on this device. It is sent when the network is back."
LIBRARY = ("Not enough middle managers hear of it.", "Seen in all three districts.")


@pytest.fixture
def room(person, open_page, opened, round_label, axe):
    """Return seven windows: the console and the wall of a workshop on two criteria, and five who have joined it."""
    console, wall = person(FACILITATOR), person(FACILITATOR)
    held = hold(console, opened(CI_SAM).assessment, ["Leadership", "Engagement"])
    wall.goto(f"{held.base}projector/")
    windows = [open_page(**PHONE), *(open_page() for _ in GUESTS[1:]), person(ASSESSOR)]
    first = windows[0]
    first.goto("/join/")
    axe(first)
    for page, name in zip(windows, [*GUESTS, "Assessor"], strict=True):
        join(page, held.code, name)
    axe(first)
    return SimpleNamespace(
        **dict(zip(["sergeant", "inspector", "analyst", "partner", "assessor"], windows, strict=True)),
        console=console,
        wall=wall,
        seats=windows,
        all=[console, wall, *windows],
        held=held,
        about=f"Whole force, {round_label}",
    )


def counts(room, number, *, following):
    """Expect the console and the wall to know how many have voted, and nothing more."""
    for page in (room.console, room.wall):
        expect(page.locator(".app-tally")).to_have_text(f"{number} of 5 have voted")
        expect(page.locator(".app-plot")).to_have_count(0)
    expect(room.console.locator("#next")).to_have_text(f"Next: {following}")


def everybody_sees(room, *rows):
    for page in room.all:
        plots(page, *rows)


def test_from_an_empty_room_to_the_gap_report(room, axe, forgiven):
    the_lobby(room, axe)
    the_first_round(room, axe, forgiven)
    the_second_round(room, axe)
    what_leadership_came_to(room)
    the_second_criterion(room)
    the_end(room, axe)


def the_lobby(room, axe):
    people = " ".join(sorted(["Assessor", *GUESTS]))
    for seat in room.seats:
        reads(seat, "You are in The first criterion comes up here. Keep this page open. 5 people are in", people)
    host = room.held.base.partition("/workshops/")[0]
    way_in = f"{host}/join/ Code: {room.held.code} 5 in"
    reads(room.wall, room.about, "Join with the code, on any phone, tablet or laptop.", way_in)
    expect(room.console.locator("#next")).to_have_text("Next: When people are in, open the first criterion.")
    has_agenda(room.console, "", "")
    for page in room.all:
        is_live(page)
    for page in (room.console, room.wall):
        axe(page)


def the_first_round(room, axe, forgiven):
    open_first(room.console, "Leadership")
    for seat in room.seats:
        expect(seat.locator("#board h1")).to_have_text("Leadership")
        hears(seat, "Vote now: Leadership.")
    has_agenda(room.console, "Now: Voting", "")
    counts(room, 0, following="Wait for the votes, then reveal them.")
    axe(room.sergeant)

    vote(room.sergeant, "Reactive", sure="High")
    vote(room.inspector, "Proactive", note="Seen in all three districts.")
    counts(room, 2, following="Wait for the votes, then reveal them.")
    for seat, mine in ((room.sergeant, "Reactive"), (room.inspector, "Proactive")):
        expect(seat.locator("[data-cast]")).to_have_text(
            f"Your vote is in: {mine}. You can change it until the reveal. Nobody else sees it before then."
        )
        hears(seat, "Your vote is in.")
    axe(room.sergeant)

    one_is_offline(room, forgiven)
    one_reloads(room)
    counts(room, 3, following="Wait for the votes, then reveal them.")
    room.analyst.context.set_offline(False)
    expect(room.analyst.locator(".app-cast__said")).to_have_text("Your vote is in: Proactive.")
    is_live(room.analyst)
    vote(room.assessor, CANT_SAY)
    counts(room, 5, following="Everybody has voted: reveal the votes.")
    axe(room.console)
    axe(room.wall)

    reveal(room.console)
    rows = ["Integral 0", "Proactive 2 ●●", "Process-focused 0", "Reactive 2 ●● middle", "Marginal 0"]
    everybody_sees(room, *rows, f"{CANT_SAY} 1")
    has_agenda(room.console, "Now: Revealed", "")
    for seat in [*room.seats, room.wall]:
        hears(seat, "The votes on Leadership are revealed. Split, around Reactive.")
    for seat in room.seats:
        reads(
            seat,
            "Leadership Split. The middle vote is Reactive; votes run from Reactive to Proactive.",
            f"5 votes, 1 of them can{CANT_SAY[3:].lower()}. Confidence: high 1. Votes for each level Level Votes",
            *rows,
            f"{CANT_SAY} 1 Notes, without names Seen in all three districts. Agreement index",
        )
    for page in (room.console, room.wall, room.sergeant):
        axe(page)


def one_is_offline(room, forgiven):
    """Lose the network, vote, and read that the vote is kept on the device and not sent."""
    forgiven += [NO_NETWORK, "Failed to fetch"]
    room.analyst.context.set_offline(True)
    choose(room.analyst, "Proactive")
    send(room.analyst)
    expect(room.analyst.locator("[data-paper-status]")).to_have_text(KEPT)
    expect(room.analyst.locator("[data-cast]")).to_have_count(0)


def one_reloads(room):
    """Reload half-way through a vote: the seat is the same, and so is what was marked. Reload after it: it is in."""
    choose(room.partner, "Marginal")
    room.partner.get_by_label("A note for the discussion (optional)").fill("Half a sen")
    room.partner.reload()
    expect(room.partner.locator(".app-room__who .app-quiet")).to_have_text("You are Partner")
    expect(room.partner.locator("input[name=level]:checked")).to_have_count(1)
    expect(room.partner.locator("textarea[name=note]")).to_have_value("Half a sen")
    expect(room.partner.locator("[data-paper-status]")).to_have_text("Not sent yet.")
    room.partner.get_by_label("A note for the discussion (optional)").fill("")
    vote(room.partner, "Reactive")
    room.partner.reload()
    expect(room.partner.locator(".app-cast__said")).to_have_text("Your vote is in: Reactive.")
    is_live(room.partner)


def the_second_round(room, axe):
    room.console.get_by_role("button", name="Vote again, blind").click()
    for seat in room.seats:
        expect(seat.locator("#board .govuk-caption-l")).to_have_text("Enabler · round 2")
        expect(seat.locator("input[name=level]:checked")).to_have_count(0)
        expect(seat.locator(".app-plot")).to_have_count(0)
        hears(seat, "Vote now: Leadership, round 2.")
    reads(
        room.wall,
        f"Leadership, round 2 {BLIND} 0 of 5 have voted",
        f"Late? {room.held.base.partition('/workshops/')[0]}/join/ {room.held.code}",
    )
    for seat in room.seats[:4]:
        vote(seat, "Process-focused")
    counts(room, 4, following="Wait for the votes, then reveal them.")
    vote(room.assessor, "Proactive")
    counts(room, 5, following="Everybody has voted: reveal the votes.")
    reveal(room.console)
    everybody_sees(
        room,
        "Integral 0 0",
        "Proactive 2 ●● 1 ●",
        "Process-focused 0 4 ●●●● middle",
        "Reactive 2 ●● middle 0",
        "Marginal 0 0",
        f"{CANT_SAY} 1 0",
        "Agreement Split Close",
    )
    for seat in [*room.seats, room.wall]:
        hears(seat, "The votes on Leadership are revealed. Close, around Process-focused.")
    axe(room.sergeant)


def agree(console, level, why, dissent=""):
    console.locator(".app-decide .app-levels label").filter(has_text=level).click()
    console.get_by_label("Why", exact=True).fill(why)
    console.get_by_label("Dissent (optional)").fill(dissent)
    console.get_by_role("button", name="Record what was agreed").click()


def what_leadership_came_to(room):
    room.console.locator("summary", has_text="Add an action").click()
    room.console.get_by_label("What will be done").fill("Brief the middle managers")
    room.console.get_by_role("button", name="Add the action").click()
    expect(room.console.get_by_text("The action is recorded.")).to_be_visible()
    agree(room.console, "Process-focused", LIBRARY[1], LIBRARY[0])
    for seat in room.seats:
        reads(
            seat,
            f"Agreed Leadership: Process-focused Why {LIBRARY[1]} Dissent {LIBRARY[0]}",
            "Actions Brief the middle managers How the room voted",
        )
        hears(seat, "Agreed on Leadership: Process-focused.")
    reads(room.wall, f"Leadership: Process-focused Agreed. The next criterion comes up here. {LIBRARY[1]}")
    has_agenda(room.console, "Agreed: Process-focused", "")


def the_second_criterion(room):
    open_first(room.console, "Engagement")
    for seat in room.seats:
        hears(seat, "Vote now: Engagement.")
        vote(seat, "Proactive")
    counts(room, 5, following="Everybody has voted: reveal the votes.")
    reveal(room.console)
    rows = ["Integral 0", "Proactive 5 ●●●●● middle", "Process-focused 0", "Reactive 0", "Marginal 0"]
    everybody_sees(room, *rows, f"{CANT_SAY} 0")
    for seat in room.seats:
        hears(seat, "The votes on Engagement are revealed. Unanimous, around Proactive.")
    agree(room.console, "Proactive", "Everybody knows whom to ask.")
    for seat in room.seats:
        reads(seat, "Agreed Engagement: Proactive Why Everybody knows whom to ask. How the room voted")
    has_agenda(room.console, "Agreed: Process-focused", "Agreed: Proactive")


def the_end(room, axe):
    room.console.locator("summary", has_text="End the workshop").click()
    room.console.get_by_role("button", name="End the workshop").click()
    agreed = f"Leadership Process-focused {LIBRARY[1]} Engagement Proactive Everybody knows whom to ask."
    for seat in room.seats:
        reads(seat, f"The workshop has ended Thank you for taking part. Say how it went What was agreed {agreed}")
        is_live(seat, ENDED)
    reads(room.wall, room.about, f"The workshop has ended. Thank you. What was agreed {agreed}")
    has_agenda(room.console, "Agreed: Process-focused", "Agreed: Proactive")
    axe(room.console)
    room.console.get_by_role("link", name="Read the gap report").click()
    for title, level, why in (
        ("Leadership", "Process-focused", LIBRARY[1]),
        ("Engagement", "Proactive", "Everybody knows whom to ask."),
    ):
        section = gap_of(room.console, title)
        facts = section.locator("dl > div")
        expect(facts.filter(has=room.console.locator("dt:text-is('Now')")).locator("dd")).to_have_text(level)
        expect(facts.filter(has=room.console.locator("dt:text-is('Reason')")).locator("dd")).to_have_text(why)
