"""What people do in a workshop, in their own words: hold it, join, vote, reveal, agree. By the browser alone."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

FACILITATOR = "facilitator@demo.example"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
LEVELS = ["Marginal", "Reactive", "Process-focused", "Proactive", "Integral"]
CANT_SAY = "Can\N{RIGHT SINGLE QUOTATION MARK}t say"
ENDED = "This workshop has ended, so this page no longer changes. Reload the page"


@dataclass(frozen=True)
class Held:
    """A workshop that somebody holds in a window: its addresses and its code."""

    console: str
    code: str
    assessment: str

    @property
    def base(self) -> str:
        return self.console.removesuffix("run/")


def hold(page: Page, assessment: str, criteria: list[str]) -> Held:
    """Open a workshop on an assessment that votes on these criteria; the page is its console then."""
    page.goto(assessment)
    page.get_by_role("link", name="Workshops").click()
    page.get_by_role("link", name="Hold a workshop").click()
    for title in criteria:
        page.locator(".app-agenda").get_by_label(title, exact=True).check()
    page.get_by_role("button", name="Open the workshop").click()
    page.wait_for_url("**/run/")
    return Held(page.url, page.locator(".app-way-in .app-code").inner_text(), assessment)


def join(page: Page, code: str, name: str) -> None:
    """Join with the code as it is typed on a phone."""
    page.goto("/join/")
    page.get_by_label("Workshop code").fill(code.lower())
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join", exact=True).click()
    page.wait_for_url("**/workshops/*/")


def choose(page: Page, level: str) -> None:
    """Mark a level, or that one can't say, on the ballot paper."""
    if page.locator("[data-cast]").count():
        page.get_by_text("Change my vote").click()
    page.locator(".app-paper__levels label").filter(has_text=re.compile(rf"^{level}\b")).click()


def send(page: Page) -> None:
    page.locator(".app-paper__send button").click()


def vote(page: Page, level: str, *, sure: str = "", note: str = "") -> None:
    """Vote and wait until the screen says that it is in."""
    choose(page, level)
    if sure:
        page.locator(".app-paper__sure").get_by_text(sure, exact=True).click()
    if note:
        page.get_by_label("A note for the discussion (optional)").fill(note)
    send(page)
    said = "can\N{RIGHT SINGLE QUOTATION MARK}t say" if level == CANT_SAY else level
    expect(page.locator(".app-cast__said")).to_have_text(f"Your vote is in: {said}.")


def open_first(page: Page, title: str) -> None:
    """Open the criterion that the console offers next."""
    page.get_by_role("button", name=f"Open: {title}").click()


def reveal(page: Page) -> None:
    page.locator("#reveal").click()


def reads(page: Page, *lines: str) -> None:
    """Expect the board to show these words, all of them and no others, but for what is folded away."""
    expect(page.locator("#board")).to_have_text(" ".join(lines), use_inner_text=True)


def hears(page: Page, sentence: str) -> None:
    """Expect the sentence to have been said politely to a screen reader."""
    region = page.locator("#announcer")
    expect(region).to_have_attribute("aria-live", "polite")
    expect(region).to_have_text(sentence)


def is_live(page: Page, status: str = "Live") -> None:
    expect(page.locator("[data-live-status]")).to_have_text(status)


def plots(page: Page, *rows: str) -> None:
    """Expect the plot to have these rows, lowest level first, `can't say` and what follows it last."""
    expect(page.locator(".app-plot tbody tr")).to_have_text(list(rows), use_inner_text=True)


def has_agenda(page: Page, *states: str) -> None:
    """Expect the console's agenda to say this of each criterion."""
    expect(page.locator(".app-steps__row .app-quiet")).to_have_text(list(states), use_inner_text=True)
