"""What would be suggested if what is planned came true: at both ends of each scale, and by when."""

import datetime

import pytest
from django.urls import reverse

from assessments.models import Assessment, Judgement
from assessments.rules.answers import Answered
from assessments.rules.projection import Plan, Weighed, came_true, projected, weighed
from assessments.rules.suggestion import suggested
from assessments.what_if.page import outlook
from frameworks.content import Content, Node, Step, Words, content
from frameworks.models import Link, Statement
from tests.factories import (
    NOON,
    ActionFactory,
    AssessmentFactory,
    CriterionFactory,
    JudgementFactory,
    small_edition,
)

MAY, JUNE, JULY = (datetime.date(2027, month, 1) for month in (5, 6, 7))
BUILDS = {5: "on_top", 1: "otherwise"}


def edition(rule, levels=5, each=4, *, pairs=(), graded=False):
    """Return words with one criterion: so many levels, in each so many statements; a key is its rank and place."""
    names = [BUILDS.get(rank, "alone") if graded else "alone" for rank in range(1, levels + 1)]
    steps = tuple(Step(rank, str(rank), f"L{rank}", rank, names[rank - 1], "", "") for rank in range(1, levels + 1))
    said = tuple(
        Words(10 * rank + place, rank, "descriptor", place, "", f"{rank}.{place}", "")
        for rank in range(1, levels + 1)
        for place in range(1, each + 1)
    )
    if rule == "distance_from_good":
        said = tuple(words for words in said if words.rank == 4)
    node = Node(1, None, "1", "1", "One", "question", 0, True, graded, True, "", "", said, said, frozenset(), {})
    about = {"source": "", "label": "", "kind": "maturity"}
    shape = {"levels": steps, "criteria": (node,), "pairs": pairs, "by_pk": {1: node}}
    return Content(edition=1, rule=rule, counterparts=dict(pairs), **about, **shape), node


def answered(node, top, **others):
    """Return answers by which all up to that rank is true and nothing above; others by key, as k41="partly"."""
    given = {each.pk: Answered("yes" if each.rank <= top else "no") for each in node.on_or_below}
    return given | {int(key[1:]): Answered(answer) for key, answer in others.items()}


def level_of(rule, top, true, *, graded=False, concerns=(), **others):
    words, node = edition(rule, graded=graded)
    answers = answered(node, top, **others)
    after = projected(words, node, answers, {1: concerns}, plans=[Plan(1, MAY, frozenset(true))])
    return after.level and after.level.rank


@pytest.mark.parametrize(
    ("rule", "top", "true", "expected"),
    [
        # Nothing true at all, and still nothing.
        ("cumulative", 0, (), None),
        ("cumulative", 0, (11, 12, 13, 14), 1),
        # A level is not reached over one that isn't.
        ("cumulative", 0, (21, 22, 23, 24), None),
        ("cumulative", 3, (41, 42, 43), 3),
        ("cumulative", 3, (41, 42, 43, 44), 4),
        ("cumulative", 4, (51, 52, 53, 54), 5),
        # At the top nothing can move it.
        ("cumulative", 5, (51,), 5),
        ("best_fit", 0, (), None),
        ("best_fit", 0, (11, 12), 1),
        ("best_fit", 0, (51, 52, 53, 54), 5),
        ("best_fit", 5, (51,), None),
    ],
)
def test_a_scale_of_five_at_both_ends(rule, top, true, expected):
    assert level_of(rule, top, true) == expected


@pytest.mark.parametrize(
    ("true", "concerns", "expected"),
    [
        ((), (), 2),
        ((41,), (), 2),
        ((41, 42), (), 3),
        ((41, 42, 43), (), 3),
        ((41, 42, 43, 44), (), 4),
        # What lies above Good is never suggested; with a cause of concern open only the lowest is.
        ((41, 42, 43, 44), ("CoC 1",), 1),
    ],
)
def test_a_distance_from_good(true, concerns, expected):
    assert level_of("distance_from_good", 0, true, graded=True, concerns=concerns) == expected


@pytest.mark.parametrize(
    ("top", "true", "expected"),
    [
        # Outstanding is on top of Good, so it needs both.
        (0, (51, 52, 53, 54), None),
        (0, (41, 42, 43, 44), 4),
        (0, (41, 42, 43, 44, 51, 52, 53, 54), 5),
    ],
)
def test_the_top_of_a_graded_scale(top, true, expected):
    assert level_of("best_fit", top, true, graded=True) == expected


