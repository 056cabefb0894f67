"""The gap report on paper: A4, and its marking at the head and the foot of every sheet."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pdf import pages
from tests.browser.story import CI_SAM, PAF

pytestmark = pytest.mark.browser
MARKED = [(CI_SAM, "official", "OFFICIAL"), (PAF, "official_sensitive", "OFFICIAL-SENSITIVE")]
A4 = rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]"


@pytest.mark.parametrize(("framework", "kind", "marking"), MARKED, ids=["official", "official-sensitive"])
def test_every_printed_page_is_marked_at_head_and_foot(lead, axe, opened, framework, kind, marking):
    lead.goto(f"{opened(framework, kind).assessment}gap/")
    for place in ("header", "footer"):
        expect(lead.locator(f"{place} .app-marking")).to_have_text(f"Protective marking: {marking}")
    axe(lead)
    pdf = lead.pdf(format="A4", prefer_css_page_size=True, tagged=False)
    printed = pages(pdf)
    assert len(printed) > 2
    assert len(re.findall(A4, pdf)) == len(printed)
    for number, rows in enumerate(printed, 1):
        (top, head), (bottom, foot) = rows[0], rows[-1]
        assert (head, foot) == (marking, f"{number} of {len(printed)}{marking}")
        assert (top, bottom) == (pytest.approx(0.965, abs=0.02), pytest.approx(0.035, abs=0.02))
    words = " ".join(row for rows in printed for _, row in rows)
    assert "Gap report." in words
    assert "Sign out" not in words
