"""Without a mouse: through a line by tab, arrows and space; the focus stays; a quick change of mind is no clash."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ASSESSOR
from tests.browser.story import (
    CI_SAM,
    JUDGMENT_CRITERIA,
    chosen,
    line,
    lines_of,
    note,
    press_until_focused,
    status,
    stored,
)

pytestmark = pytest.mark.browser
SAVES = "**/statements/*/"


@pytest.fixture
def sheet(person, opened):
    """Return a function that opens the first criterion of a new assessment as an assessor, and its lines."""

    def show(framework):
        page = person(ASSESSOR)
        page.goto(opened(framework).sheet)
        return page, lines_of(page)

    return show


def slow(page, seconds=0.4):
    """Let every save take a while, as on a bad line, and return the list of what was sent."""
    sent = []

    def wait(route):
        sent.append(route.request.post_data or "")
        page.wait_for_timeout(seconds * 1000)
        route.continue_()

    page.route(SAVES, wait)
    return sent


@pytest.mark.parametrize(
    ("framework", "second"), [(CI_SAM, "partly"), (JUDGMENT_CRITERIA, "weaker")], ids=["single", "paired"]
)
def test_a_line_is_answered_by_keys_alone(sheet, framework, second):
    page, lines = sheet(framework)
    key = lines[0].key
    none = line(page, key).locator("input[type=radio]").last.get_attribute("id")
    press_until_focused(page, f"#{none}")
    first, after = f"#a{key}-1", f"#a{key}-2"
    page.keyboard.press("ArrowRight")
    expect(status(page, key)).to_have_text("Saved")
    expect(page.locator(first)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(after)).to_be_checked()
    expect(status(page, key)).to_have_text("Saved")
    expect(page.locator(after)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(f"#line-{key} summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(f"#n{key}")).to_be_focused()
    page.keyboard.type("By keys alone.")
    page.keyboard.press("Tab")
    expect(status(page, key)).to_have_text("Saved")
    expect(page.locator(f"#e{key}")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(f"#line-{lines[1].key} input:focus")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(status(page, lines[1].key)).to_have_text("Saved")
    first_value = chosen(page, lines[1].key)
    assert stored(page, [key, lines[1].key]) == [(second, "By keys alone."), (first_value, "")]


def test_a_quick_change_of_mind_is_saved_once_and_is_no_clash(sheet):
    page, lines = sheet(CI_SAM)
    key = lines[0].key
    sent = slow(page)
    page.locator(f"#a{key}-1").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(status(page, key)).to_have_text("Saved")
    expect(page.locator(f"#a{key}-3")).to_be_focused()
    assert chosen(page, key) == "no"
    expect(line(page, key).locator(".app-unsaved")).to_have_count(0)
    page.wait_for_timeout(600)
    assert len(sent) == 2
    assert stored(page, [key]) == [("no", "")]


def test_a_note_typed_while_an_answer_is_being_saved_stays(sheet):
    page, lines = sheet(CI_SAM)
    key = lines[0].key
    line(page, key).locator("summary").click()
    slow(page)
    page.locator(f"#a{key}-1").check()
    note(page, key).click()
    page.keyboard.type("Typed meanwhile")
    expect(status(page, key)).to_have_text("Saved")
    expect(note(page, key)).to_be_focused()
    page.keyboard.type(", and on.")
    expect(note(page, key)).to_have_value("Typed meanwhile, and on.")
    with page.expect_response(SAVES):
        page.keyboard.press("Tab")
    expect(status(page, key)).to_have_text("Saved")
    assert stored(page, [key]) == [("yes", "Typed meanwhile, and on.")]


def test_a_note_typed_just_before_leaving_is_saved(sheet):
    page, lines = sheet(CI_SAM)
    here, key = page.url, lines[0].key
    line(page, key).locator("summary").click()
    note(page, key).fill("The last word.")
    page.get_by_role("link", name="Next: Engagement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Engagement")
    page.goto(here)
    assert stored(page, [key]) == [("", "The last word.")]
