"""Several people at one browser, one after another: what one of them kept is neither seen nor sent by the next."""

import random

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ASSESSOR, SECOND
from tests.browser.room_story import is_live, join, send
from tests.browser.seated import Profile
from tests.browser_fixtures import NO_NETWORK

pytestmark = pytest.mark.browser
PEOPLE = {"Ann": ASSESSOR, "Bo": SECOND}
NOTE = "A note for the discussion (optional)"
ROOM = """
from django.utils import timezone
a = Assessment.objects.filter(edition__framework__slug='ci-sam', state='open').order_by('pk').first()
c = list(a.edition.criteria.filter(scored=True).order_by('position'))
for title in {titles!r}:
    w = Workshop.convene(a, criteria=c, groups=[], by=a.lead, at=timezone.now(), title=title)
    w.open_ballot(c[0], at=timezone.now())
    print(w.pk, w.code)
"""
MARK = """(note) => {
  const paper = document.querySelector("form[data-paper]");
  paper.querySelector(".app-paper__levels label:has(b) input").checked = true;
  paper.elements.note.value = note;
  paper.elements.note.dispatchEvent(new Event("input", { bubbles: true }));
}"""
VOTES = (
    "for v in Vote.objects.filter(ballot__workshop__in={}): print(v.note, v.participant.user or v.participant, sep='|')"
)


class Browser(Profile):
    """A profile of a browser at which people sit in workshops, one after another."""

    def sit(self, workshop, code, name):
        """Join, or come back to one's seat."""
        self.page.goto(f"/join/{code}/")
        if self.page.get_by_label("Your name").count():
            self.page.get_by_label("Your name").fill(name)
            self.page.get_by_role("button", name="Join", exact=True).click()
        self.page.wait_for_url(f"**/workshops/{workshop}/")

    def mark(self, note):
        """Mark a level and type a note, wherever the paper is: a vote that arrives meanwhile folds it away."""
        self.page.evaluate(MARK, note)

    def offline(self, *, off=True):
        self.page.context.set_offline(off)

    def vote_offline(self, note):
        """Vote without a network, and close the page before it is back."""
        self.offline()
        self.mark(note)
        self.page.evaluate("document.querySelector('form[data-paper]').requestSubmit()")
        expect(self.page.locator("[data-paper-status]")).to_contain_text("Not sent yet: kept on this device.")
        # A page that is left may hear that the network is back before it is gone, and send its own person's vote.
        self.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('gone')); }")
        self.page.goto("about:blank")
        self.offline(off=False)


@pytest.fixture
def browser_of(open_page, site, forgiven):
    forgiven += [NO_NETWORK, "Failed to fetch", "410 (Gone)", "404 (Not Found)"]
    return Browser(open_page(), site)


@pytest.fixture
def rooms(site):
    def make(*titles):
        return [line.split() for line in site.shell(ROOM.format(titles=titles)).splitlines()]

    return make


def has_an_empty_paper(page):
    is_live(page)
    expect(page.locator("[data-cast]")).to_have_count(0)
    expect(page.locator("input[name=level]:checked")).to_have_count(0)
    expect(page.get_by_label(NOTE)).to_have_value("")
    expect(page.locator("[data-paper-status]")).to_have_text("")


@pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "marked"])
def test_a_vote_that_was_kept_is_not_the_next_persons(browser_of, site, rooms, is_sent):
    ((workshop, code),) = rooms(f"After another {is_sent}")
    page = browser_of.page
    browser_of.enter(ASSESSOR)
    browser_of.sit(workshop, code, "Ann")
    if is_sent:
        browser_of.vote_offline("Between me and the room.")
    else:
        browser_of.mark("Between me and the room.")
    browser_of.sign_out()
    browser_of.enter(SECOND)
    browser_of.sit(workshop, code, "Bo")
    has_an_empty_paper(page)
    assert site.shell(VOTES.format([workshop])) == ""
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0


