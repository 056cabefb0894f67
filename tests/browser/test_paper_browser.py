"""A board's paper from draft to issue: written, read through, issued, fetched as Word, and the same ever after."""

import io
import re

import docx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ASSESSOR

pytestmark = pytest.mark.browser
PAPERS = "/inspections/demo/papers/"
CLOSE = """
from django.utils import timezone
from accounts.models import User
from inspections.models import Finding
lead = User.objects.get(email="lead@demo.example")
finding = Finding.objects.get(force__code="demo", reference="CD-Rec-01")
finding.close(on=timezone.localdate(), by=lead, at=timezone.now(), note="By letter.")
"""


@pytest.fixture
def title(round_label):
    """Return a title that no other test uses."""
    return f"Update of {round_label}"


def words_of(page):
    """Return every paragraph and cell of the Word file that the page offers."""
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Word", exact=True).click()
    assert fetched.value.suggested_filename.startswith("OFFICIAL-SENSITIVE_board-paper_demoshire-police-fictional_")
    word = docx.Document(io.BytesIO(fetched.value.path().read_bytes()))
    assert [section.header.paragraphs[0].text for section in word.sections][:1] == ["OFFICIAL-SENSITIVE"]
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in word.paragraphs] + cells


def test_a_paper_is_drafted_written_issued_and_stays_as_it_was(lead, person, site, axe, title, forgiven):
    forgiven.append("422")
    page = lead
    page.goto(PAPERS)
    axe(page)
    page.get_by_role("link", name="Draft a paper").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("OFFICIAL-SENSITIVE").check()
    page.get_by_role("button", name="Draft it").click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(page.get_by_text("Draft, as it would be issued now")).to_be_visible()
    row = page.get_by_role("row", name=re.compile("Total on Force register")).first
    expect(row).to_have_text(re.compile(r"17 \(1\)\s*158 \(51\)\s*37 \(9\)"))
    axe(page)

    page.get_by_role("link", name="Change the text of 7 Conclusion").click()
    axe(page)
    page.get_by_label("Text").fill("")
    page.get_by_role("button", name="Save the section").click()
    expect(page.get_by_role("alert")).to_contain_text("Write something, or use the drafted text again.")
    axe(page)
    page.get_by_label("Text").fill("The force is ready.\n\n- Every finding has an owner")
    page.get_by_role("button", name="Save the section").click()
    expect(page.get_by_text("The force is ready.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Every finding has an owner")).to_be_visible()

    page.get_by_text("Issue it", exact=True).click()
    page.get_by_role("button", name="Issue this paper").click()
    expect(page.get_by_text("The paper is issued. It changes no more.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Change the text"))).to_have_count(0)
    axe(page)
    address, digest = page.url, page.locator(".app-digest").inner_text()
    issued = words_of(page)
    assert {"The force is ready.", "17 (1)", "158 (51)", "37 (9)", "CD-Rec-01"} <= set(issued)

    site.shell(CLOSE)
    page.goto("/inspections/demo/table/")
    expect(page.get_by_role("row", name=re.compile("Total on Force register"))).to_contain_text("157 (51)")
    page.goto(address)
    expect(page.get_by_role("row", name=re.compile("Total on Force register")).first).to_contain_text("158 (51)")
    expect(page.locator(".app-digest")).to_have_text(digest)
    assert words_of(page) == issued

    page.get_by_role("button", name="Draft a new version").click()
    expect(page.get_by_text("Version 2 is drafted, with the words of the version before.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Total on Force register")).first).to_contain_text("157 (51)")
    expect(page.get_by_text("The figures have changed since")).to_be_visible()

    reader = person(ASSESSOR)
    reader.goto(address)
    expect(reader.get_by_text("The force is ready.")).to_be_visible()
    expect(reader.get_by_role("button", name=re.compile("Issue|Draft a new version"))).to_have_count(0)


def test_a_date_is_put_on_the_calendar_to_the_month_without_scripts(person, axe_unscripted, title, forgiven):
    forgiven.append("422")
    page = person(java_script_enabled=False)
    page.goto("/inspections/demo/calendar/add/")
    page.get_by_label("Kind").select_option("debrief")
    page.get_by_label("What happens").fill(title)
    page.get_by_label("Only the month is known").check()
    date = page.get_by_role("group", name=re.compile(r"^Date"))
    date.get_by_label("Month").fill("13")
    date.get_by_label("Year").fill("2031")
    page.get_by_role("button", name="Save the date").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a real date")
    axe_unscripted(page)
    date.get_by_label("Month").fill("6")
    page.get_by_role("button", name="Save the date").click()
    line = page.locator(".app-dates li").filter(has_text=title)
    expect(line).to_contain_text("June 2031")
    page.get_by_role("link", name="Take this calendar along").click()
    page.get_by_role("button", name="Make my address").click()
    feed = page.request.get(page.locator("#feed-address").input_value()).text()
    assert f"SUMMARY:{title}" in feed.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20310601\r\nDTEND;VALUE=DATE:20310701" in feed
    axe_unscripted(page)
