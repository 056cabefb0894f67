"""Where the statements of an edition come from, over the editions between two."""

import pytest

from frameworks.models import Edition, Predecessor, Statement
from frameworks.publication.acts import edit_as_new
from tests.factories import small_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def editions(db) -> tuple[Edition, Edition, Edition]:
    """Return an edition, the published one after it, and the draft after that."""
    first = small_edition(levels=2, criteria=1, statements=2, status="published")
    second = edit_as_new(first, "Second")
    second.status = Edition.Status.PUBLISHED
    second.save()
    return first, second, edit_as_new(second, "Third")


def of(edition: Edition, text: str) -> int:
    return Statement.objects.get(criterion__edition=edition, text=text).pk


def test_each_edition_between_two_takes_one_query(editions, django_assert_num_queries):
    first, second, third = editions
    texts = ("1.1.1", "1.1.2", "1.2.1", "1.2.2")
    with django_assert_num_queries(1):
        found = Predecessor.objects.between(first, second)
    assert found == [(of(first, text), of(second, text)) for text in texts]
    with django_assert_num_queries(2):
        found = Predecessor.objects.between(first, third)
    assert found == [(of(first, text), of(third, text)) for text in texts]


def test_editions_that_do_not_follow_one_another_have_nothing(editions):
    first, second, third = editions
    other = small_edition(levels=2, criteria=1, statements=2, framework=first.framework)
    assert Predecessor.objects.between(other, third) == []
    assert Predecessor.objects.between(third, first) == []
    assert Predecessor.objects.between(second, second) == []


def test_what_was_split_later_comes_from_the_first_and_what_is_gone_from_nothing(editions):
    first, second, third = editions
    split, gone = of(third, "1.1.1"), of(third, "1.2.2")
    half = Statement.objects.get(pk=of(third, "1.1.2"))
    Predecessor.objects.filter(statement=half).update(former=of(second, "1.1.1"))
    Statement.objects.filter(pk=gone).delete()
    assert Predecessor.objects.between(first, third) == sorted(
        [
            (of(first, "1.1.1"), split),
            (of(first, "1.1.1"), half.pk),
            (of(first, "1.2.1"), of(third, "1.2.1")),
        ]
    )
