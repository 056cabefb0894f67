"""On a phone, 360 wide: nothing scrolls sideways, and whatever is pressed is at least 24 by 24."""

import pytest
from playwright.sync_api import expect

from tests.browser.story import CI_SAM, JUDGMENT_CRITERIA, PAF, open_criterion
from tests.browser_fixtures import in_page

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SIDEWAYS = """(() => {
  const page = document.documentElement;
  const over = [...document.querySelectorAll("body *")].filter((each) =>
    each.getBoundingClientRect().right > page.clientWidth + 1 && !each.closest(".app-scroll, .govuk-visually-hidden"));
  return [page.scrollWidth - page.clientWidth, over.slice(0, 3).map((each) => each.outerHTML.slice(0, 120))];
})()"""
# A label is pressed with its radio button. Links are left to axe, which knows about their spacing and sentences.
SMALL = """[...document.querySelectorAll("button, summary, select, textarea, input:not([type=hidden])")]
  .filter((each) => each.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .map((each) => [each.closest("label") ?? each, each])
  .filter(([box]) => { const {width, height} = box.getBoundingClientRect(); return width < 24 || height < 24; })
  .map(([, each]) => each.outerHTML.slice(0, 120))"""


@pytest.fixture
def phone(person):
    """Return the lead's phone."""
    return person(**PHONE)


def fits(page, axe):
    page.wait_for_load_state()
    sideways, over = in_page(page, SIDEWAYS)
    assert (page.url, sideways, over) == (page.url, 0, over if not sideways else [])
    assert (page.url, in_page(page, SMALL)) == (page.url, [])
    axe(page)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/assessments/",
        "/assessments/open/",
        "/assessments/grades/of/demo/",
        "/frameworks/",
        "/frameworks/search/?q=force",
    ],
)
def test_a_page_fits(phone, axe, path):
    phone.goto(path)
    fits(phone, axe)


@pytest.mark.parametrize("framework", [CI_SAM, PAF, JUDGMENT_CRITERIA], ids=["ci-sam", "peel-paf", "judgment-criteria"])
def test_an_assessment_and_its_framework_fit(phone, axe, framework):
    title = framework.rsplit(", ", 1)[0]
    phone.goto("/assessments/")
    phone.locator(".app-assessments a").filter(has_text=title).last.click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    fits(phone, axe)
    assessment = phone.url
    open_criterion(phone, assessment)
    fits(phone, axe)
    phone.goto(f"{assessment}gap/")
    fits(phone, axe)

    phone.goto("/frameworks/")
    phone.get_by_role("link", name=title).first.click()
    fits(phone, axe)
    edition = phone.url
    phone.locator("main a[href*='/frameworks/criteria/']").first.click()
    fits(phone, axe)
    if framework == CI_SAM:
        phone.goto(f"{edition}matrix/")
        fits(phone, axe)
