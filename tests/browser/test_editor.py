"""The editor by keyboard, and two people typing into one field."""

import re

import pytest
from playwright.sync_api import expect

EDITOR = "frameworks@demo.example"
MAKE = """
from tests.factories import small_edition
edition = small_edition(criteria=3, source="A document", framework__slug="edited-in-a-browser")
print(edition.pk, *edition.criteria.order_by("position").values_list("pk", flat=True))
"""


@pytest.fixture
def draft(site):
    """Return the address of a draft's editor, and the keys of its three criteria."""
    edition, *criteria = site.shell(MAKE).split()
    return f"/frameworks/{edition}/edit/", criteria


def test_criteria_move_by_keyboard_and_fields_save_themselves(open_page, login, axe, draft, forgiven):
    forgiven.append("409 (Conflict)")
    url, (first, second, third) = draft
    page, theirs = open_page(), open_page()
    for each in (page, theirs):
        login(each, EDITOR)
    page.goto(url)
    page.locator(f"#up-criterion-{second}").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#announcer")).to_have_text("Moved criterion-2 up")
    expect(page.locator(f"#up-criterion-{second}")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#announcer")).to_have_text("Moved criterion-2 down")
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator(f"#criterion-{first} #criterion-{second}")).to_be_visible()
    expect(page.locator(f"#in-criterion-{second}")).to_be_focused()
    axe(page)
    for each in (page, theirs):
        each.goto(f"{url}criteria/{third}/")
    box, other = (each.get_by_label("Level 1, statement 1", exact=True) for each in (page, theirs))
    box.fill("Typed first")
    box.blur()
    expect(page.locator(".app-saved")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    other.fill("Typed second")
    other.blur()
    expect(theirs.locator("[data-clash]")).to_contain_text("Typed first")
    expect(other).to_have_value("Typed second")
    axe(theirs)
    theirs.get_by_role("button", name="Keep theirs").click()
    expect(theirs.get_by_label("Level 1, statement 1", exact=True)).to_have_value("Typed first")
