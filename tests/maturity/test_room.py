"""A workshop as its people live it, over HTTP: in, vote, wait, see, agree."""

import pytest
from django.test import Client
from django.urls import reverse

from assessments.gap import gap_report
from assessments.models import Score
from maturity.models import Ballot
from tests.factories import AssessmentFactory, WorkshopFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture
def assessment(force, ci_sam):
    return AssessmentFactory(force=force, edition=ci_sam)


@pytest.fixture
def workshop(assessment, facilitator):
    return WorkshopFactory(assessment=assessment, facilitator=facilitator, title="Autumn")


@pytest.fixture
def leadership(ci_sam):
    return ci_sam.criteria.get(code="leadership")


@pytest.fixture
def levels(ci_sam):
    return {level.name: level for level in ci_sam.levels.all()}


@pytest.fixture
def guest(workshop):
    """Return a function that gives somebody a seat, and the browser that it is kept in."""

    def enter(name, **fields):
        browser = Client()
        posted = {"name": name, **{key: "on" if value is True else value for key, value in fields.items()}}
        answer = browser.post(reverse("maturity:take_seat", args=[workshop.code]), posted)
        assert answer.status_code == 302, answer.context["form"].errors
        return browser

    return enter


@pytest.fixture
def console(client, facilitator, workshop):
    """Return a function that does what a button of the console does, and returns the console after it."""
    client.force_login(facilitator)

    def press(name, *args, **typed):
        return client.post(reverse(f"maturity:{name}", args=[workshop.pk, *args]), typed, follow=True)

    return press


def seat_of(browser, workshop):
    return browser.get(reverse("maturity:seat", args=[workshop.pk]))


def vote_url(ballot):
    return reverse("maturity:vote", args=[ballot.workshop_id, ballot.pk])


def test_from_the_lobby_to_the_gap_report(console, guest, workshop, assessment, leadership, levels, today):
    browsers = [guest(name) for name in ("Ann", "Bob", "Cas")]
    assert [seat_of(each, workshop).context["seat"].screen for each in browsers] == ["lobby"] * 3
    console("open_ballot", leadership.pk)
    ballot = Ballot.objects.get()
    for browser, name in zip(browsers, ("Reactive", "Reactive", "Proactive"), strict=True):
        assert seat_of(browser, workshop).context["seat"].screen == "vote"
        answer = browser.post(vote_url(ballot), {"level": levels[name].pk, "confidence": "3", "note": f"{name}!"})
        assert answer.url == reverse("maturity:seat", args=[workshop.pk])
        assert seat_of(browser, workshop).context["seat"].paper.said == name
    page = console("reveal", ballot.pk)
    last = page.context["console"].stage.spread.last
    assert (last.agreement.counts, last.agreement.word, last.middle) == ((0, 2, 0, 1, 0), "Spread", "Reactive")
    page = console("agree", ballot.pk, level=levels["Reactive"].pk, rationale="Seen in two.", dissent="One saw more.")
    assert page.context["console"].stage.name == "agreed"
    assert seat_of(browsers[0], workshop).context["seat"].stage.outcome.dissent == "One saw more."
    assert list(Score.objects.values_list("criterion__code", "level__name", "rationale")) == [
        ("leadership", "Reactive", "Seen in two.")
    ]
    report = gap_report(assessment, on=today)
    assert [(row.code, row.now.name) for row in report.rows if row.now] == [("leadership", "Reactive")]
    console("close")
    assert seat_of(browsers[1], workshop).context["seat"].screen == "ended"
