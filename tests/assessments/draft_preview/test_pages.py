"""A draft's criterion as assessors will meet it: every line that they will answer, and nothing that takes an answer."""

import pytest
from django.test import Client
from django.urls import reverse

from frameworks.models import Criterion, Edition
from tests.factories import small_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def criterion():
    """Return the first criterion of a draft of two criteria, three levels and two statements in each cell."""
    draft = small_edition(source="A document", framework__licence="A licence")
    return Criterion.objects.get(edition=draft, position=1)


@pytest.fixture
def client(framework_administrator):
    client = Client()
    client.force_login(framework_administrator)
    return client


@pytest.fixture
def url(criterion):
    return reverse("assessments:preview", args=[criterion.edition_id, criterion.pk])


def test_it_shows_the_lines_that_assessors_answer_and_takes_no_answer(client, criterion, url):
    assert (
        url
        in client.get(reverse("frameworks:edit_criterion", args=[criterion.edition_id, criterion.pk])).content.decode()
    )
    answer = client.get(url)
    shown = [line.stronger.text for group in answer.context["page"].groups for line in group.lines]
    assert shown == [f"1.{rank}.{place}" for rank in (1, 2, 3) for place in (1, 2)]
    html = answer.content.decode()
    assert ("<fieldset" in html, "app-judge__evidence" in html, "hx-post" in html) == (True, False, False)
    assert html.count('class="app-judge__answers" disabled') == 6
    assert client.post(url).status_code == 405


def test_nobody_else_finds_it(criterion, url, reader):
    client = Client()
    client.force_login(reader)
    assert client.get(url).status_code == 404


def test_once_published_it_is_no_preview_any_more(client, criterion, url):
    Edition.objects.filter(pk=criterion.edition_id).update(status="published")
    assert client.get(url).status_code == 404
