"""Who may not answer: nobody once it is submitted, a reader never; another force's guest doesn't find it at all."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ASSESSOR
from tests.browser.story import (
    CI_SAM,
    answer,
    chosen,
    line,
    lines_of,
    note,
    open_note,
    pick,
    stored,
)

pytestmark = pytest.mark.browser
READER, GUEST = "reader@demo.example", "guest@elsewhere.example"
# A guest of another force, with the demo's own password.
MAKE_GUEST = f"""
from accounts.models import Force, Membership, User
from accounts.roles import Role
import datetime
demo = User.objects.get(email="{READER}")
guest = User.objects.create(email="{GUEST}", name="Guest", password=demo.password)
force = Force.objects.exclude(code="demo").order_by("code")[0]
ends = datetime.date.today() + datetime.timedelta(days=30)
Membership.objects.create(user=guest, force=force, role=Role.PEER_REVIEWER, ends_on=ends)
"""


@pytest.fixture(scope="session")
def guest(site):
    """Return the e-mail of a guest of another force."""
    site.shell(MAKE_GUEST)
    return GUEST


def is_read_only(page):
    expect(page.locator("#sheet button")).to_have_count(0)
    expect(page.locator("#sheet input[type=radio]:enabled")).to_have_count(0)
    expect(page.locator("#sheet textarea:not([readonly])")).to_have_count(0)
    expect(page.locator("[data-line][hx-post]")).to_have_count(0)
    expect(page.locator("#save-level, #save-target")).to_have_count(0)


def test_a_submitted_assessment_takes_no_answer_until_it_is_reopened(lead, person, axe, opened, forgiven):
    forgiven.extend(["409", "422"])
    assessment, sheet = opened(CI_SAM)
    page = person(ASSESSOR)
    page.goto(sheet)
    first, second = (each.key for each in lines_of(page)[:2])
    answer(page, first, "yes")

    lead.goto(assessment)
    lead.get_by_role("link", name="Submit: no more changes").click()
    expect(lead.get_by_role("heading", name="Submit the assessment")).to_be_visible()
    axe(lead)
    lead.get_by_role("button", name="Submit: no more changes").click()
    expect(lead.get_by_text("It takes no more changes until somebody reopens it.")).to_be_visible()
    axe(lead)

    open_note(page, second).fill("Too late.")
    pick(page, second, "no")
    refused = "This assessment is closed, so nothing was changed. Ask its lead to reopen it."
    expect(line(page, second)).to_contain_text(refused)
    expect(line(page, second)).to_contain_text("Not saved.")
    assert chosen(page, second) == "no"
    expect(note(page, second)).to_have_value("Too late.")
    axe(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(refused)).to_be_visible()
    is_read_only(page)
    axe(page)
    assert stored(page, [first, second]) == [("yes", ""), ("", "")]
    expect(
        page.get_by_text("This assessment is submitted. It takes no more answers until it is reopened.")
    ).to_be_visible()

    lead.get_by_role("link", name="Reopen for changes").click()
    axe(lead)
    lead.get_by_role("button", name="Reopen").click()
    expect(lead.get_by_role("alert")).to_contain_text("Say why it is reopened.")
    lead.get_by_label("Why it is reopened").fill("An answer is missing.")
    lead.get_by_role("button", name="Reopen").click()
    expect(lead.get_by_text("The assessment is open again.")).to_be_visible()
    page.goto(sheet)
    # What came too late is put back, and saved by the next press.
    expect(page.locator("[data-typed]")).to_contain_text("saved yet")
    assert chosen(page, second) == "no"
    page.get_by_role("button", name="Save", exact=True).click()
    assert stored(page, [second]) == [("no", "Too late.")]


def test_a_reader_reads(lead, person, axe, opened, round_label):
    sheet = opened(CI_SAM).sheet
    lead.goto(sheet)
    key = lines_of(lead)[0].key
    open_note(lead, key).fill("For all to read.")
    answer(lead, key, "yes")
    reader = person(READER)
    reader.goto("/assessments/")
    reader.get_by_role("link", name=re.compile(rf"{round_label}$")).click()
    for role in ("button", "link"):
        expect(reader.get_by_role(role, name=re.compile("Submit"))).to_have_count(0)
    expect(reader.get_by_role("link", name=re.compile("Reopen|Sign it off"))).to_have_count(0)
    axe(reader)
    reader.goto(sheet)
    is_read_only(reader)
    expect(reader.get_by_text("You can read this assessment; assessors of Demoshire")).to_be_visible()
    assert stored(reader, [key]) == [("yes", "For all to read.")]
    axe(reader)


def test_another_forces_guest_does_not_find_it(person, guest, opened, round_label, forgiven):
    forgiven.append("404")
    assessment, sheet = opened(CI_SAM)
    page = person(guest)
    for address in (assessment, f"{assessment}gap/", sheet):
        response = page.goto(address)
        assert response.status == 404
        expect(page.get_by_text("Demoshire")).to_have_count(0)
    page.goto("/assessments/")
    expect(page.get_by_text(round_label)).to_have_count(0)
