"""Somebody answers for themselves by keys alone; the pages of it are accessible."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SECOND

pytestmark = pytest.mark.browser


def test_by_keys_alone(open_page, login, axe):
    page = open_page(viewport={"width": 360, "height": 900})
    login(page, SECOND)
    page.goto("/competency/")
    axe(page)
    page.get_by_role("link", name="Begin a profile").press("Enter")
    page.get_by_label("Name").fill("By keys alone")
    page.get_by_label("Role").select_option(label="Assessor")
    page.get_by_role("button", name="Begin").press("Enter")
    page.get_by_role("link", name="Answer Valuing Diversity").press("Enter")
    axe(page)
    for statement in page.get_by_role("group").all()[:5]:
        statement.get_by_label("Yes").press("Space")
    page.get_by_role("button", name="Save and see where I stand").press("Enter")
    row = page.get_by_role("row", name="Valuing Diversity")
    expect(row.get_by_role("cell").first).to_have_text("Level 1a")
    axe(page)
    page.get_by_role("link", name="Show it to somebody").press("Enter")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
