"""Rows and worked examples as people write them: what is read, and what each wrong line is answered."""

import pytest

from frameworks.rule.first_match import Group
from frameworks.rule.lines import Example, WrongLines, examples_of, rows_of
from frameworks.rule.suggestion import Tally

LEVELS = ((1, "poor", "Poor"), (2, "good", "Good"))


def test_rows_are_read_in_order_and_empty_lines_are_passed_over():
    rows = rows_of(
        "poor: any of poor\n\n GOOD : all of good marked must and none of poor\nno level: otherwise\n", LEVELS
    )
    assert [row.rank for row in rows] == [1, 2, None]
    assert [tuple(clause.test.value for clause in row.clauses) for row in rows] == [
        ("any",),
        ("all", "none"),
        ("otherwise",),
    ]


def test_an_example_says_what_is_answered_and_what_must_come():
    (example,) = examples_of("good marked must: 3 yes, 1 not applicable; poor: 2 not judged -> Good", LEVELS)
    must, poor = Tally(2, "Good", yes=3, na=1), Tally(1, "Poor", unjudged=2)
    assert example[2:] == ((Group(must, "good", "must"), Group(poor, "poor")), False, 2)
    assert isinstance(example, Example)


def test_a_cause_of_concern_may_be_open_in_an_example():
    (example,) = examples_of("an open cause of concern; good: 3 yes \u2192 no level", LEVELS)
    assert (example.has_concern, example.rank) == (True, None)


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (rows_of, "good", "Row 1: A row is a level's code, a colon and its condition, like good: all of good."),
        (rows_of, "best: otherwise", "Row 1: No level has the code best. There are poor, good, or no level."),
        (examples_of, "good: 3 yes", "Example 1: An example is like good: 3 yes, 1 no; poor: 2 no -> good."),
        (
            examples_of,
            "\ngood: three yes -> good",
            "Example 2: \u201cthree yes\u201d is no answer with its number. "
            "An example is like good: 3 yes, 1 no; poor: 2 no -> good.",
        ),
        (
            examples_of,
            "best: 1 yes -> good",
            "Example 1: No level has the code best. There are poor, good, or no level.",
        ),
    ],
)
def test_a_line_that_cant_be_read_is_named(read, text, said):
    with pytest.raises(WrongLines) as wrong:
        read(text, LEVELS)
    assert wrong.value.sentences == (said,)
