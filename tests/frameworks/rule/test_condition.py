"""The words of a condition: what may be written, what it is read as, and what is refused in which words."""

import random

import pytest

from frameworks.rule import condition
from frameworks.rule.condition import Clause, WrongCondition, in_words, parse, written

ALL, ANY, NONE, SHARE, AT_LEAST = (condition.Test(each) for each in ("all", "any", "none", "share", "at_least"))
EVERY_BELOW, CONCERN, OTHERWISE = (condition.Test(each) for each in ("every_below", "concern", "otherwise"))
CODES = ["not-achieved", "good", "Search and rescue", "marked good"]
NAMES = {"not-achieved": "Not achieved", "good": "Good"}
WAYS = (
    "Write “all of not-achieved”, “any of not-achieved”, “none of not-achieved”, “at least 3 of not-achieved” or "
    "“at least 85% of not-achieved”, each with “marked” and a mark after it if need be; “every level below”; “an open "
    "cause of concern”; or “otherwise”. Join several by “and”."
)


@pytest.mark.parametrize(
    ("text", "clauses", "canonical"),
    [
        ("all of good", [Clause(ALL, "good")], ""),
        ("any of not-achieved", [Clause(ANY, "not-achieved")], ""),
        ("none of good", [Clause(NONE, "good")], ""),
        ("at least 3 of good", [Clause(AT_LEAST, "good", 3)], ""),
        ("at least 9999 of good", [Clause(AT_LEAST, "good", 9999)], ""),
        ("at least 1% of good", [Clause(SHARE, "good", 1)], ""),
        ("at least 100% of good", [Clause(SHARE, "good", 100)], ""),
        ("at least 85 % of good", [Clause(SHARE, "good", 85)], "at least 85% of good"),
        ("at least 085% of good", [Clause(SHARE, "good", 85)], "at least 85% of good"),
        ("every level below", [Clause(EVERY_BELOW)], ""),
        ("an open cause of concern", [Clause(CONCERN)], ""),
        ("otherwise", [Clause(OTHERWISE)], ""),
        # Its own words in any case, levels folded, and spaces as they come.
        ("  ALL   of\tGOOD ", [Clause(ALL, "good")], "all of good"),
        ("Any of Not \N{EN DASH} Achieved", [Clause(ANY, "not-achieved")], "any of not-achieved"),
        ("OTHERWISE", [Clause(OTHERWISE)], "otherwise"),
        # A mark keeps its own case, and may be of several words.
        ("all of good marked Must", [Clause(ALL, "good", 0, "Must")], ""),
        ("at least 2 of good MARKED must have", [Clause(AT_LEAST, "good", 2, "must have")],
         "at least 2 of good marked must have"),
        # Words of the grammar in a level's code.
        ("any of search and rescue", [Clause(ANY, "Search and rescue")], "any of Search and rescue"),
        ("all of good and any of Search and rescue and every level below",
         [Clause(ALL, "good"), Clause(ANY, "Search and rescue"), Clause(EVERY_BELOW)], ""),
        ("all of marked good marked must", [Clause(ALL, "marked good", 0, "must")], ""),
        ("all of good marked must and all of good marked should AND none of not-achieved",
         [Clause(ALL, "good", 0, "must"), Clause(ALL, "good", 0, "should"), Clause(NONE, "not-achieved")],
         "all of good marked must and all of good marked should and none of not-achieved"),
        ("at least 2 of good and at least 3 of good", [Clause(AT_LEAST, "good", 2), Clause(AT_LEAST, "good", 3)], ""),
    ],
)  # fmt: skip
def test_a_condition_is_read_and_written(text, clauses, canonical):
    assert parse(text, CODES) == tuple(clauses)
    assert written(clauses) == (canonical or text)
    assert parse(written(clauses), CODES) == tuple(clauses)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", f"A condition is missing. {WAYS}"),
        (" \n ", f"A condition is missing. {WAYS}"),
        ("most of good", f"“most of good” is no condition. {WAYS}"),
        ("all of good and", "There is no level “good and”. {levels}"),
        ("all of good and soon", f"“soon” is no condition. {WAYS}"),
        ("all of good or any of good", "There is no level “good or any of good”. {levels}"),
        ("at least -3 of good", f"“at least -3 of good” is no condition. {WAYS}"),
        ("at least 2.5 of good", f"“at least 2.5 of good” is no condition. {WAYS}"),
        ("all of great", "There is no level “great”. {levels}"),
        ("all of great marked must", "There is no level “great”. {levels}"),
        ("all of good marked", "There is no level “good marked”. {levels}"),
        ("at least 0 of good", "“at least 0 of good” asks for no number of statements. Write one from 1 to 9999."),
        (
            "at least 10000 of good",
            "“at least 10000 of good” asks for no number of statements. Write one from 1 to 9999.",
        ),
        ("at least 0% of good", "“at least 0% of good” asks for no share. Write a whole number from 1% to 100%."),
        ("at least 101% of good", "“at least 101% of good” asks for no share. Write a whole number from 1% to 100%."),
        (
            "all of good and otherwise",
            "“otherwise” stands alone: it holds where no row above does. Leave out the rest, or it.",
        ),
        (
            "otherwise and otherwise",
            "“otherwise” stands alone: it holds where no row above does. Leave out the rest, or it.",
        ),
        ("all of good and any of good and ALL of GOOD", "“all of good” stands there twice. Write it once."),
        (
            "all of good marked must and all of good marked MUST",
            "“all of good marked must” stands there twice. Write it once.",
        ),
        ("every level below and every level below", "“every level below” stands there twice. Write it once."),
        ("x" * 200, f"“{'x' * 79}…” is no condition. {WAYS}"),
        ("at least " + "9" * 5000 + " of good", None),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text, wrong):
    levels = "The levels are “not-achieved”, “good”, “Search and rescue” and “marked good”."
    with pytest.raises(WrongCondition) as refused:
        parse(text, CODES)
    assert wrong is None or str(refused.value) == wrong.replace("{levels}", levels)


