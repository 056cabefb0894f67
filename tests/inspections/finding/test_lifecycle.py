"""Which act may follow which, as a table: every act on every state."""

import datetime

import pytest

from inspections.finding.lifecycle import (
    MAY_FOLLOW,
    STATE_AFTER,
    Act,
    Standing,
    State,
    acts_open_to,
    missing_note,
    out_of_order,
)

ISSUED, SINCE, TODAY = datetime.date(2026, 1, 5), datetime.date(2026, 3, 1), datetime.date(2026, 11, 22)
ACTS = [Act.ASSIGNED, Act.COMPLETED, Act.SUBMITTED, Act.RETURNED, Act.CLOSED, Act.REOPENED, Act.NO_FURTHER_ACTION]
# In the order of ACTS: what may be done to a finding that stands so.
POSSIBLE = {
    State.OPEN: (True, True, False, False, True, False, True),
    State.COMPLETED: (True, False, True, False, True, False, True),
    State.SUBMITTED: (True, False, False, True, True, False, True),
    State.RETURNED: (True, True, False, False, True, False, True),
    State.CLOSED: (False, False, False, False, False, True, False),
    State.NO_FURTHER_ACTION: (False, False, False, False, False, True, False),
}


def refusal(act, state=State.OPEN, *, on=TODAY, note="Because."):
    return out_of_order(act, Standing(state, SINCE, ISSUED), on=on, today=TODAY) or missing_note(act, state, note)


@pytest.mark.parametrize("state", State)
def test_every_act_on_every_state(state):
    assert tuple(refusal(act, state) == "" for act in ACTS) == POSSIBLE[state]


@pytest.mark.parametrize("state", State)
def test_what_is_open_to_a_state_is_what_is_not_refused(state):
    assert set(acts_open_to(state)) == {act for act in ACTS if refusal(act, state) == ""}


def test_every_act_but_assigning_leads_to_a_state():
    assert set(STATE_AFTER) == set(Act) - {Act.ASSIGNED}
    assert set(MAY_FOLLOW) == set(Act)


@pytest.mark.parametrize(
    ("act", "state", "sentence"),
    [
        (Act.SUBMITTED, State.OPEN, "Record it as completed locally before submitting it: it is “Open”."),
        (Act.RETURNED, State.COMPLETED, "HMICFRS can return only what was submitted: it is “Completed locally”."),
        (Act.COMPLETED, State.SUBMITTED, "It is “Submitted”, so it can't be completed locally."),
        (Act.CLOSED, State.CLOSED, "It is “Closed” already."),
        (Act.REOPENED, State.RETURNED, "It is “Returned”, so there is nothing to reopen."),
        (Act.ASSIGNED, State.CLOSED, "Reopen it before assigning it: it is “Closed”."),
        (Act.NO_FURTHER_ACTION, State.CLOSED, "It is “Closed” already."),
        (Act.ISSUED, State.OPEN, "It has been issued already."),
    ],
)
def test_an_impossible_order_is_refused_with_a_sentence(act, state, sentence):
    assert refusal(act, state) == sentence


@pytest.mark.parametrize(
    ("act", "day", "sentence"),
    [
        (Act.COMPLETED, "2026-11-22", ""),
        (Act.COMPLETED, "2026-11-23", "The date is in the future. Record it once it has happened."),
        (Act.COMPLETED, "2026-03-01", ""),
        (
            Act.COMPLETED,
            "2026-02-28",
            "The date is before the last thing recorded, “Open” on 1 March 2026.",
        ),
        (Act.COMPLETED, "2026-01-04", "The date is before the finding was issued, on 5 January 2026."),
        (Act.ASSIGNED, "2026-01-05", ""),
        (Act.ASSIGNED, "2026-01-04", "The date is before the finding was issued, on 5 January 2026."),
    ],
)
def test_days_run_forwards(act, day, sentence):
    assert refusal(act, on=datetime.date.fromisoformat(day)) == sentence


@pytest.mark.parametrize(
    ("act", "state", "needs"),
    [
        (Act.CLOSED, State.SUBMITTED, False),
        (Act.CLOSED, State.OPEN, True),
        (Act.CLOSED, State.COMPLETED, True),
        (Act.CLOSED, State.RETURNED, True),
        (Act.COMPLETED, State.OPEN, False),
        (Act.ASSIGNED, State.OPEN, False),
        (Act.SUBMITTED, State.COMPLETED, True),
        (Act.RETURNED, State.SUBMITTED, True),
        (Act.REOPENED, State.CLOSED, True),
        (Act.NO_FURTHER_ACTION, State.OPEN, True),
    ],
)
def test_what_must_be_said(act, state, needs):
    assert bool(refusal(act, state, note=" \n")) == needs
