"""Two presses of a button on a slow network: the first is already at the server when the browser gives it up."""

import json
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import pytest
from django.urls import resolve
from playwright.sync_api import expect

from tests.browser.conftest import ASSESSOR
from tests.browser.every_form import pages_of
from tests.browser.seated import Profile
from tests.browser.story import CI_SAM
from tests.browser_fixtures import in_page

pytestmark = pytest.mark.browser
WHO = "two.presses@demo.example"
COUNTED = "print(Action.objects.filter(title={!r}).count())"
# By the page's own clock, as the browser's driver waits for a page that is on its way.
PRESS_TWICE = """(() => {
  const press = () => [...document.querySelectorAll("main button")].find((one) => /Plan/.test(one.innerText)).click();
  press();
  setTimeout(press, 1800);
  return true;
})()"""

# What makes something: where its form is sent, what there is one more of, and its page where that is another.
MAKES = {
    "accounts:invitations": "Invitation",
    "accounts:tokens": "Token",
    "assessments:add_evidence": "Item",
    "assessments:comments": "Comment",
    "assessments:next_round": "Assessment",
    "assessments:open": "Assessment",
    "assessments:plan": "Action",
    "assessments:record_progress": "ProgressNote",
    "assessments:record_report": "PublishedReport",
    "assessments:reply": "Comment",
    "competency:add_role": "RoleProfile",
    "competency:begin": "Profile",
    "competency:shares": "Share",
    "competency:teams": "Team",
    "evidence:add": "Item",
    "evidence:ask": "EvidenceRequest",
    "frameworks:add_criterion": "Criterion",
    "frameworks:link": "Link",
    "inspections:add_key_date": "KeyDate",
    "inspections:batch": "FindingEvent",
    "inspections:draft_paper": "BoardPaper",
    "inspections:inspections": "Inspection",
    "inspections:issue_paper": "IssuedPaper",
    "inspections:meet": "BoardMeeting",
    "inspections:raise": "Finding FindingEvent",
    "inspections:record": "FindingEvent",
    "inspections:save_view": "SavedView",
    "inspections:set_up_board": "GovernanceBoard",
    "maturity:convene": "Workshop",
    "maturity:type_in_for": "Vote",
}
ONE_MORE = Counter(" ".join(MAKES.values()).split())
PAGE = {
    "assessments:record_progress": "assessments:action",
    "assessments:reply": "assessments:comments",
    "inspections:issue_paper": "inspections:paper",
    "inspections:meet": "inspections:board",
    "inspections:record": "inspections:finding",
}
COUNT = """
import json
from django.apps import apps
print(json.dumps({{one.__name__: one.objects.count() for one in apps.get_models() if one.__name__ in {names!r}}}))
"""
SENT_TO = """[...document.forms].map((form) =>
  form.method === "post" ? new URL(form.getAttribute("action") || location.href, location.href).pathname : "")"""
# What a form may do without is left as it is, but for its first choices.
FILL = """([number, mark]) => {
  const form = document.forms[number], chosen = new Set(), inAMonth = new Date(Date.now() + 30 * 24 * 3600 * 1000);
  for (const one of form.elements) {
    if (!one.name || one.matches(":disabled") || one.readOnly) continue;
    if (/^(place-.*|.*link|parent|accelerated)$/.test(one.name)) continue;
    if (one.tagName === "SELECT") one.value ||= [...one.options].find((option) => option.value)?.value ?? "";
    else if (/radio|checkbox/.test(one.type)) one.checked ||= !chosen.has(one.name);
    else if (/_day$/.test(one.name)) one.value ||= inAMonth.getDate();
    else if (/_month$/.test(one.name)) one.value ||= inAMonth.getMonth() + 1;
    else if (/_year$/.test(one.name)) one.value ||= inAMonth.getFullYear() - (/^published/.test(one.name) ? 1 : 0);
    else if (one.inputMode === "numeric") one.value ||= "3";
    else if (one.type === "email") one.value = `${mark}@force.example`;
    else if (/text/.test(one.type)) one.value ||= `Pressed twice, ${mark}`;
    chosen.add(one.name);
  }
}"""
PRESS = """(number) => {
  const form = document.forms[number], button = [...form.elements].find((one) => one.type === "submit");
  button.click();
  setTimeout(() => button.click(), 1800);
}"""
# A browser keeps six connections to a place.
AT_ONCE = 5


