"""Two presses of a button on a slow network: the first is already at the server when the browser gives it up."""

import socket
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ASSESSOR
from tests.browser.story import CI_SAM
from tests.browser_fixtures import in_page

pytestmark = pytest.mark.browser
COUNTED = "print(Action.objects.filter(title={!r}).count())"
# By the page's own clock, as the browser's driver waits for a page that is on its way.
PRESS_TWICE = """(() => {
  const press = () => [...document.querySelectorAll("main button")].find((one) => /Plan/.test(one.innerText)).click();
  press();
  setTimeout(press, 1800);
  return true;
})()"""


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
