"""The rule of a draft tried on answers that are typed in: what comes of them, and what is wrong with them."""

import pytest
from django.urls import reverse

from frameworks.models import Edition, Statement
from tests.factories import small_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    edition = small_edition(
        criteria=1, rule="first_match", rule_rows="3: all of 3 marked must\n1: any of 1\n2: otherwise"
    )
    for level in edition.levels.all():
        level.code = str(level.rank)
        level.name = f"Level {level.rank}"
        level.save()
    Statement.objects.filter(pk=edition.criteria.get().statements.get(text="1.3.1").pk).update(mark="must")
    return edition


@pytest.fixture
def ask(client, framework_administrator, draft):
    """Return a function that tries answers by box, and the words of the page and its status."""
    client.force_login(framework_administrator)

    def answer(**typed):
        page = client.get(reverse("frameworks:try_rule", args=[draft.pk]), typed)
        return page.status_code, " ".join(page.content.decode().split())

    return answer


def test_each_level_has_its_boxes_and_each_mark_its_own(ask):
    status, page = ask()
    assert status == 200
    assert [lane for lane in ("Level 1", "Level 3, marked must") if f'scope="row">{lane}</th>' not in page] == []
    assert "As a worked example" not in page


# Lanes: level 1, level 2, level 3, level 3 marked must.
@pytest.mark.parametrize(
    ("typed", "said", "example"),
    [
        (
            {"yes-3": "2"},
            "<strong>Level 3.</strong> Level 3: all statements of Level 3 marked must are true (2 of 2).",
            "3 marked must: 2 yes -&gt; 3",
        ),
        (
            {"yes-0": "1", "no-3": "1"},
            "<strong>Level 1.</strong> Level 1: any statement of Level 1 is true (1 of 1).",
            "1: 1 yes; 3 marked must: 1 no -&gt; 1",
        ),
        (
            {"unjudged-3": "1"},
            "<strong>No level.</strong> Judge the statement of Level 3 first: that could still change it.",
            "3 marked must: 1 not judged -&gt; no level",
        ),
    ],
)  # fmt: skip
def test_what_comes_of_it(ask, typed, said, example):
    status, page = ask(**typed)
    assert (status, said in page, f"<code>{example}</code>" in page) == (200, True, True), page[
        page.find("<strong>") :
    ][:400]


def test_what_isnt_a_number_is_told_and_stays(ask):
    status, page = ask(**{"yes-0": "three"})
    assert (status, 'value="three"' in page) == (422, True)
    assert "Enter a whole number: Yes, Level 1." in page


def test_rows_that_cant_be_read_are_told(ask, draft):
    Edition.objects.filter(pk=draft.pk).update(rule_rows="3")
    status, page = ask(**{"yes-0": "1"})
    assert (status, "Row 1: A row is a level&#x27;s code, a colon and its condition" in page) == (200, True)
