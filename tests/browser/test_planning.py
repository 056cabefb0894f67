"""Actions by keys alone and without script: from a gap in two presses, many at once, what if, and sections."""

import pytest
from playwright.sync_api import expect

from tests.browser_fixtures import LEAD

pytestmark = pytest.mark.browser
ASSESSOR = "assessor@demo.example"


@pytest.fixture
def gap(site):
    """Return the address of the demo's gap report on the judgment criteria."""
    code = "print(Assessment.objects.filter(edition__framework__slug='judgment-criteria').order_by('pk').first().pk)"
    return f"/assessments/{site.shell(code)}/gap/"


def first_gap(page):
    return page.locator("section.app-gap").filter(has_text="on the path").first


def test_two_presses_from_a_gap_to_an_action(page, login, gap, axe):
    login(page)
    page.goto(gap)
    row = first_gap(page)
    row.get_by_role("link", name="Plan an action").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan an action")
    axe(page)
    title = page.get_by_label("What will be done").input_value()
    page.get_by_role("button", name="Plan it").press("Enter")
    page.wait_for_url("**/gap/#c*")
    expect(first_gap(page).get_by_role("link", name=title)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_many_are_changed_by_keys_alone(width, open_page, login, gap):
    page = open_page(viewport={"width": width, "height": 900}, java_script_enabled=False)
    login(page, LEAD)
    page.goto(gap)
    first_gap(page).get_by_role("link", name="Plan an action").press("Enter")
    page.get_by_label("What will be done").fill(f"By keys at {width}")
    page.get_by_role("button", name="Plan it").press("Enter")
    page.goto("/assessments/actions/of/demo/")
    page.get_by_label("Words in it").fill(f"By keys at {width}")
    page.get_by_role("button", name="Show these").press("Enter")
    page.get_by_label(f"Choose By keys at {width}").press("Space")
    owner = page.locator("#change_owner")
    owner.select_option(label="Assessor")
    page.get_by_role("button", name="Change them").press("Enter")
    expect(page.get_by_text("1 action changed.")).to_be_visible()
    expect(page.locator("td[data-label=Owner]")).to_have_text("Assessor")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_of_what_is_planned_is_accessible(width, open_page, login, gap, axe):
    page = open_page(viewport={"width": width, "height": 900})
    login(page, LEAD)
    about = gap.removesuffix("gap/")
    for address in ("actions/of/demo/", "actions/mine/", "sections/mine/"):
        page.goto(f"/assessments/{address}")
        axe(page)
    for address in ("what-if/", "sections/"):
        page.goto(f"{about}{address}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_if_without_script(open_page, login, gap):
    page = open_page(java_script_enabled=False)
    login(page, ASSESSOR)
    page.goto(gap.replace("gap/", "what-if/"))
    page.locator("details.govuk-details summary").first.press("Enter")
    page.locator("input[name=statement]").first.press("Space")
    page.get_by_role("button", name="Show what would come of it").press("Enter")
    expect(page.locator("#outcome")).to_contain_text("With 1 ticked")


def test_a_section_is_assigned_and_submitted(open_page, login, gap):
    lead, owner = open_page(java_script_enabled=False), open_page(java_script_enabled=False)
    login(lead, LEAD)
    lead.goto(gap.replace("gap/", "sections/"))
    lead.locator("input[name=section]").first.press("Space")
    lead.locator("#assign_owner").select_option(label="Assessor")
    lead.get_by_role("button", name="Assign").press("Enter")
    expect(lead.get_by_text("1 section changed.")).to_be_visible()
    login(owner, ASSESSOR)
    owner.goto("/assessments/sections/mine/")
    owner.locator(".app-assessments a").first.press("Enter")
    owner.get_by_role("button", name="Submit my section").press("Enter")
    expect(owner.get_by_text("Your section is submitted.")).to_be_visible()
