"""The words of an edition as plain values: what is on or below what, which pairs one choice answers, what is kept."""

import pytest

from frameworks.content import content, digest, forget
from frameworks.models import Criterion, Edition, LevelTitle, Publication, Statement
from tests.factories import (
    NOON,
    CounterpartFactory,
    CriterionFactory,
    EditionFactory,
    FrameworkFactory,
    LevelFactory,
    StatementFactory,
    first_criterion,
    small_edition,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    """Return a draft: area A > question 1 (scored) > topics 1.1 and 1.2, and question 2; two levels."""
    made = EditionFactory(framework=FrameworkFactory(title="Yardstick"), label="2026")
    low, high = (LevelFactory(edition=made, rank=rank) for rank in (1, 2))
    area = CriterionFactory(edition=made, code="A", position=10, scored=False, graded=True, kind="area")
    one = CriterionFactory(edition=made, code="1", position=20, parent=area, kind="question")
    topics = [
        CriterionFactory(edition=made, code=f"1.{number}", position=position, parent=one, scored=False, kind="topic")
        for number, position in ((2, 40), (1, 30))
    ]
    two = CriterionFactory(edition=made, code="2", position=50, parent=area, kind="question")
    for criterion, level, position, text in (
        (topics[0], high, 1, "1.2 high"),
        (topics[1], high, 2, "1.1 high, second"),
        (topics[1], high, 1, "1.1 high, first"),
        (one, high, 1, "1 high"),
        (one, low, 1, "1 low"),
        (two, low, 1, "2 low"),
    ):
        StatementFactory(criterion=criterion, level=level, position=position, text=text)
    StatementFactory(criterion=one, level=None, aspect="vision", position=1, text="1 vision")
    return made


def texts(statements):
    return [each.text for each in statements]


def test_criteria_stand_in_order_with_their_depth(edition):
    assert [(node.code, node.depth, node.scored, node.takes_level) for node in content(edition).criteria] == [
        ("A", 0, False, True),
        ("1", 1, True, True),
        ("1.1", 2, False, False),
        ("1.2", 2, False, False),
        ("2", 1, True, True),
    ]


def test_statements_on_and_below_a_criterion_stand_in_the_publication_s_order(edition):
    area, one, first, second, two = content(edition).criteria
    assert texts(one.statements) == ["1 low", "1 high", "1 vision"]
    assert texts(one.on_or_below) == [*texts(one.statements), "1.1 high, first", "1.1 high, second", "1.2 high"]
    assert texts(area.on_or_below) == [*texts(one.on_or_below), "2 low"]
    assert one.descendants == {first.pk, second.pk}
    assert area.descendants == {one.pk, first.pk, second.pk, two.pk}


def test_a_statement_without_a_level_has_no_rank(edition):
    one = content(edition).criteria[1]
    assert [(each.rank, each.aspect) for each in one.statements] == [
        (1, "descriptor"),
        (2, "descriptor"),
        (None, "vision"),
    ]


def test_a_statement_counts_for_the_nearest_scored_criterion(edition):
    Criterion.objects.filter(code="A", edition=edition).update(scored=True)
    Criterion.objects.filter(code="1.1", edition=edition).update(scored=True)
    words = content(edition)
    codes = {node.pk: node.code for node in words.criteria}
    names = dict(Statement.objects.filter(criterion__edition=edition).values_list("pk", "text"))
    assert {names[statement]: codes[criterion] for statement, criterion in words.counts_for.items()} == {
        "1 low": "1",
        "1 high": "1",
        "1 vision": "1",
        "1.1 high, first": "1.1",
        "1.1 high, second": "1.1",
        "1.2 high": "1",
        "2 low": "2",
    }


@pytest.mark.parametrize(
    ("code", "title", "number"),
    [("1.3", "Leadership", "1.3"), ("C7", "Leadership", "C7"), ("leadership", "Leadership", "")],
)
def test_a_code_is_printed_where_it_tells_more_than_the_title(edition, code, title, number):
    Criterion.objects.filter(code="1.1", edition=edition).update(code=code, title=title)
    assert content(edition).criteria[2].number == number


def test_levels_by_rank_and_by_key(edition):
    words = content(edition)
    low, high = words.levels
    assert [(level.rank, level.code, level.builds) for level in words.levels] == [
        (1, "level-1", "alone"),
        (2, "level-2", "alone"),
    ]
    assert (words.ranked(2), words.ranked(3), words.ranked(None)) == (high, None, None)
    assert (words.level(low.pk), words.level(0), words.level(None)) == (low, None, None)


def test_titles_that_change_with_the_level(edition):
    one = edition.criteria.get(code="1")
    LevelTitle.objects.create(criterion=one, level=edition.levels.get(rank=2), title="Political Savvy")
    assert [node.titles for node in content(edition).criteria] == [{}, {2: "Political Savvy"}, {}, {}, {}]


def test_one_choice_answers_a_pair_only_where_neither_stands_in_another():
    edition = small_edition(levels=2, criteria=1, statements=4)
    made = {each.text: each for each in first_criterion(edition).statements.all()}
    pairs = [("1.2.1", "1.1.1"), ("1.2.2", "1.1.2"), ("1.2.3", "1.1.2"), ("1.2.4", "1.1.3"), ("1.2.4", "1.1.4")]
    for stronger, weaker in pairs:
        CounterpartFactory(stronger=made[stronger], weaker=made[weaker])
    words = content(edition)
    assert words.pairs == tuple((made[stronger].pk, made[weaker].pk) for stronger, weaker in pairs)
    assert words.counterparts == {made["1.2.1"].pk: made["1.1.1"].pk}
    assert words.weaker_ranks == {1}


def test_without_counterparts_every_level_is_worth_aiming_for(edition):
    words = content(edition)
    assert (words.pairs, words.counterparts, words.weaker_ranks) == ((), {}, frozenset())


def test_a_draft_is_read_anew_in_five_queries(edition, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(5):
            content(edition)


def test_a_published_edition_is_read_once(judgment_criteria, django_assert_num_queries):
    with django_assert_num_queries(5):
        first = content(judgment_criteria)
    with django_assert_num_queries(0):
        assert content(Edition.objects.none().model(pk=judgment_criteria.pk, status="published")) is first
    forget()
    with django_assert_num_queries(5):
        assert content(judgment_criteria) == first


def test_an_edition_is_kept_from_its_publication_on(edition, django_assert_num_queries):
    draft = content(edition)
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.PUBLISHED)
    Publication.objects.create(edition=edition, at=NOON, digest=digest(edition))
    edition.refresh_from_db()
    assert content(edition) == draft
    with django_assert_num_queries(0):
        content(edition)


def test_the_digest_is_of_the_words_and_no_key():
    """Two editions of the same words have the same digest, whatever keys their rows have."""
    one, other = (small_edition(levels=2, criteria=0) for _ in range(2))
    for edition in (one, other):
        criterion = CriterionFactory(edition=edition, position=1, code="1", title="Leadership")
        StatementFactory(criterion=criterion, level=edition.levels.get(rank=1), position=1, text="Said.")
    assert digest(one) == digest(other)
    Statement.objects.filter(criterion__edition=other).update(text="Said otherwise.")
    assert digest(one) != digest(other)


@pytest.mark.parametrize(
    "change",
    [
        lambda edition: edition.levels.filter(rank=1).update(builds="otherwise"),
        lambda edition: edition.levels.filter(rank=2).update(rank=7),
        lambda edition: edition.criteria.filter(code="1").update(scored=False),
        lambda edition: edition.criteria.filter(code="2").update(parent=None),
        lambda edition: edition.criteria.filter(code="1").update(note="Uncertain."),
        lambda edition: Statement.objects.filter(text="2 low").update(position=2),
        lambda edition: Statement.objects.filter(text="2 low").update(note="Uncertain."),
        lambda edition: Statement.objects.filter(text="2 low").update(level=edition.levels.get(rank=2)),
        lambda edition: CounterpartFactory(
            stronger=Statement.objects.get(text="1 high"), weaker=Statement.objects.get(text="1 low")
        ),
    ],
)
def test_the_digest_changes_with_everything_that_is_said(edition, change):
    before = digest(edition)
    change(edition)
    assert digest(edition) != before