def test_a_vote_waits_for_its_own_person_behind_somebody_else(browser_of, site, rooms):
    ((workshop, code),) = rooms("A session that ended")
    browser_of.enter(ASSESSOR)
    browser_of.sit(workshop, code, "Ann")
    browser_of.vote_offline("Mine alone.")
    browser_of.page.context.clear_cookies(name="session")
    browser_of.enter(SECOND)
    browser_of.sit(workshop, code, "Bo")
    has_an_empty_paper(browser_of.page)
    kept = browser_of.page.evaluate("JSON.stringify(localStorage)")
    assert ("Mine" in kept, f"/workshops/{workshop}/" in kept, "proactive" in kept.lower()) == (False, False, False)
    browser_of.sign_out()
    browser_of.enter(ASSESSOR)
    browser_of.sit(workshop, code, "Ann")
    expect(browser_of.page.locator(".app-cast__said")).to_contain_text("Your vote is in: ")
    assert site.shell(VOTES.format([workshop])).split("|")[0] == "Mine alone."


def test_a_page_that_stayed_open_sends_nothing_into_the_next_persons_seat(browser_of, site, rooms, forgiven):
    ((workshop, code),) = rooms("A page that stayed open")
    page = browser_of.page
    browser_of.enter(ASSESSOR)
    browser_of.sit(workshop, code, "Ann")
    browser_of.mark("Of Ann.")
    browser_of.page = page.context.new_page()
    browser_of.enter(SECOND)
    browser_of.sit(workshop, code, "Bo")
    # Sent with the form token of before, it isn't even looked at; then the page finds out whose it is.
    forgiven.append("403 (Forbidden)")
    send(page)
    has_an_empty_paper(page)
    assert site.shell(VOTES.format([workshop])) == ""


def test_a_guests_seat_is_not_the_next_persons(browser_of, site, rooms):
    ((workshop, code),) = rooms("A guest first")
    page = browser_of.page
    join(page, code, "Guest")
    browser_of.vote_offline("Of the guest.")
    browser_of.enter(SECOND)
    browser_of.sit(workshop, code, "Bo")
    expect(page.locator(".app-room__who")).to_contain_text("You are Bo")
    has_an_empty_paper(page)
    browser_of.sign_out()
    page.goto(f"/workshops/{workshop}/")
    expect(page.locator(".app-cast__said")).to_contain_text("Your vote is in: ")
    assert site.shell(VOTES.format([workshop])) == "Of the guest.|Guest"


def test_one_guest_gives_the_browser_to_another(browser_of, site, rooms):
    ((workshop, code),) = rooms("Guest and guest")
    page = browser_of.page
    join(page, code, "First guest")
    browser_of.vote_offline("Of the first.")
    page.route("**/vote/", lambda route: route.abort())
    page.goto(f"/join/{code}/")
    page.get_by_role("button", name="I am somebody else").click()
    page.unroute("**/vote/")
    join(page, code, "Second guest")
    expect(page.locator(".app-room__who")).to_contain_text("You are Second guest")
    has_an_empty_paper(page)
    assert site.shell(VOTES.format([workshop])) == ""


def test_twenty_random_orders_of_two_people_and_two_rooms(browser_of, site, rooms):
    chance = random.Random(20261129)
    both = rooms("Random room 1", "Random room 2")
    for order in range(20):
        one_random_order(browser_of, chance, both, order)
    votes = [line.split("|") for line in site.shell(VOTES.format([pk for pk, _ in both])).splitlines()]
    # Something was kept, and something was sent.
    assert {note.split()[0] for note, _ in votes} == set(PEOPLE)
    for note, voter in votes:
        author, room = note.split()[:2]
        assert voter == site.shell(f"print(User.objects.get(email={PEOPLE[author]!r}))"), (note, voter, room)


def one_random_order(seated, chance, both, order):
    who = None
    for step in range(3):
        if who is None or chance.random() < 0.5:
            if who is not None and chance.random() < 0.5:
                seated.sign_out()
            else:
                # An open page would ask with the form token that goes with the session.
                seated.page.goto("about:blank")
                seated.page.context.clear_cookies(name="session")
            who = chance.choice(sorted(PEOPLE))
            seated.enter(PEOPLE[who])
        workshop, code = chance.choice(both)
        seated.sit(workshop, code, who)
        other = next(name for name in PEOPLE if name != who)
        seated.page.wait_for_load_state()
        assert f"{other} room" not in seated.page.content()
        note = seated.page.get_by_label(NOTE)
        assert note.count() == 0 or not note.input_value().startswith(other)
        act = chance.choice(["vote offline", "mark", "look"])
        if act == "vote offline":
            seated.vote_offline(f"{who} room{workshop} {order}.{step}")
        elif act == "mark":
            seated.mark(f"{who} room{workshop} {order}.{step}")