def test_an_edition_without_levels_says_so():
    with pytest.raises(WrongCondition) as refused:
        parse("all of good", [])
    assert str(refused.value) == "There is no level “good”: the edition has no levels yet."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("any of not-achieved", "any statement of Not achieved is true"),
        (
            "all of good marked must and none of not-achieved",
            "all statements of Good marked must are true and no statement of Not achieved is true",
        ),
        ("at least 85% of good", "at least 85% of Good is true"),
        ("at least 3 of good", "at least 3 statements of Good are true"),
        ("at least 1 of good", "at least 1 statement of Good is true"),
        ("every level below", "every level below is wholly true"),
        ("an open cause of concern", "a cause of concern is open"),
        ("otherwise", "no row above holds"),
        (
            "every level below and all of good and any of marked good",
            "every level below is wholly true, all statements of Good are true and any statement of marked good is "
            "true",
        ),
    ],
)
def test_a_condition_is_said_in_a_sentence(text, words):
    assert in_words(parse(text, CODES), NAMES) == words


def test_whatever_is_written_is_read_again():
    chance = random.Random("conditions")
    for _ in range(2000):
        clauses = {}
        for _ in range(chance.randint(1, 4)):
            test = chance.choice(list(condition.Test)[:-1])
            number = {SHARE: chance.randint(1, 100), AT_LEAST: chance.randint(1, 50)}.get(test, 0)
            alone = test in (EVERY_BELOW, CONCERN)
            mark = "" if alone else chance.choice(["", "must", "Should have", "all of it"])
            clauses[Clause(test, "" if alone else chance.choice(CODES), number, mark)] = None
        assert parse(written([*clauses]), CODES) == tuple(clauses)
