"""The register held against a portal that is made here: every difference that was planted is found, and no other."""

import datetime
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.finding.lifecycle import State
from inspections.portal_check.differences import (
    AGREES,
    Difference,
    Ours,
    Status,
    Theirs,
    agree,
    alike,
    folded,
    reconcile,
)

KINDS = ("cause", "recommendation", "afi")
DUE = datetime.date(2026, 12, 1)
STATUS_OF = {state: status for status, states in AGREES.items() for state in states}
# Made-up requirements: who should do what about what, by when. Every pairing is another sentence.
WHO = ("The chief constable", "The force", "Custody staff", "The head of crime", "Supervisors", "The control room")
DOES = ("should improve", "should review", "must record", "should make sure that officers understand", "should audit")
WHAT = (
    "how it answers reports of stalking",
    "the welfare checks of detained children",
    "its use of body-worn video in searches",
    "the backlog of digital examinations",
    "how victims are told about bail conditions",
    "the vetting of transferees",
    "risk assessments at missing person reports",
)


def text(number):
    who, does, what = number % 6, number // 6 % 5, number // 30 % 7
    return f"{WHO[who]} {DOES[does]} {WHAT[what]}, and report on it."


def ours(number, **changes):
    given = {
        "key": number,
        "reference": f"REF-{number:03}",
        "kind": KINDS[number % 3],
        "text": text(number),
        "state": (State.OPEN, State.SUBMITTED, State.COMPLETED, State.CLOSED)[number % 4],
        "due_on": DUE,
    }
    return Ours(**{**given, **changes})


def theirs(mine, key=None, **changes):
    given = {"key": key or 1_000 + mine.key, "reference": mine.reference, "kind": mine.kind, "text": mine.text}
    return Theirs(**{**given, "status": STATUS_OF[mine.state], "due_on": mine.due_on, **changes})


def held(*pairs_or_sides):
    mine = [each for each in pairs_or_sides if isinstance(each, Ours)]
    there = [each for each in pairs_or_sides if isinstance(each, Theirs)]
    return reconcile(mine, there, kinds=KINDS)


def found(result):
    return [(each.difference, each.reference) for each in result.differences]


@pytest.mark.parametrize(
    ("state", "status", "agrees"),
    [
        (State.OPEN, Status.PROGRESSED, True),
        (State.COMPLETED, Status.PROGRESSED, True),
        (State.RETURNED, Status.PROGRESSED, True),
        (State.SUBMITTED, Status.AWAITING, True),
        (State.SUBMITTED, Status.PROGRESSED, False),
        (State.OPEN, Status.AWAITING, False),
        (State.CLOSED, Status.COMPLETE, True),
        (State.CLOSED, Status.NO_FURTHER_ACTION, False),
        (State.NO_FURTHER_ACTION, Status.NO_FURTHER_ACTION, True),
        (State.OPEN, Status.COMPLETE, False),
    ],
)
def test_which_states_and_statuses_say_the_same(state, status, agrees):
    assert agree(state, status) is agrees


def test_every_state_agrees_with_one_status():
    assert sorted(state for states in AGREES.values() for state in states) == sorted(State)


