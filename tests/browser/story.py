"""What people do on the pages, in their own words: open an assessment, answer, decide, read. By the browser alone."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser_fixtures import in_page

CI_SAM = "Continuous Improvement Self-Assessment Matrix (CI SAM), undated"
PAF = "PEEL Assessment Framework, 2021/22"
JUDGMENT_CRITERIA = "HMICFRS Judgment Criteria, 2018/19"


def open_assessment(page: Page, framework: str, round_label: str, *, marking: str = "OFFICIAL") -> str:
    """Open an assessment as its lead does, and return its address."""
    page.goto("/")
    page.get_by_role("link", name="Open an assessment").click()
    page.get_by_label(framework, exact=True).check()
    page.get_by_label("Round", exact=True).fill(round_label)
    page.get_by_label(marking, exact=True).check()
    page.get_by_role("button", name="Open the assessment").click()
    expect(page.get_by_text("The assessment is open.")).to_be_visible()
    return page.url


def open_criterion(page: Page, assessment: str, title: str | None = None) -> str:
    """Open a criterion from the overview, the first that has statements where none is named; return its address."""
    page.goto(assessment)
    rows = page.locator("table.app-criteria tbody tr").filter(has_text=re.compile(r"\d+ of \d+"))
    links = rows.get_by_role("link")
    (links.filter(has_text=title) if title else links).first.click()
    page.wait_for_url("**/criteria/**")
    return page.url


@dataclass(frozen=True)
class Line:
    """One line of the scoring sheet as the page shows it: its number, its heading, and its words, both where paired."""

    key: str
    heading: str
    words: str
    weaker: str


LINES = """[...document.querySelectorAll("section.app-group")].flatMap((group) =>
  [...group.querySelectorAll("[data-line]")].map((line) => {
    const own = (node) => [...node.childNodes].filter((each) => each.nodeType === 3).map((each) => each.data).join("");
    const pair = [...line.querySelectorAll(".app-pick--words > span")];
    const words = (pair.length ? pair : [line.querySelector("legend")]).map((each) => own(each).trim());
    return [line.dataset.line, group.querySelector("h2").textContent, words[0], words[1] ?? ""];
  }))"""


def lines_of(page: Page) -> list[Line]:
    """Return the sheet's lines in the order of the page."""
    return [Line(*found) for found in in_page(page, LINES)]


def line(page: Page, key: str) -> Locator:
    return page.locator(f"#line-{key}")


def pick(page: Page, key: str, answer: str) -> None:
    """Choose an answer of a line by its value, without waiting for anything."""
    line(page, key).locator(f'input[type=radio][value="{answer}"]').check()


def answer(page: Page, key: str, value: str) -> None:
    """Choose an answer as people do and wait until the line says that it is saved."""
    pick(page, key, value)
    expect(status(page, key)).to_have_text("Saved")


def status(page: Page, key: str) -> Locator:
    return page.locator(f"#s{key}")


def note(page: Page, key: str) -> Locator:
    return page.locator(f"#n{key}")


def open_note(page: Page, key: str) -> Locator:
    """Open a line's note and return its box."""
    box = note(page, key)
    if not box.is_visible():
        line(page, key).locator(".app-remark summary").click()
    return box


def chosen(page: Page, key: str) -> str | None:
    """Return the answer that a line shows as chosen."""
    return line(page, key).locator("input[type=radio]:checked").get_attribute("value")


def stored(page: Page, keys: list[str]) -> list[tuple[str | None, str]]:
    """Load the criterion anew and return what stands on each line: its answer and its note."""
    page.goto(page.url.split("#")[0].split("/level/")[0])
    return [(chosen(page, key), note(page, key).input_value()) for key in keys]


def fact(page: Page, name: str, within: str = "#measure") -> Locator:
    """Return what the page says of one fact: what is suggested, why, what was decided, the target."""
    row = page.locator(f"{within} dl > div").filter(has=page.locator(f"dt:text-is('{name}')"))
    return row.locator("dd")


def gap_of(page: Page, title: str) -> Locator:
    """Return the gap report's section on a criterion."""
    return page.locator("section.app-gap").filter(has=page.get_by_role("heading", name=title, level=2))


def listed(section: Locator, heading: str) -> list[str]:
    """Return the statements that a section of the gap report lists under a heading; none where it has no such list.

    The heading's own count must be that of the list.
    """
    head = section.locator("h3").filter(has_text=re.compile(rf"^{heading} \(\d+\)$"))
    if not head.count():
        return []
    words = words_in(head.locator("xpath=following-sibling::ul[1]").locator("li"))
    assert head.inner_text() == f"{heading} ({len(words)})"
    return words


def on_the_path(section: Locator) -> list[str]:
    """Return the statements that a section of the gap report marks as being on the shortest path."""
    return words_in(section.locator("li.app-gaps__path"))


def words_in(items: Locator) -> list[str]:
    return [words.strip() for words in items.locator(".app-verbatim:not(.app-gaps__note)").all_inner_texts()]


def press_until_focused(page: Page, selector: str, key: str = "Tab", most: int = 400) -> None:
    """Press a key until an element has the focus, as somebody without a mouse does."""
    for _ in range(most):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key}, pressed {most} times, never reached {selector}.")