class SlowNetwork:
    """A way to the site on which what is sent arrives at once; while `seconds` isn't 0, each answer takes so long."""

    def __init__(self, url):
        self.site, self.seconds = (urlsplit(url).hostname, urlsplit(url).port), 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with suppress(OSError):
            while True:
                near, far = self.listener.accept()[0], socket.create_connection(self.site)
                threading.Thread(target=self.carry, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self.carry, args=(far, near, True), daemon=True).start()

    def carry(self, source, target, is_answer):
        with suppress(OSError), source, target:
            while some := source.recv(65_536):
                if is_answer:
                    time.sleep(self.seconds)
                target.sendall(some)


@pytest.fixture
def slow(site):
    network = SlowNetwork(site.url)
    yield network
    network.listener.close()


def test_an_action_is_planned_once(open_page, login, opened, slow, site, round_label):
    page, title = open_page(base_url=slow.url), f"Train every sergeant, {round_label}"
    login(page, ASSESSOR)
    page.goto(slow.url + urlsplit(opened(CI_SAM).sheet).path + "plan/")
    page.get_by_label("What will be done").fill(title)
    slow.seconds = 3
    assert in_page(page, PRESS_TWICE)
    page.wait_for_timeout(2_800)
    slow.seconds = 0
    page.wait_for_url(lambda url: not url.endswith("/plan/"), timeout=30_000)
    page.wait_for_load_state()
    assert site.shell(COUNTED.format(title)) == "1"
    expect(page.locator("main")).to_contain_text("This was sent twice, and done once.")


def test_two_at_the_same_moment_are_one(person, opened, site, round_label):
    """Sent by eight threads at once, so that most of them find the first still under way."""
    page, title = person(ASSESSOR), f"Write it down, {round_label}"
    address = opened(CI_SAM).sheet + "plan/"
    page.goto(address)
    hidden = 'Object.fromEntries(new FormData(document.querySelector("main form[method=post]")))'
    form = {**in_page(page, hidden), "title": title}
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    answers, begin = [], threading.Barrier(8)

    def press():
        begin.wait()
        answer = httpx.post(address, data=form, cookies=cookies, headers={"Referer": address}, timeout=60)
        answers.append((answer.status_code, answer.headers.get("Location")))

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert answers[0][0] == 302
    assert site.shell(COUNTED.format(title)) == "1"


def test_whatever_is_made_is_made_once(open_page, slow, site):
    start = open_page(base_url=slow.url)
    pages = pages_of(site, WHO, 80_000)
    Profile(start, site).enter(WHO)
    before = counted(site)
    for first in range(0, len(MAKES), AT_ONCE):
        tabs = [(start.context.new_page(), name) for name in [*MAKES][first : first + AT_ONCE]]
        numbers = [filled_in(tab, name, pages[PAGE.get(name, name)]) for tab, name in tabs]
        slow.seconds = 3
        for (tab, _), number in zip(tabs, numbers, strict=True):
            tab.evaluate(PRESS, number)
        start.wait_for_timeout(2_800)
        slow.seconds = 0
        for tab, _ in tabs:
            tab.wait_for_load_state()
            tab.close()
    after = counted(site)
    assert {name: after[name] - before[name] for name in after} == ONE_MORE


def filled_in(tab, name, path):
    """Fill in the first form of a page that is sent to a name, and return which it is, counted from 0."""
    tab.goto(path, wait_until="domcontentloaded")
    number = [to and resolve(to).view_name for to in tab.evaluate(SENT_TO)].index(name)
    tab.evaluate(FILL, [number, name.replace(":", ".")])
    return number


def counted(site):
    return json.loads(site.shell(COUNT.format(names=[*ONE_MORE])))