ONE = ours(1, kind="afi", state=State.OPEN)
CHANGES = {
    "nothing": ({}, []),
    "case and spaces of a reference": ({"reference": " ref-001"}, []),
    "punctuation, case and spacing of a text": ({"text": ONE.text.upper().replace(",", " ;").replace(".", "")}, []),
    "a text that the portal leaves out": ({"text": ""}, []),
    "a due date that the portal leaves out": ({"due_on": None}, []),
    "a status": ({"status": Status.COMPLETE}, [Difference.STATUS]),
    "a type": ({"kind": "recommendation"}, [Difference.KIND]),
    "a text": ({"text": ONE.text.replace("report on it", "publish what it finds")}, [Difference.WORDS]),
    "another text altogether": ({"text": "Something else."}, [Difference.WORDS]),
    "a due date": ({"due_on": DUE + datetime.timedelta(days=1)}, [Difference.DUE]),
    "a reference": ({"reference": "PORTAL-9"}, [Difference.RENUMBERED]),
    "a reference and a status": (
        {"reference": "PORTAL-9", "status": Status.COMPLETE},
        [Difference.STATUS, Difference.RENUMBERED],
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_one_finding_on_both_sides(case):
    changes, expected = CHANGES[case]
    result = held(ONE, theirs(ONE, **changes))
    assert found(result) == [(difference, "REF-001") for difference in expected]
    assert (len(result.matched), result.adds_up) == (not expected, True)


def test_what_is_live_on_one_side_only():
    result = held(ours(1, state=State.OPEN), theirs(ours(2, state=State.OPEN)))
    assert found(result) == [(Difference.ONLY_OURS, "REF-001"), (Difference.ONLY_THEIRS, "REF-002")]
    assert (result.register, result.portal, result.adds_up) == ((0, 1, 0), (0, 0, 1), True)


def test_what_ended_here_and_is_not_listed_is_no_difference():
    ended = ours(1, state=State.CLOSED)
    result = held(ended)
    assert (found(result), result.unlisted) == ([], (ended,))


def test_a_reference_listed_again_is_named_and_counted():
    result = held(ONE, theirs(ONE), theirs(ONE, key=9))
    assert found(result) == [(Difference.DUPLICATE, "REF-001")]
    assert (result.portal, result.steps[-1].figures, result.adds_up) == ((0, 0, 2), (0, 0, 1), True)


def test_of_several_lines_with_a_reference_the_one_with_our_words_is_ours():
    first = theirs(ONE, key=5, text="Another finding by a reference that was used twice.")
    result = held(ONE, first, theirs(ONE, key=9))
    assert [(each.difference, each.theirs.key) for each in result.differences] == [(Difference.DUPLICATE, 5)]


def test_a_portal_that_was_renumbered_by_one_is_seen_as_renumbered():
    """Every reference is on both sides and belongs to another finding."""
    mine = [ours(number, kind="afi", state=State.OPEN) for number in range(1, 20)]
    there = [theirs(each, reference=f"REF-{each.key + 1:03}") for each in mine]
    result = held(*mine, *there)
    assert {difference for difference, _ in found(result)} <= {Difference.RENUMBERED, Difference.WORDS}
    renumbered = [each for each in result.differences if each.difference == Difference.RENUMBERED]
    assert all(each.ours.text == each.theirs.text for each in renumbered)


def test_what_only_the_portal_has_is_shown_with_what_it_may_be_the_likeliest_first():
    mine = [ours(number, kind="afi", state=State.OPEN) for number in (1, 47, 95)]
    reworded = mine[1].text.replace("and report on it", "and publish the results")
    result = held(*mine, theirs(mine[1], reference="P-1", text=reworded))
    theirs_only = result.of(Difference.ONLY_THEIRS)[0]
    assert theirs_only.likely[0].ours == mine[1]
    assert theirs_only.likely[0].alike == alike(mine[1].text, reworded) >= 75
    unlike = held(*mine, theirs(mine[1], reference="P-1", text="Nothing of the kind at all."))
    assert unlike.of(Difference.ONLY_THEIRS)[0].likely == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The force\u2019s plan.", "the forces plan", True),
        ("Plan A; plan B", "plan a plan b", True),
        ("Plan A", "Plan B", False),
        ("Plan 1", "Plan 10", False),
    ],
)
def test_only_words_make_two_texts_differ(one, other, same):
    assert (folded(one) == folded(other)) is same


# Two hundred lines, with every difference planted on purpose


