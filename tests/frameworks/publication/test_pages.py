"""A framework administrator publishes an edition, withdraws it and starts the next one, page by page."""

import pytest
from django.urls import reverse

from frameworks.content import digest
from frameworks.models import Edition, Publication
from frameworks.publication.acts import edit_as_new
from tests.factories import AssessmentFactory, small_edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signed_in(client, framework_administrator):
    client.force_login(framework_administrator)


@pytest.fixture
def draft():
    return small_edition(label="Own", source="A report", framework__licence="L", framework__attribution="A")


def page(name, *args):
    return reverse(f"frameworks:{name}", args=args)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_draft_is_published_once_it_is_confirmed(client, draft, ci_sam):
    response = client.get(page("publish", draft.pk))
    assert "No problems were found." in response.text
    assert client.post(page("publish", draft.pk)).status_code == 422
    assert not Publication.objects.filter(edition=draft).exists()
    response = client.post(page("publish", draft.pk), {"sure": "on"}, follow=True)
    assert said(response) == [f"{draft} is published. Its words never change again."]
    assert Publication.objects.get(edition=draft).digest == digest(draft)


def test_a_draft_with_problems_is_not_offered_the_button(client, draft):
    draft.levels.filter(rank=3).update(rank=4)
    response = client.get(page("publish", draft.pk))
    assert "No level has rank 3: ranks run from 1 without a gap." in response.text
    assert "publish-edition" not in response.text
    response = client.post(page("publish", draft.pk), {"sure": "on"})
    assert response.status_code == 422
    assert "It has 1 problem. Nothing was published." in response.text


def test_publishing_says_how_many_open_assessments_stay(client, ci_sam, force):
    AssessmentFactory(edition=ci_sam, force=force)
    response = client.get(page("publish", edit_as_new(ci_sam, "2027").pk))
    assert "1 open assessment stays on the edition that it was opened on." in response.text
    assert "Edition undated: 1 open assessment of 1 force" in response.text
    assert force.name not in response.text


def test_a_published_edition_is_changed_by_none_of_these_pages(client, ci_sam):
    before = digest(ci_sam)
    assert client.post(page("publish", ci_sam.pk), {"sure": "on"}).status_code == 422
    assert "publish-edition" not in client.get(page("publish", ci_sam.pk)).text
    assert digest(ci_sam) == before == Publication.objects.get(edition=ci_sam).digest


def test_withdrawing_is_asked_and_can_be_undone(client, ci_sam):
    assert "No open assessment is on it." in client.get(page("withdraw", ci_sam.pk)).text
    for act, status in (("withdraw", "withdrawn"), ("bring_back", "published")):
        client.post(page("withdraw", ci_sam.pk), {"act": act})
        assert Edition.objects.get(pk=ci_sam.pk).status == status
    response = client.post(page("withdraw", ci_sam.pk), {"act": "bring_back"}, follow=True)
    assert said(response)[-1:] == ["Only a withdrawn edition can be brought back."]


def test_the_next_edition_is_started_under_a_label_of_its_own(client, ci_sam):
    assert client.post(page("new_edition", ci_sam.pk), {"label": "undated"}).status_code == 422
    response = client.post(page("new_edition", ci_sam.pk), {"label": "2027"})
    draft = Edition.objects.get(framework=ci_sam.framework, label="2027")
    assert (response.url, draft.supersedes, digest(draft)) == (page("edition", draft.pk), ci_sam, digest(ci_sam))


@pytest.mark.parametrize("name", ["withdraw", "new_edition"])
def test_a_draft_is_neither_withdrawn_nor_copied(client, draft, name):
    assert client.get(page(name, draft.pk)).status_code == 404
