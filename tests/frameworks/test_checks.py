"""What is wrong with an edition, in sentences: each fault alone, on rows without a database."""

from dataclasses import replace

import pytest

from frameworks.checks import CriterionRow, EditionRows, LevelRow, StatementRow, faults

OURS, THEIRS = 1, 2
LOW, HIGH = LevelRow(1, OURS, "low", "Low", 1), LevelRow(2, OURS, "high", "High", 2)
FOREIGN_LEVEL = LevelRow(9, THEIRS, "theirs", "Theirs", 3)
AREA = CriterionRow(1, OURS, None, "1", "Area", 1, scored=False)
FIRST = CriterionRow(2, OURS, 1, "1.1", "First", 2, scored=True)
SECOND = CriterionRow(3, OURS, 1, "1.2", "Second", 3, scored=True)
FOREIGN = CriterionRow(9, THEIRS, None, "X", "Theirs", 1, scored=True)


def statement(pk, criterion, level, position=1, aspect="descriptor", text="It does."):
    return StatementRow(pk, criterion, level, aspect, position, text)


STATEMENTS = (
    statement(1, 2, 1),
    statement(2, 2, 2),
    statement(3, 3, 1),
    statement(4, 3, 2),
    statement(5, 3, 2, position=2),
    statement(6, 2, None, aspect="underdone"),
)


def rows(levels=(LOW, HIGH, FOREIGN_LEVEL), criteria=(AREA, FIRST, SECOND, FOREIGN), **changes):
    sound = EditionRows(
        edition=OURS,
        rule="best_fit",
        levels={row.pk: row for row in levels},
        criteria={row.pk: row for row in criteria},
        statements=STATEMENTS,
        titles=((2, 2, "First and higher"),),
        pairs=((STATEMENTS[1], STATEMENTS[0]),),
    )
    return replace(sound, **changes)


def test_a_sound_edition_has_no_faults():
    assert faults(rows()) == []


SCALES = [
    ((), ["It has no levels."]),
    ((LOW, replace(HIGH, rank=3)), ["No level has rank 2: ranks run from 1 without a gap."]),
    ((replace(LOW, rank=2), replace(HIGH, rank=3)), ["No level has rank 1: ranks run from 1 without a gap."]),
    ((LOW, replace(HIGH, rank=1)), ["Two levels have rank 1."]),
    ((LOW, replace(HIGH, name=" ")), ["The level high has no name."]),
    (
        (replace(LOW, builds="on_top"), HIGH),
        ["Low, the lowest level, builds on the level below it, and there is none."],
    ),
    (
        (LOW, replace(HIGH, builds="otherwise")),
        ["High, the highest level, holds where no level above it is reached, and there is none."],
    ),
    ((replace(LOW, builds="otherwise"), replace(HIGH, builds="on_top")), []),
]


@pytest.mark.parametrize(("levels", "expected"), SCALES)
def test_a_scale(levels, expected):
    area = replace(AREA)
    assert faults(rows(levels=levels, criteria=(area,), statements=(), titles=(), pairs=())) == expected


RULES = [
    ("distance_from_good", ["Its levels are suggested by the distance from Good, and no level has the code good."]),
    (
        "coverage",
        [
            "1.1 is scored, and the rule of this edition suggests no level.",
            "1.2 is scored, and the rule of this edition suggests no level.",
        ],
    ),
    ("cumulative", []),
]


@pytest.mark.parametrize(("rule", "expected"), RULES)
def test_a_rule_that_does_not_fit(rule, expected):
    assert faults(rows(rule=rule)) == expected


def test_a_scale_with_good_fits_the_distance_from_good():
    assert faults(rows(levels=(LOW, replace(HIGH, code="good"), FOREIGN_LEVEL), rule="distance_from_good")) == []


