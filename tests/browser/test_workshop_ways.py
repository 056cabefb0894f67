"""Voting with one thumb on a phone 360 wide, by keys alone, and where no script runs."""

import pytest
from playwright.sync_api import expect

from tests.browser.room_story import (
    CANT_SAY,
    FACILITATOR,
    LEVELS,
    PHONE,
    choose,
    hears,
    hold,
    is_live,
    join,
    open_first,
    plots,
    reads,
    reveal,
    send,
)
from tests.browser.story import CI_SAM, press_until_focused
from tests.browser.test_phone import SIDEWAYS
from tests.browser_fixtures import in_page

pytestmark = pytest.mark.browser
THUMB = 44
# Whatever is pressed on the board, with its label where it has one: what it is, and how high and wide it is.
TARGETS = """[...document.querySelectorAll("#board :is(button, summary, textarea, input:not([type=hidden]))")]
  .filter((each) => each.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .map((each) => [each, (each.closest("label") ?? each).getBoundingClientRect()])
  .map(([each, box]) => [each.id || each.textContent.trim(), Math.round(box.width), Math.round(box.height)])"""


@pytest.fixture
def held(person, opened):
    """Return a workshop with its console and a ballot open on Leadership."""
    console = person(FACILITATOR)
    workshop = hold(console, opened(CI_SAM).assessment, ["Leadership", "Engagement"])
    open_first(console, "Leadership")
    return console, workshop


def fits_a_thumb(page):
    sideways, over = in_page(page, SIDEWAYS)
    assert (sideways, over) == (0, [])
    targets = in_page(page, TARGETS)
    assert len(targets) > 0
    assert [target for target in targets if min(target[1:]) < THUMB] == []


def test_with_one_thumb(held, open_page, axe):
    console, workshop = held
    page = open_page(**PHONE)
    join(page, workshop.code, "Sergeant")
    is_live(page)
    fits_a_thumb(page)
    button = page.locator(".app-paper__send button")
    for seen in (".app-choice", ".app-choice >> nth=4", "textarea"):
        page.locator(seen).first.scroll_into_view_if_needed()
        box = button.bounding_box()
        # Under the thumb wherever one has read to: in the lower part of the screen, and whole.
        assert (box["y"] > 740 / 2, box["y"] + box["height"] <= 740, box["width"] > 300) == (True, True, True)
    in_page(page, "window.scrollTo(0, 0)")
    choose(page, "Proactive")
    page.locator("summary", has_text="What Proactive says").tap()
    fits_a_thumb(page)
    button.tap()
    expect(page.locator(".app-cast__said")).to_have_text("Your vote is in: Proactive.")
    fits_a_thumb(page)
    page.locator("summary", has_text="Change my vote").tap()
    fits_a_thumb(page)
    axe(page)
    reveal(console)
    plots(page, "Integral 0", "Proactive 1 ● middle", "Process-focused 0", "Reactive 0", "Marginal 0", f"{CANT_SAY} 0")
    fits_a_thumb(page)


def test_by_keys_alone(held, open_page):
    _, workshop = held
    page = open_page()
    join(page, workshop.code, "Inspector")
    is_live(page)
    first = page.locator("input[name=level]").first.get_attribute("id")
    press_until_focused(page, f"#{first}")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.locator(".app-paper__levels label", has=page.locator("input:checked"))).to_have_text("Process-focused")
    sure = page.locator("input[name=confidence]").first.get_attribute("id")
    press_until_focused(page, f"#{sure}")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Seen twice.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".app-cast__said")).to_have_text("Your vote is in: Process-focused.")
    expect(page.locator("[data-cast]")).to_be_focused()
    hears(page, "Your vote is in.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("textarea[name=note]")).to_have_value("Seen twice.")
    press_until_focused(page, "input[name=level]:checked")
    page.keyboard.press("ArrowDown")
    press_until_focused(page, ".app-paper__send button")
    page.keyboard.press("Space")
    expect(page.locator(".app-cast__said")).to_have_text("Your vote is in: Proactive.")


def test_where_no_script_runs(person, open_page, opened, axe_unscripted, forgiven):
    """The facilitator's and a participant's plain forms, and a link that looks again."""
    forgiven.append("422")
    console, page = person(FACILITATOR, java_script_enabled=False), open_page(java_script_enabled=False)
    workshop = hold(console, opened(CI_SAM).assessment, ["Leadership", "Engagement"])
    join(page, workshop.code, "Analyst")
    open_first(console, "Leadership")
    page.get_by_role("link", name="Refresh").click()
    expect(page.locator(".app-paper__levels b")).to_have_text([*LEVELS, CANT_SAY])
    send(page)
    expect(page.locator("#problems")).to_have_text(f"There is a problem Choose a level, or “{CANT_SAY}”.")
    page.get_by_label("A note for the discussion (optional)").fill("On a locked-down laptop.")
    choose(page, "Reactive")
    send(page)
    expect(page.locator(".app-cast__said")).to_have_text("Your vote is in: Reactive.")
    axe_unscripted(page)
    console.get_by_role("link", name="Refresh").click()
    expect(console.locator(".app-tally")).to_have_text("1 of 1 has voted")
    reveal(console)
    page.get_by_role("link", name="Refresh").click()
    plots(page, "Integral 0", "Proactive 0", "Process-focused 0", "Reactive 1 ● middle", "Marginal 0", f"{CANT_SAY} 0")
    expect(page.get_by_text("On a locked-down laptop.")).to_be_visible()
    console.locator(".app-decide .app-levels label").filter(has_text="Reactive").click()
    console.get_by_label("Why", exact=True).fill("Seen.")
    console.get_by_role("button", name="Record what was agreed").click()
    page.get_by_role("link", name="Refresh").click()
    reads(page, "Agreed Leadership: Reactive Why Seen. How the room voted")
    axe_unscripted(console)
