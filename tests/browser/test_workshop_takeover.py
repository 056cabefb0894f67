"""An open console when somebody else takes the workshop over: it says so, and offers nothing that fails."""

import pytest
from playwright.sync_api import expect

from tests.browser.room_story import FACILITATOR, hears, hold, is_live, open_first
from tests.browser.story import CI_SAM
from tests.browser_fixtures import LEAD

pytestmark = pytest.mark.browser


def test_the_console_that_lost_its_workshop_says_so(person, opened, axe):
    console, lead = person(FACILITATOR), person(LEAD)
    held = hold(console, opened(CI_SAM).assessment, ["Leadership"])
    open_first(console, "Leadership")
    is_live(console)
    lead.goto(held.assessment)
    lead.get_by_role("link", name="Workshops").click()
    lead.get_by_role("link", name="Take over").click()
    axe(lead)
    lead.get_by_role("button", name="Take over from Facilitator").click()
    expect(lead.get_by_text("You facilitate this workshop now.")).to_be_visible()
    expect(lead.locator(".app-tally")).to_have_text("0 of 0 have voted")
    hears(console, "Inspection lead took over from Facilitator.")
    expect(console.locator("#board h2")).to_have_text("Inspection lead took over from Facilitator")
    expect(console.get_by_role("button")).to_have_text(["Sign out"])
    expect(console.locator("main summary:visible")).to_have_count(0)
    axe(console)
    console.get_by_role("link", name="Projector view").click()
    expect(console.locator("h1")).to_have_text("Leadership")
    is_live(console)