TREES = [
    ((), ["It has no criteria."]),
    ((AREA, replace(FIRST, title=" "), SECOND), ["1.1 has no title."]),
    (
        (AREA, replace(FIRST, parent=9), replace(SECOND, parent=None), FOREIGN),
        ["1.1 stands below X of another edition."],
    ),
    ((replace(AREA, position=9), FIRST, replace(SECOND, parent=None)), ["1.1 stands before 1, which it is part of."]),
    (
        (AREA, replace(FIRST, parent=None), SECOND),
        ["1.2 stands apart from 1, which it is part of."],
    ),
    ((AREA, FIRST, replace(SECOND, parent=2)), []),
    ((AREA, FIRST, replace(SECOND, position=2)), ["Two criteria have position 2."]),
    (
        (replace(AREA, parent=2), FIRST, SECOND),
        ["1 stands before 1.1, which it is part of."],
    ),
]


@pytest.mark.parametrize(("criteria", "expected"), TREES)
def test_a_tree(criteria, expected):
    statements = STATEMENTS if criteria else ()
    titles = ((2, 2, "First and higher"),) if criteria else ()
    assert faults(rows(criteria=criteria, statements=statements, titles=titles)) == expected


WORDS = [
    (STATEMENTS[:2], ["1.2 is scored, and no statement stands on or below it."]),
    (
        (*STATEMENTS, statement(7, 1, 1)),
        ["1, Low, statement 1 counts for nothing: no criterion above it is scored."],
    ),
    ((*STATEMENTS, statement(7, 3, 1, position=2, text=" ")), ["1.2, Low, statement 2 has no text."]),
    ((*STATEMENTS, statement(7, 3, 9)), ["1.2, Theirs, statement 1 is at a level of another edition."]),
    (
        (*STATEMENTS, statement(7, 3, None)),
        ["1.2, descriptor, statement 1 has no level: a descriptor needs one."],
    ),
    (
        (*STATEMENTS, statement(7, 3, 1, aspect="overdone")),
        ["1.2, Low, statement 1 is overdone and at a level: only a descriptor is."],
    ),
    (
        (*STATEMENTS, statement(7, 3, 2, position=5)),
        [
            "1.2, High has no statement 3: statements count from 1 without a gap.",
            "1.2, High has no statement 4: statements count from 1 without a gap.",
        ],
    ),
    (
        (*STATEMENTS, statement(7, 3, 2, position=2)),
        ["1.2, High, statement 1 shares its cell with another statement of the same position."],
    ),
]


@pytest.mark.parametrize(("statements", "expected"), WORDS)
def test_statements(statements, expected):
    assert faults(rows(statements=statements)) == expected


TITLES = [
    ((2, 2, " "), ["1.1 has an empty title at one of its levels."]),
    ((2, 9, "Other"), ["1.1 has a title at Theirs, a level of another edition."]),
]


@pytest.mark.parametrize(("title", "expected"), TITLES)
def test_titles_by_level(title, expected):
    assert faults(rows(titles=(title,))) == expected


PAIRS = [
    (
        (STATEMENTS[3], STATEMENTS[0]),
        ["1.2, High, statement 1 and 1.1, Low, statement 1 are counterparts across criteria."],
    ),
    (
        (STATEMENTS[0], STATEMENTS[1]),
        ["1.1, Low, statement 1 and 1.1, High, statement 1 are counterparts, and the weaker isn't at a lower level."],
    ),
    (
        (STATEMENTS[3], STATEMENTS[4]),
        ["1.2, High, statement 1 and 1.2, High, statement 2 are counterparts, and the weaker isn't at a lower level."],
    ),
    (
        (STATEMENTS[1], STATEMENTS[5]),
        ["1.1, High, statement 1 and 1.1, underdone, statement 1 are counterparts, and one has no level."],
    ),
]


@pytest.mark.parametrize(("pair", "expected"), PAIRS)
def test_counterparts(pair, expected):
    assert faults(rows(pairs=(pair,))) == expected
