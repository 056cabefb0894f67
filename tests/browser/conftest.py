"""What the stories share: rounds of their own, people who have signed in, and a watch on what pages ask for."""

import itertools
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser_fixtures import LEAD

ASSESSOR, SECOND = "assessor@demo.example", "assessor2@demo.example"
ROUNDS = itertools.count(1)
OPEN = """
from django.urls import reverse
from django.utils import timezone
from frameworks.content import content
title, label = {framework!r}.rsplit(", ", 1)
edition = Edition.objects.get(framework__title=title, label=label)
lead = User.objects.get(email={lead!r})
day = timezone.localdate()
about = dict(force=Force.objects.get(code="demo"), edition=edition, lead=lead, starts_on=day, marking={marking!r})
opened = Assessment.objects.create(round_label={round_label!r}, **about)
first = next(node for node in content(edition).criteria if node.scored and node.on_or_below)
print(reverse("assessments:overview", args=[opened.pk]), reverse("assessments:score", args=[opened.pk, first.pk]))
"""


@pytest.fixture
def round_label(worker_id):
    """Return the name of a round that no other test uses."""
    return f"Round {next(ROUNDS)} of {worker_id}"


class Opened(NamedTuple):
    """The addresses of an assessment and of the sheet of its first criterion that has statements."""

    assessment: str
    sheet: str


@pytest.fixture
def opened(site, round_label):
    """Return a function that opens an assessment of a framework, for stories that aren't about how that is done."""

    def make(framework, marking="official"):
        code = OPEN.format(framework=framework, lead=LEAD, marking=marking, round_label=round_label)
        return Opened(*(site.url + path for path in site.shell(code).split()))

    return make


@pytest.fixture
def outside(site):
    """Return a list of every address outside the site that a page asked for; any fails the test."""
    asked = []
    yield asked
    assert asked == []


@pytest.fixture
def person(open_page, login, site, outside):
    """Return a function that opens a window of somebody who is signed in; nothing it asks for is outside the site."""
    own = urlsplit(site.url).netloc

    def watch(request):
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != own:
            outside.append(request.url)

    def sign_in(email=LEAD, **options):
        page = open_page(**options)
        page.context.on("request", watch)
        login(page, email)
        return page

    return sign_in


@pytest.fixture
def lead(person):
    """Return a window of the demo force's inspection lead."""
    return person(LEAD)


@pytest.fixture
def assessor(person):
    """Return a window of an assessor of the demo force."""
    return person(ASSESSOR)


@pytest.fixture
def axe_unscripted(axe):
    """Return axe's check for a window that runs no scripts: they may run while axe looks, and not afterwards."""

    def check(page):
        debugger = page.context.new_cdp_session(page)
        # True first: this session knows nothing of the window's own setting, and would leave it as it is.
        for off in (True, False):
            debugger.send("Emulation.setScriptExecutionDisabled", {"value": off})
        axe(page)
        debugger.send("Emulation.setScriptExecutionDisabled", {"value": True})
        debugger.detach()
        expect(page.locator("body.js-enabled")).to_have_count(0)

    return check
