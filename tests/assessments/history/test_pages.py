"""Who changed what in an assessment, and in one criterion of it."""

import pytest
from django.urls import reverse

from history.models import Entry
from tests.factories import NOON, ActionFactory, JudgementFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


def test_an_assessments_own_page_tells_nothing_of_the_room(client, assessment, reader):
    workshop = WorkshopFactory(assessment=assessment, title="A room of its own")
    workshop.open_ballot(workshop.agenda.first().criterion, at=NOON)
    client.force_login(reader)
    page = client.get(reverse("assessments:history", args=[assessment.pk]))
    assert "A room of its own" not in page.content.decode()
    assert Entry.objects.filter(kind="maturity_ballot", assessment=assessment.pk).exists()


def test_a_criterions_page_tells_of_it_alone(client, assessment, reader):
    first, second = assessment.edition.criteria.filter(scored=True).order_by("position")[:2]
    for criterion in (first, second):
        JudgementFactory(assessment=assessment, statement=criterion.statements.order_by("pk").first())
        ActionFactory(assessment=assessment, criterion=criterion)
    client.force_login(reader)
    found = client.get(reverse("assessments:criterion_history", args=[assessment.pk, first.pk])).context["list"]
    assert {(line.kind, line.about) for line in found.lines} == {
        ("Answer", first.statements.order_by("pk").first().text),
        ("Action", first.title),
    }