def test_what_is_not_ticked_changes_nothing():
    words, node = edition("best_fit")
    answers = answered(node, 0, k11="yes", k12="yes")
    after = projected(words, node, answers, {}, plans=[])
    today = suggested(words, node, answers, {})
    assert (after.level.rank, after.why, after.needed, after.by) == (today.rank, today.why, (), None)


def test_single_statements_count_and_have_no_date():
    words, node = edition("cumulative")
    after = projected(words, node, answered(node, 0), {}, plans=[], statements={11, 12, 13, 14, 99})
    assert (after.level.rank, after.needed, after.by, after.lacks_a_date) == (1, (), None, False)


PAIRED = ((41, 31), (42, 32))


@pytest.mark.parametrize(
    ("true", "expected"),
    [
        ((41,), {31: "no", 41: "yes"}),
        # What was ticked itself stays true.
        ((41, 31), {31: "yes", 41: "yes"}),
        ((42,), {32: "na", 42: "yes"}),
        # What doesn't apply can't be made true, and its counterpart stays.
        ((43,), {43: "na"}),
        ((33,), {33: "yes"}),
    ],
)
def test_a_lone_weaker_counterpart_stops_being_true(true, expected):
    words, node = edition("best_fit", pairs=PAIRED)
    answers = answered(node, 3, k32="na", k43="na")
    after = came_true(words, node, answers, true)
    assert {pk: after[pk].answer for pk in expected} == expected
    assert {pk: said for pk, said in after.items() if pk not in expected} == {
        pk: said for pk, said in answers.items() if pk not in expected
    }


ALL = frozenset({11, 12, 13, 14})


@pytest.mark.parametrize(
    ("plans", "needed", "by", "lacks_a_date"),
    [
        ([Plan(1, MAY, ALL)], (1,), MAY, False),
        ([Plan(1, MAY, frozenset({11, 12})), Plan(2, JUNE, frozenset({13, 14}))], (1, 2), JUNE, False),
        # Either would do: the sooner counts, whatever the order.
        ([Plan(1, JULY, ALL), Plan(2, MAY, ALL)], (2,), MAY, False),
        # One without a date is left out where another does the same, and named where it is needed.
        ([Plan(1, None, ALL), Plan(2, JULY, ALL)], (2,), JULY, False),
        ([Plan(1, None, frozenset({11, 12})), Plan(2, MAY, frozenset({13, 14}))], (1, 2), None, True),
        # It names nothing of this criterion.
        ([Plan(1, MAY, ALL), Plan(2, JULY, frozenset({99}))], (1,), MAY, False),
        ([Plan(1, MAY, frozenset())], (), None, False),
    ],
)
def test_by_when(plans, needed, by, lacks_a_date):
    words, node = edition("cumulative")
    after = projected(words, node, answered(node, 0), {}, plans=plans)
    assert (after.needed, after.by, after.lacks_a_date) == (needed, by, lacks_a_date)


def one(key, effort="", *, planned=True, shared=()):
    return Weighed(key, "", 1, "", "", key if planned else None, effort, None, shared)


def test_the_path_is_weighed_by_effort_then_by_shared_benefit():
    far, near = (("NISP", "C1"), ("PAF", "1")), (("PAF", "1"), ("PAF", "2"))
    given = [
        one(1, planned=False, shared=far),
        one(2, "L"),
        one(3),
        one(4, "M", shared=near),
        one(5, "M", shared=far),
        one(6, "S"),
        one(7, "M"),
        one(8, planned=False),
    ]
    assert [each.statement for each in weighed(given)] == [6, 5, 4, 7, 2, 3, 1, 8]
    assert [each.effort_words for each in (given[0], given[2], given[5])] == ["Not planned", "Not said", "Small"]


# The page


@pytest.fixture
def assessment(force):
    """Return an assessment on two criteria of three cumulative levels; all of the lowest level is true."""
    edition = small_edition(levels=3, criteria=2, statements=2, rule="cumulative")
    made = AssessmentFactory(force=force, edition=edition)
    for each in Statement.objects.filter(criterion__edition=edition):
        JudgementFactory(assessment=made, statement=each, answer="yes" if each.level.rank == 1 else "no")
    return made


