"""The way back: what a browser shows again is what is so now, and nothing of somebody who has signed out."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ASSESSOR
from tests.browser.story import CI_SAM, answer, chosen, lines_of

pytestmark = pytest.mark.browser


def test_back_after_an_answer_shows_the_answer_that_stands(person, opened):
    """And the next choice is no clash with oneself."""
    page = person(ASSESSOR)
    page.goto(opened(CI_SAM).sheet)
    key = lines_of(page)[0].key
    answer(page, key, "partly")
    page.get_by_role("link", name="Assessments", exact=True).first.click()
    page.wait_for_url("**/assessments/")
    page.go_back()
    expect(page.locator(f"#line-{key}")).to_be_visible()
    assert chosen(page, key) == "partly"
    answer(page, key, "yes")


def test_back_after_signing_out_shows_the_way_to_sign_in(person, opened):
    page = person("reader@demo.example")
    report = opened(CI_SAM).assessment + "gap/"
    page.goto(report)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    page.go_back()
    expect(page.locator("input[name=login]")).to_be_visible()
