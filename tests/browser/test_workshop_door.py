"""Somebody is taken out of a room while their screen is open: it says so by itself, and takes no vote."""

import pytest
from playwright.sync_api import expect

from tests.browser.room_story import FACILITATOR, PHONE, hold, is_live, join, open_first, reveal, vote
from tests.browser.story import CI_SAM

pytestmark = pytest.mark.browser


def test_who_is_taken_out_reads_so_at_once_and_is_in_no_reveal(person, open_page, opened, axe, forgiven):
    forgiven.append("410")
    console, phone, other = person(FACILITATOR), open_page(**PHONE), open_page()
    held = hold(console, opened(CI_SAM).assessment, ["Leadership"])
    for page, name in ((phone, "Gone"), (other, "Here")):
        page.goto(console.url)
        join(page, held.code, name)
    open_first(console, "Leadership")
    for page in (phone, other):
        vote(page, "Proactive")
        is_live(page)
    console.get_by_role("link", name="The door").click()
    axe(console)
    console.locator(".app-door").filter(has_text="Gone").get_by_role("button").click()
    expect(console.get_by_text("Gone is out.")).to_be_visible()
    axe(console)
    expect(phone.locator("h1")).to_have_text("Your seat in this workshop has ended", timeout=15_000)
    axe(phone)
    console.get_by_role("button", name="Lock the room").click()
    expect(console.get_by_text("The room is locked: nobody new can join.").first).to_be_visible()
    console.goto(held.console)
    expect(console.locator(".app-tally")).to_have_text("1 of 1 has voted")
    reveal(console)
    expect(other.locator("#board")).to_contain_text("Proactive")
    expect(phone.locator("h1")).to_have_text("Your seat in this workshop has ended")
