"""The ends of a session as its owner sees them coming; the page's clock is wound on, the server's is not."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
ADDRESS = "/tokens/"
HERE = "/account/here/"
TWO_HOURS_NEARLY, LONG = "01:56:00", "11:56:00"


@pytest.fixture
def page(lead):
    lead.clock.install()
    lead.goto(ADDRESS)
    expect(lead.locator("body.js-enabled")).to_have_count(1)
    return lead


def test_typing_counts_as_being_there(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith(HERE) else None)
    page.get_by_label("What it is for").fill("Power")
    assert asked == []
    page.clock.fast_forward("10:00")
    with page.expect_response(f"**{HERE}"):
        page.get_by_label("What it is for").fill("Power BI")
    page.get_by_label("What it is for").fill("Power BI, performance")
    assert len(asked) == 1


def test_typing_takes_the_warning_away(page, axe):
    page.clock.fast_forward(TWO_HOURS_NEARLY)
    expect(page.locator("#away")).to_be_visible()
    page.get_by_label("What it is for").fill("Power BI")
    expect(page.locator("#away")).to_be_hidden()


def test_the_end_of_the_longest_time_is_announced(page):
    expect(page.locator("#ending")).to_be_hidden()
    page.clock.fast_forward(LONG)
    expect(page.locator("#ending")).to_be_visible()
    expect(page.locator("#ending")).to_contain_text("You will be signed out soon, 12 hours after you signed in.")
