"""The network gone, the session ended: an answer stays on the page, and the line says that it isn't saved."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ASSESSOR
from tests.browser.story import (
    CI_SAM,
    answer,
    chosen,
    line,
    lines_of,
    note,
    open_note,
    pick,
    status,
    stored,
)
from tests.browser_fixtures import NO_NETWORK

pytestmark = pytest.mark.browser


@pytest.fixture
def page(person, opened):
    """Return a window of an assessor on the first criterion of a new assessment."""
    window = person(ASSESSOR)
    window.goto(opened(CI_SAM).sheet)
    return window


def test_answers_given_without_a_network_are_saved_when_it_is_back(page, axe, forgiven):
    forgiven.extend([NO_NETWORK, "Failed to fetch", "htmx"])
    first, second = (each.key for each in lines_of(page)[:2])
    page.context.set_offline(True)
    pick(page, first, "yes")
    open_note(page, second).fill("Typed on the train.")
    pick(page, second, "no")
    for key in (first, second):
        expect(status(page, key)).to_contain_text("Not saved: there is no connection.")
    assert (chosen(page, first), chosen(page, second)) == ("yes", "no")
    axe(page)
    page.context.set_offline(False)
    for key in (first, second):
        expect(status(page, key)).to_have_text("Saved")
    assert stored(page, [first, second]) == [("yes", ""), ("no", "Typed on the train.")]


def test_an_answer_is_saved_when_the_server_is_back(page, forgiven):
    forgiven.extend([NO_NETWORK, "Failed to fetch", "htmx"])
    key = lines_of(page)[0].key
    page.route("**/statements/*/", lambda route: route.abort("connectionrefused"))
    pick(page, key, "yes")
    expect(status(page, key)).to_contain_text("Not saved: there is no connection.")
    page.unroute("**/statements/*/")
    expect(status(page, key)).to_have_text("Saved")
    assert stored(page, [key]) == [("yes", "")]


def test_an_answer_given_after_the_session_ended_stays_on_the_page(page, axe, login, forgiven):
    forgiven.append("htmx")
    key = lines_of(page)[0].key
    open_note(page, key).fill("Typed too late.")
    page.context.clear_cookies(name="session")
    pick(page, key, "partly")
    expect(status(page, key)).to_contain_text("Not saved: you are signed out.")
    expect(page.locator("#announcer")).to_contain_text("Not saved: you are signed out.")
    assert chosen(page, key) == "partly"
    expect(note(page, key)).to_have_value("Typed too late.")
    axe(page)
    other = page.context.new_page()
    login(other, ASSESSOR)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert stored(page, [key]) == [("partly", "Typed too late.")]


def test_a_page_with_something_unsaved_asks_before_it_is_left(page, forgiven):
    forgiven.extend([NO_NETWORK, "Failed to fetch", "htmx"])
    key = lines_of(page)[0].key
    page.context.set_offline(True)
    pick(page, key, "yes")
    expect(status(page, key)).to_contain_text("Not saved")
    page.on("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Next: Engagement").click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    expect(line(page, key)).to_be_visible()
    page.context.set_offline(False)
    expect(status(page, key)).to_have_text("Saved")
    answer(page, key, "no")
