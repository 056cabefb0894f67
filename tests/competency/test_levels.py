"""Where answers put somebody, as tables."""

import pytest

from competency.levels import distance, distance_words, level_name, standing, title_at
from competency.map_counts import Count, counts, enough
from frameworks.content import Node, Step, Words

LEVELS = tuple(Step(rank, code, code, rank, "alone", "", "") for rank, code in enumerate(("1a", "1b", "2"), start=1))
# Two statements at each of three levels, numbered by level and place; one warns.
STATEMENTS = tuple(
    Words(rank * 10 + place, rank, "descriptor", place, "", f"{rank}.{place}", "")
    for rank in (1, 2, 3)
    for place in (1, 2)
)
WARNING = Words(91, None, "overdone", 1, "", "Too much of it.", "")
NODE = Node(
    pk=7,
    parent=None,
    code="managing-sensitivities",
    number="",
    title="Managing Sensitivities",
    kind="subcompetency",
    depth=0,
    scored=True,
    graded=False,
    takes_level=True,
    guidance="",
    note="",
    statements=(*STATEMENTS, WARNING),
    on_or_below=(*STATEMENTS, WARNING),
    descendants=frozenset(),
    titles={3: "Political Savvy"},
)
FIRST, SECOND, THIRD = ({rank * 10 + place: "yes" for place in (1, 2)} for rank in (1, 2, 3))


@pytest.mark.parametrize(
    ("answers", "rank", "judged"),
    [
        pytest.param({}, None, False, id="nothing is answered"),
        pytest.param({11: "yes"}, 1, True, id="half of a level is enough to judge it"),
        pytest.param({11: "no", 12: "no"}, None, True, id="judged, and none reached"),
        pytest.param(FIRST, 1, True, id="the lowest"),
        pytest.param(FIRST | SECOND, 2, True, id="the second"),
        pytest.param(FIRST | SECOND | THIRD, 3, True, id="the top"),
        pytest.param(FIRST | THIRD, 1, True, id="a level above one that isn't answered doesn't count"),
        pytest.param(SECOND | THIRD, None, False, id="nor above the lowest"),
        pytest.param(FIRST | {21: "partly", 22: "yes"}, 1, True, id="75% isn't substantially all"),
        pytest.param(FIRST | {21: "", 22: ""}, 1, True, id="an answer taken back is none"),
        pytest.param(FIRST | {91: "yes"}, 1, True, id="a warning moves no level"),
    ],
)
def test_where_answers_put_somebody(answers, rank, judged):
    found = standing(NODE, LEVELS, answers)
    assert (found.rank, found.judged) == (rank, judged)


def test_a_standing_says_why():
    assert standing(NODE, LEVELS, FIRST | {21: "no", 22: "no"}).why == (
        "Every level up to level 1a is substantially true; level 1b is not substantially true:"
        " 0 of its 2 judged statements are true (0%)."
    )


@pytest.mark.parametrize(
    ("reached", "expected", "words"),
    [
        (None, None, "No level is expected"),
        (2, None, "No level is expected"),
        (None, 1, "1 level below"),
        (None, 3, "3 levels below"),
        (1, 3, "2 levels below"),
        (3, 3, "As expected"),
        (3, 2, "1 level above"),
        (3, 1, "2 levels above"),
    ],
)
def test_the_distance_from_what_is_expected(reached, expected, words):
    assert distance_words(distance(reached, expected, LEVELS)) == words


@pytest.mark.parametrize(
    ("rank", "title"),
    [(None, "Managing Sensitivities"), (1, "Managing Sensitivities"), (3, "Political Savvy")],
)
def test_the_name_at_a_level(rank, title):
    assert title_at(NODE, rank) == title


@pytest.mark.parametrize(("code", "name", "words"), [("1a", "1a", "level 1a"), ("lead", "Leader", "Leader")])
def test_what_a_level_is_called(code, name, words):
    assert level_name(Step(1, code, name, 1, "alone", "", "")) == words


@pytest.mark.parametrize(("people", "is_enough"), [(0, False), (4, False), (5, True), (6, True)])
def test_how_many_make_a_map(people, is_enough):
    assert enough(people) is is_enough


def test_people_are_counted_by_level():
    people = [{}, {11: "no", 12: "no"}, FIRST, FIRST, FIRST | SECOND]
    found = counts([NODE], LEVELS, people)
    assert sorted(found, key=lambda each: (each.rank is not None, each.rank)) == [
        Count(7, None, 1),
        Count(7, 0, 1),
        Count(7, 1, 2),
        Count(7, 2, 1),
    ]
