"""The core of the job with scripts off: one Save for a whole criterion, and everything typed stays."""

import pytest
from playwright.sync_api import expect

from tests.browser.story import (
    CI_SAM,
    JUDGMENT_CRITERIA,
    fact,
    lines_of,
    note,
    open_note,
    pick,
    stored,
)

pytestmark = pytest.mark.browser
KINDS = pytest.mark.parametrize(
    ("framework", "suggested"), [(CI_SAM, "Marginal"), (JUDGMENT_CRITERIA, "Good")], ids=["single", "paired"]
)


@pytest.fixture
def unscripted(person, opened):
    """Return a function that opens a criterion's sheet in a window that runs no scripts, and its lines."""

    def show(framework):
        page = person(java_script_enabled=False)
        page.goto(opened(framework).sheet)
        return page, lines_of(page)

    return show


def planned(lines):
    """Return an answer for each line: the stronger of a pair, yes at the first heading, no at every other."""
    first = lines[0].heading
    return ["stronger" if each.weaker else "yes" if each.heading == first else "no" for each in lines]


@KINDS
def test_one_save_saves_the_whole_criterion(unscripted, axe_unscripted, framework, suggested):
    page, lines = unscripted(framework)
    for each, value in zip(lines, planned(lines), strict=True):
        pick(page, each.key, value)
    open_note(page, lines[0].key).fill("Seen.\nTwice.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(fact(page, "Suggested")).to_have_text(suggested)
    axe_unscripted(page)
    notes = ["Seen.\nTwice."] + [""] * (len(lines) - 1)
    keys = [each.key for each in lines]
    assert stored(page, keys) == list(zip(planned(lines), notes, strict=True))

    page.locator("#decide").get_by_label(suggested, exact=True).check()
    page.get_by_role("button", name="Save the level").click()
    expect(page.get_by_text("is saved as the level.")).to_be_visible()
    expect(fact(page, "Decided")).to_have_text(suggested)


@KINDS
def test_save_and_go_to_the_next(unscripted, framework, suggested):
    page, lines = unscripted(framework)
    here, key = page.url, lines[0].key
    pick(page, key, "na")
    page.locator("#save-next").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert page.url != here
    page.goto(here)
    assert stored(page, [key]) == [("na", "")]


@KINDS
def test_a_note_too_long_saves_nothing_and_keeps_everything(unscripted, axe_unscripted, forgiven, framework, suggested):
    forgiven.append("422")
    page, lines = unscripted(framework)
    long, other = lines[1].key, lines[0].key
    pick(page, long, "partly")
    pick(page, other, "na")
    open_note(page, long).fill("a" * 2001)
    open_note(page, other).fill("Short.")
    page.get_by_role("button", name="Save", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Nothing was saved yet. What you typed is still here.")
    axe_unscripted(page)
    link = alert.get_by_role("link", name="Shorten this note to 2,000 characters or fewer. It has 2001.")
    link.click()
    expect(note(page, long)).to_be_focused()
    expect(note(page, long)).to_have_value("a" * 2001)
    expect(note(page, other)).to_have_value("Short.")
    for key, value in ((long, "partly"), (other, "na")):
        expect(page.locator(f'input[name="{key}-answer"][value="{value}"]')).to_be_checked()

    fresh = page.context.new_page()
    fresh.goto(page.url)
    assert stored(fresh, [other, long]) == [("", ""), ("", "")]
    note(page, long).fill("a" * 2000)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert stored(page, [other, long]) == [("na", "Short."), ("partly", "a" * 2000)]