def planted():
    """Return both sides of a made portal of 200 lines, and every difference in it."""
    mine = [ours(number) for number in range(1, 211)]
    there: list[Theirs] = [theirs(each) for each in mine[:120]]
    expected = set()

    def plant(difference, mine, line):
        there.append(line)
        expected.add((difference, mine.reference))

    for each in mine[120:140]:
        plant(Difference.WORDS, each, theirs(each, text=f"By June, {each.text.replace('report', 'tell the board')}"))
    for each in mine[140:155]:
        plant(Difference.RENUMBERED, each, theirs(each, reference=f"HM-{each.key}"))
    for each in mine[155:170]:
        other = Status.PROGRESSED if STATUS_OF[each.state] != Status.PROGRESSED else Status.COMPLETE
        plant(Difference.STATUS, each, theirs(each, status=other))
    for each in mine[170:178]:
        plant(Difference.DUE, each, theirs(each, due_on=DUE + datetime.timedelta(days=30)))
    for each in mine[178:182]:
        plant(Difference.KIND, each, theirs(each, kind=KINDS[(KINDS.index(each.kind) + 1) % 3]))
    for number in range(300, 310):
        new = f"Nothing like it stands on the register: requirement {number} asks for {chr(65 + number % 26)} things."
        line = Theirs(number, f"NEW-{number}", KINDS[number % 3], new, Status.PROGRESSED)
        plant(Difference.ONLY_THEIRS, line, line)
    for each in mine[:8]:
        plant(Difference.DUPLICATE, each, theirs(each, key=5_000 + each.key))
    expected |= {(Difference.ONLY_OURS, each.reference) for each in mine[182:] if each.is_live}
    random.Random(1).shuffle(there)
    # The later of two lines with one reference lists it again; which of the two is later is the file's business.
    return mine, there, expected


def test_every_planted_difference_is_found_and_none_invented():
    mine, there, expected = planted()
    assert (len(there), len(expected)) == (200, 101)
    result = reconcile(mine, there, kinds=KINDS)
    assert set(found(result)) == expected
    assert len(found(result)) == len(expected)
    assert len(result.matched) == 120
    assert [each.reference for each in result.unlisted] == [each.reference for each in mine[182:] if not each.is_live]
    assert result.adds_up
    assert result.register != result.portal


def test_the_sum_names_each_step_from_one_total_to_the_other():
    mine, there, _ = planted()
    result = reconcile(mine, there, kinds=KINDS)
    live_only_here = [sum(each.kind == kind and each.is_live for each in mine[182:]) for kind in KINDS]
    steps = {step.label: step.figures for step in result.steps}
    assert steps["Only on the register"] == tuple(-number for number in live_only_here)
    assert steps["Only on the portal"] == (4, 3, 3)
    assert sum(steps["Of another type on the portal"]) == 0
    assert list(steps) == [
        "Only on the register",
        "Only on the portal",
        "Live on the register, ended on the portal",
        "Ended on the register, live on the portal",
        "Of another type on the portal",
        "Listed again on the portal",
    ]


SIDES = st.lists(
    st.tuples(st.integers(1, 12), st.sampled_from(KINDS), st.integers(1, 6), st.sampled_from(list(State))), max_size=12
)
LINES = st.lists(
    st.tuples(st.integers(1, 14), st.sampled_from(KINDS), st.integers(1, 7), st.sampled_from(list(Status))), max_size=14
)


@given(SIDES, LINES)
def test_whatever_the_two_sides_hold_the_sum_adds_up_and_nobody_is_counted_twice(register, portal):
    mine = {number: Ours(number, f"R-{number}", kind, text(words), state) for number, kind, words, state in register}
    there = [
        Theirs(place, f"R-{number}", kind, text(words), status)
        for place, (number, kind, words, status) in enumerate(portal)
    ]
    result = reconcile(mine.values(), there, kinds=KINDS)
    assert result.adds_up
    assert len(result.matched) + len({each.ours.key for each in result.differences if each.ours}) + len(
        result.unlisted
    ) == len(mine)
    lines = [pair.theirs.key for pair in result.matched] + [
        each.theirs.key for each in result.differences if each.theirs
    ]
    assert set(lines) == {each.key for each in there}


def test_ten_thousand_lines_take_a_few_seconds():
    """At the worst, nothing is on both sides and everything is worded much alike."""
    words = [f"{text(number)} Item {number} of district {number * 7 % 101}." for number in range(10_000)]
    mine = [Ours(number, f"R-{number}", KINDS[number % 3], words[number], State.OPEN) for number in range(10_000)]
    there = [
        Theirs(number, f"P-{number}", KINDS[number % 3], f"{words[number]} By June.", Status.PROGRESSED)
        for number in range(10_000)
    ]
    began = time.process_time()
    result = reconcile(mine, there, kinds=KINDS)
    assert time.process_time() - began < 10
    assert len(result.differences) == 20_000
    best = [each.likely[0].ours.key == each.theirs.key for each in result.of(Difference.ONLY_THEIRS) if each.likely]
    assert sum(best) > 9_000