def key(assessment, text):
    return Statement.objects.get(criterion__edition=assessment.edition, text=text).pk


def looked(client, assessment, **ticked):
    return client.get(reverse("assessments:what_if", args=[assessment.pk]), ticked)


def test_ticking_shows_what_would_come_and_stores_nothing(client, reader, assessment, lead):
    first = assessment.edition.criteria.order_by("position").first()
    given = {"by": lead, "at": NOON}
    some = assessment.plan(first, title="Some", statements=[key(assessment, "1.2.1")], due_on=MAY, **given)
    rest = assessment.plan(first, title="Rest", statements=[key(assessment, "1.2.2")], due_on=JULY, **given)
    before = Assessment.objects.values().get(pk=assessment.pk)
    client.force_login(reader)
    rows = looked(client, assessment).context["outlook"].rows
    assert [(row.moves, row.projection.level.rank, row.ticked) for row in rows] == [(False, 1, 0)] * 2
    page = looked(client, assessment, action=[some.pk, rest.pk], statement=[key(assessment, "2.2.1")])
    rows = page.context["outlook"].rows
    assert [(row.moves, row.projection.level.rank, row.projection.by, row.needed, row.reaches) for row in rows] == [
        (True, 2, JULY, ("Some", "Rest"), True),
        (False, 1, None, (), False),
    ]
    assert (page.context["outlook"].ticked, page.context["outlook"].moved) == (3, 1)
    assert Assessment.objects.values().get(pk=assessment.pk) == before
    assert Judgement.objects.filter(answer="yes").count() == 4


def test_what_is_not_of_this_assessment_says_nothing(client, reader, assessment):
    other = ActionFactory()
    client.force_login(reader)
    page = looked(client, assessment, action=[other.pk, 10**17], statement=[1, 10**17])
    assert (page.status_code, page.context["outlook"].ticked) == (200, 0)
    for wrong in ("x", str(10**30), "-1", "²"):
        page = looked(client, assessment, action=[wrong])
        assert (page.status_code, page.context["outlook"].ticked) == (422, 0)


def test_the_path_is_weighed_with_what_the_crosswalk_links(client, reader, assessment, lead):
    first, second = assessment.edition.criteria.order_by("position")
    assessment.plan(second, title="Large", statements=[key(assessment, "2.2.1")], effort="L", by=lead, at=NOON)
    assessment.plan(second, title="Small", statements=[key(assessment, "2.2.1")], effort="S", by=lead, at=NOON)
    client.force_login(reader)
    page = looked(client, assessment)
    assert not page.context["outlook"].linked
    assert "Also helps with (ours)" not in page.content.decode()
    elsewhere = CriterionFactory(
        code="E.1", title="Elsewhere", edition__framework__title="Another", edition__status="published"
    )
    Link.objects.create(source=elsewhere, target=first, relation="overlaps")
    Link.objects.create(source=CriterionFactory(edition__status="draft"), target=second, relation="overlaps")
    # A link within the edition shares nothing with another framework.
    Link.objects.create(source=second, target=first, relation="supports")
    weighed = looked(client, assessment).context["outlook"].weighed.object_list
    assert [(each.text, each.effort_words, each.action, each.shared) for each in weighed] == [
        ("2.2.1", "Small", "Small", ()),
        ("1.2.1", "Not planned", "", (("Another", "E.1"),)),
        ("1.2.2", "Not planned", "", (("Another", "E.1"),)),
        ("2.2.2", "Not planned", "", ()),
    ]


def test_the_outlook_takes_the_same_queries_whatever_is_planned(judgment_criteria, lead, django_assert_num_queries):
    assessment = AssessmentFactory(edition=judgment_criteria)
    criterion = judgment_criteria.criteria.filter(scored=True).first()
    content(judgment_criteria)
    assessment.plan(criterion, title="One", statements=[criterion.statements.first().pk], by=lead, at=NOON)
    for _ in range(2):
        with django_assert_num_queries(6):
            outlook(assessment, actions=set(), statements=set(), on=MAY)
        for number in range(20):
            assessment.plan(criterion, title=f"{number}", owner=lead, by=lead, at=NOON)
