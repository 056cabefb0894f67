"""A decided level held against what the answers support: what is said of it, from where and to where it is measured."""

import pytest

from assessments.rules.claim import MarkKind, Support, aimed_at, claimed, counted, held_as, marks, measured_from

NAMES = {1: "Inadequate", 2: "Requires improvement", 3: "Adequate", 4: "Good", 5: "Outstanding"}
CLAIMED, CONCERN, NOTHING, LITTLE, NONE, UNDESCRIBED = MarkKind


def support(rank, judged=10, *, needs_answers=False, described=(1, 2, 3, 4, 5), is_lowered=False, total=10):
    return Support(rank, judged, total, needs_answers, described, is_lowered)


@pytest.mark.parametrize(
    ("decided", "supported", "kinds"),
    [
        (None, support(2), []),
        (None, support(None, 0), []),
        (1, support(1), []),
        (5, support(5), []),
        (2, support(4), []),
        (5, support(2), [CLAIMED]),
        (2, support(1), [CLAIMED]),
        (4, support(None, 0, needs_answers=True), [NOTHING]),
        (1, support(None, 0, needs_answers=True), [NOTHING]),
        (4, support(None, 3, needs_answers=True), [LITTLE]),
        (4, support(None), [NONE]),
        # Without statements there is nothing to hold it against.
        (4, support(None, 0, total=0, described=()), []),
        # The highest described level stands for what lies above it.
        (5, support(4, described=(1, 2, 3, 4)), [UNDESCRIBED]),
        (5, support(2, described=(1, 2, 3, 4)), [CLAIMED, UNDESCRIBED]),
        (5, support(None, 0, needs_answers=True, described=(1, 2, 3, 4)), [NOTHING, UNDESCRIBED]),
        # Of a level below all that is described nothing is claimed.
        (1, support(2, described=(2, 3)), []),
        (3, support(2, described=(2, 5)), [UNDESCRIBED]),
    ],
)
def test_what_is_said_of_a_decided_level(decided, supported, kinds):
    assert [mark.kind for mark in marks(decided, supported, NAMES)] == kinds


@pytest.mark.parametrize(
    ("decided", "supported", "concerns", "said"),
    [
        (5, support(2), [], ["Decided Outstanding; the answers support Requires improvement."]),
        (4, support(None, 0, needs_answers=True), [], ["Decided Good with nothing judged."]),
        (4, support(None, 3, needs_answers=True), [], ["Decided Good with too little judged: 3 of 10 statements."]),
        (4, support(None), [], ["Decided Good; the answers support no level."]),
        (4, support(4), ["C-1"], ["Decided Good while a cause of concern is open (C-1)."]),
        (4, support(4), ["C-1", "C-2"], ["Decided Good while 2 causes of concern are open (C-1, C-2)."]),
        (1, support(4), ["C-1"], []),
        (
            4,
            support(1, is_lowered=True),
            ["C-1"],
            ["Decided Good; while a cause of concern is open (C-1), Inadequate is suggested."],
        ),
        (
            4,
            support(1, 0, needs_answers=True, is_lowered=True),
            ["C-1"],
            [
                "Decided Good; while a cause of concern is open (C-1), Inadequate is suggested.",
                "Decided Good with nothing judged.",
            ],
        ),
        (
            5,
            support(4, described=(1, 2, 3, 4)),
            [],
            ["The framework doesn't describe Outstanding here: it rests on the reason given for it."],
        ),
    ],
)
def test_in_which_words(decided, supported, concerns, said):
    assert [mark.words for mark in marks(decided, supported, NAMES, concerns=concerns)] == said


@pytest.mark.parametrize(
    ("decided", "supported", "start", "set_by_people", "following", "target"),
    [
        (None, None, None, None, 2, 2),
        (3, None, 3, None, 4, 4),
        (None, 2, 2, None, 4, 4),
        (3, 4, 3, None, 4, 4),
        # What was claimed is aimed for at least, whatever else is.
        (5, 2, 2, None, 4, 5),
        (5, 2, 2, 3, 4, 5),
        (4, 2, 2, 5, 4, 5),
        (2, 1, 1, None, 4, 4),
        (5, 5, 5, None, None, None),
    ],
)
def test_the_gap_runs_from_the_lower_level_to_at_least_what_was_claimed(
    decided, supported, start, set_by_people, following, target
):
    assert measured_from(decided, supported) == start
    assert aimed_at(set_by_people, following, claimed(decided, support(supported))) == target


@pytest.mark.parametrize(
    ("decided", "described", "held"),
    [(None, (1, 4), None), (5, (1, 2, 3, 4), 4), (4, (1, 4), 4), (3, (1, 4), 1), (1, (2, 3), 1), (4, (), 4)],
)
def test_a_level_that_is_not_described_is_held_as_the_next_described_one_below(decided, described, held):
    assert held_as(decided, described) == held


def test_how_many_bear_each_mark():
    kinds = [UNDESCRIBED, CLAIMED, LITTLE, CLAIMED, NOTHING]
    assert counted(kinds) == (
        "2 levels are claimed above their answers.",
        "1 level is decided with nothing judged.",
        "1 level is decided with too little judged.",
        "1 level is not described by the framework.",
    )
    assert counted([]) == ()
