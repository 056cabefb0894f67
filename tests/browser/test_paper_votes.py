"""A room on paper, from the console to the summary and the profile: by the keyboard, on a phone, without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.room_story import FACILITATOR, hold, open_first, reveal
from tests.browser.story import CI_SAM

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 360, "height": 740}}, {"java_script_enabled": False}])
def test_sheets_are_typed_in_and_summed_up(person, opened, round_label, axe, options):
    page = person(FACILITATOR, **options)
    scripted = options.get("java_script_enabled", True)
    held = hold(page, opened(CI_SAM).assessment, ["Leadership"])
    open_first(page, "Leadership")
    page.goto(f"{held.base}run/sheets/")
    for digit in "232":
        expect(page.locator("#id_name")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press(digit)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sheets/?after=*")
    expect(page.locator(".app-typed__last")).to_have_text("The sheet of Paper 3 is in: 1 of 1 open ballots.")
    if scripted:
        axe(page)
    page.goto(held.console)
    reveal(page)
    page.get_by_label("Process-focused").check()
    page.get_by_label("Why", exact=True).fill("Seen on paper.")
    page.get_by_role("button", name="Record what was agreed").click()
    page.goto(f"{held.base}summary/")
    plotted = page.locator(".app-plot tbody tr")
    expect(plotted.filter(has_text="Reactive")).to_contain_text("2 ●●")
    expect(page.get_by_text("Seen on paper.")).to_be_visible()
    if scripted:
        axe(page)
    page.goto(held.assessment)
    page.get_by_role("link", name="Profile over rounds").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(round_label)
    if scripted:
        axe(page)
