"""A server that is killed under an open page: the vote cast meanwhile arrives once, and the screen follows again."""

import pytest
from playwright.sync_api import expect

from bench.killable_server import served, steady_port
from tests.browser.room_story import CANT_SAY, choose, is_live, plots, send
from tests.browser_fixtures import NO_NETWORK

pytestmark = pytest.mark.browser
KEPT = "Not sent yet: kept on this device. It is sent when the network is back."
ROOM = """
from django.utils import timezone
from assessments.models import Assessment
from maturity.models import Workshop
a = Assessment.objects.filter(edition__framework__slug='ci-sam', state='open').order_by('pk').first()
c = list(a.edition.criteria.filter(scored=True).order_by('position'))
w = Workshop.convene(a, criteria=c, groups=[], by=a.lead, at=timezone.now(), title='Killed')
w.open_ballot(c[0], at=timezone.now())
print(w.pk, w.code)
"""
VOTES = "from maturity.models import Vote; print(*Vote.objects.filter(ballot__workshop={}).values_list('level__name'))"
REVEAL = (
    "from django.utils import timezone; from maturity.models import Ballot; "
    "Ballot.objects.get(workshop={}).reveal(at=timezone.now())"
)


@pytest.fixture
def server(site, monkeypatch):
    """Return a server of its own, on the site's database, that a test may kill."""
    for name, value in site.environment.items():
        monkeypatch.setenv(name, value)
    port = steady_port()
    monkeypatch.setenv("SITE_URL", f"http://127.0.0.1:{port}")
    with served(port) as started:
        yield started


def test_a_server_is_killed_and_started_again_under_an_open_page(site, server, open_page, forgiven):
    forgiven.append(NO_NETWORK)
    workshop, code = site.shell(ROOM).split()
    pages = [open_page(base_url=f"http://{server.address}") for _ in range(2)]
    for number, page in enumerate(pages):
        page.goto(f"/join/{code}/")
        page.get_by_label("Your name").fill(f"Guest {number}")
        page.get_by_role("button", name="Join", exact=True).click()
        is_live(page)
    voter, watcher = pages

    server.kill()
    for page in pages:
        is_live(page, "No connection: trying again")
    choose(voter, "Proactive")
    send(voter)
    expect(voter.locator("[data-paper-status]")).to_have_text(KEPT)

    server.start()
    expect(voter.locator(".app-cast__said")).to_have_text("Your vote is in: Proactive.", timeout=30_000)
    for page in pages:
        is_live(page)
    assert site.shell(VOTES.format(workshop)) == "('Proactive',)"
    site.shell(REVEAL.format(workshop))
    for page in (voter, watcher):
        plots(
            page, "Integral 0", "Proactive 1 ● middle", "Process-focused 0", "Reactive 0", "Marginal 0", f"{CANT_SAY} 0"
        )
        is_live(page)
    assert site.shell(VOTES.format(workshop)) == "('Proactive',)"
