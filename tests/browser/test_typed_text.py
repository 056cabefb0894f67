"""What was typed and isn't saved yet: it outlives a reload and the end of a session, for its own person alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.room_story import FACILITATOR, hold, is_live, open_first, reveal
from tests.browser.seated import Profile
from tests.browser.story import CI_SAM
from tests.browser_fixtures import LEAD, NO_NETWORK, in_page

pytestmark = pytest.mark.browser
WORDS = "Brief every sergeant, by name."
WHAT = "What will be done"
DRAWN = "Reach Reactive: Leadership"
KEPT = "Object.keys(localStorage).filter((at) => at.startsWith('kept.')).length"


@pytest.fixture
def profile(open_page, site, forgiven):
    forgiven += [NO_NETWORK, "Failed to fetch"]
    seat = Profile(open_page(), site)
    # Leaving asks, and here they leave.
    seat.page.on("dialog", lambda dialog: dialog.accept())
    return seat


@pytest.fixture
def plan(opened):
    """Return the address at which an action is planned."""
    return opened(CI_SAM).sheet.rstrip("/").removesuffix("/score") + "/plan/"


def types(page, words=WORDS):
    page.get_by_label(WHAT).fill(words)
    page.wait_for_function(f"({KEPT}) > 0")


def stands_there(page, words=WORDS):
    expect(page.get_by_label(WHAT)).to_have_value(words)
    expect(page.locator("[data-typed]")).to_contain_text("saved yet.")
    expect(page.locator("[data-typed]")).to_have_attribute("role", "status")


def test_what_was_typed_outlives_the_session_and_is_saved_once_it_is_sent(profile, plan, axe):
    page = profile.page
    profile.enter(LEAD)
    page.goto(plan)
    types(page)
    profile.end()
    page.get_by_role("button", name="Plan it").click()
    page.wait_for_url("**/accounts/login/**")
    profile.enter(LEAD)
    page.goto(plan)
    stands_there(page)
    axe(page)
    page.get_by_role("button", name="Plan it").click()
    page.wait_for_url(lambda url: url != plan)
    page.goto(plan)
    expect(page.get_by_label(WHAT)).to_have_value(DRAWN)
    expect(page.locator("[data-typed]")).to_have_count(0)
    assert in_page(page, KEPT) == 0


def test_what_was_typed_may_be_thrown_away(profile, plan):
    page = profile.page
    profile.enter(LEAD)
    page.goto(plan)
    types(page)
    page.reload()
    stands_there(page)
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_label(WHAT)).to_have_value(DRAWN)
    expect(page.locator("[data-typed]")).to_have_count(0)
    page.reload()
    expect(page.get_by_label(WHAT)).to_have_value(DRAWN)


def test_leaving_asks_and_what_was_typed_stays(profile, plan):
    page = profile.page
    profile.enter(LEAD)
    page.goto(plan)
    page.get_by_label(WHAT).click()
    page.keyboard.press("Control+a")
    page.keyboard.type(WORDS)
    with page.expect_event("dialog") as asked:
        page.reload()
    assert asked.value.type == "beforeunload"
    stands_there(page)


def test_a_session_is_taken_up_in_another_tab(profile, plan, site):
    page = profile.page
    profile.enter(LEAD)
    page.goto(plan)
    types(page)
    profile.end()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("link", name="Sign in again in another tab")).to_be_visible()
    other = page.context.new_page()
    profile.enter(LEAD)
    other.goto(site.url + "/account/")
    with page.expect_response("**/account/here/"):
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("link", name="Sign in again in another tab")).to_have_count(0)
    page.get_by_role("button", name="Plan it").click()
    page.wait_for_url(lambda url: url != plan)
    assert site.shell(f"print(Action.objects.filter(title={WORDS!r}).exists())") == "True"


def test_another_person_neither_sees_nor_destroys_it(profile, plan):
    page = profile.page
    profile.enter(LEAD)
    page.goto(plan)
    types(page)
    profile.end()
    profile.enter(FACILITATOR)
    page.goto(plan)
    expect(page.get_by_label(WHAT)).to_have_value(DRAWN)
    expect(page.locator("[data-typed]")).to_have_count(0)
    assert "sergeant" not in in_page(page, "JSON.stringify(localStorage)")
    profile.sign_out()
    profile.enter(LEAD)
    page.goto(plan)
    stands_there(page)
    profile.sign_out()
    assert in_page(page, KEPT) == 0


def test_a_force_may_switch_it_off(profile, plan, site):
    page = profile.page
    site.shell("Force.objects.filter(code='demo').update(keeps_typed=False)")
    try:
        profile.enter(LEAD)
        page.goto(plan)
        page.get_by_label(WHAT).click()
        page.keyboard.press("Control+a")
        page.keyboard.type(WORDS)
        with page.expect_event("dialog"):
            page.reload()
        expect(page.get_by_label(WHAT)).to_have_value(DRAWN)
        assert in_page(page, KEPT) == 0
    finally:
        site.shell("Force.objects.filter(code='demo').update(keeps_typed=True)")


def test_a_rooms_reason_outlives_a_dropped_connection(profile, opened):
    page = profile.page
    profile.enter(FACILITATOR)
    hold(page, opened(CI_SAM).assessment, ["Leadership"])
    open_first(page, "Leadership")
    reveal(page)
    is_live(page)
    page.locator(".app-decide .app-levels label").filter(has_text="Proactive").click()
    page.get_by_label("Why", exact=True).fill(WORDS)
    page.context.set_offline(True)
    page.get_by_role("button", name="Record what was agreed").click()
    expect(page.locator("[data-typed]")).to_have_text(
        "No connection: not saved yet. It is sent when the network is back."
    )
    expect(page.get_by_label("Why", exact=True)).to_have_value(WORDS)
    page.context.set_offline(False)
    expect(page.locator("#board")).to_contain_text("Leadership: Proactive")
    expect(page.locator("#board")).to_contain_text(WORDS)
