"""The list of assessments and the page of one: few queries, and words that come out as words."""

import pytest
from django.urls import reverse

from tests.factories import AssessmentFactory, CriterionFactory, LevelFactory, StatementFactory


@pytest.mark.parametrize(("name", "fresh"), [("overview", 11), ("gap", 8)])
def test_a_report_is_drawn_with_few_queries_and_kept(client, assessment, name, fresh, django_assert_num_queries):
    address = reverse(f"assessments:{name}", args=[assessment.pk])
    client.get(sheet_url(assessment, assessment.edition.criteria.get(code="leadership")))
    with django_assert_num_queries(fresh):
        first = client.get(address)
    with django_assert_num_queries(3):
        kept = client.get(address)
    assert first.context["body"] == kept.context["body"]


def test_the_list_has_as_many_queries_for_sixty_as_for_one(client, force, ci_sam, django_assert_max_num_queries):
    for number in range(60):
        AssessmentFactory(force=force, edition=ci_sam, round_label=f"Round {number}")
    with django_assert_max_num_queries(9):
        page = client.get(reverse("assessments:list"))
    assert len(page.context["list"].rows) == 50


HOSTILE = '<img src=x onerror="alert(1)">{{ 7 }}{% now "Y" %}'


def test_framework_words_come_out_as_words_on_every_page(client, force, lead):
    level_words = {"text": HOSTILE, "note": HOSTILE}
    criterion = CriterionFactory(title=HOSTILE, guidance=HOSTILE, note=HOSTILE, scored=True)
    edition = criterion.edition
    level = edition.levels.first() or _level(edition)
    StatementFactory(criterion=criterion, level=level, **level_words)
    edition.framework.title = edition.framework.attribution = HOSTILE
    edition.framework.save()
    edition.status = "published"
    edition.save()
    assessment = AssessmentFactory(force=force, edition=edition, subject=HOSTILE, round_label=HOSTILE)
    client.force_login(lead)
    addresses = [reverse(f"assessments:{name}", args=[assessment.pk]) for name in ("overview", "gap", "set_up")]
    addresses += [sheet_url(assessment, criterion), reverse("assessments:list"), reverse("assessments:open")]
    addresses += [reverse("home:dashboard")]
    for address in addresses:
        page = client.get(address).content.decode()
        assert "<img src=x" not in page, address
        assert "&lt;img src=x" in page, address
        assert "{{ 7 }}" in page, address


def _level(edition):
    return LevelFactory(edition=edition, name=HOSTILE, rank=1)


def sheet_url(assessment, criterion):
    return reverse("assessments:score", args=[assessment.pk, criterion.pk])
