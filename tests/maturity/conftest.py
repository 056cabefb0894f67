"""The room that the stories share: a workshop on the improvement matrix, guests in browsers of their own."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import AssessmentFactory, WorkshopFactory


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
    """Return the matrix's levels by name."""
    return {level.name: level for level in ci_sam.levels.all()}


@pytest.fixture
def enter():
    """Return a function that gives somebody a seat, and the browser that it is kept in."""

    def take(workshop, name, **typed):
        browser = Client()
        answer = browser.post(reverse("maturity:take_seat", args=[workshop.code]), {"name": name, **typed})
        assert answer.status_code == 302, answer.context["form"].errors
        return browser

    return take


@pytest.fixture
def press(client, facilitator):
    """Return a function that presses a button of the console as its facilitator, and returns the page after it."""

    def act(workshop, name, *args, **typed):
        client.force_login(facilitator)
        return client.post(reverse(f"maturity:{name}", args=[workshop.pk, *args]), typed, follow=True)

    return act
