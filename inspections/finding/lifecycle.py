"""What may be done to a finding, and in which order. Plain Python: acts, states and dates in, sentences out."""

import datetime
from dataclasses import dataclass

from django.db.models import TextChoices


class Act(TextChoices):
    """What was done to a finding on a day."""

    ISSUED = "issued", "Issued"
    ASSIGNED = "assigned", "Assigned"
    COMPLETED = "completed", "Completed locally"
    SUBMITTED = "submitted", "Submitted to HMICFRS"
    RETURNED = "returned", "Returned with feedback"
    CLOSED = "closed", "Closed by HMICFRS"
    REOPENED = "reopened", "Reopened"
    NO_FURTHER_ACTION = "no_action", "No further action"


class State(TextChoices):
    """How a finding stands after what was done to it."""

    OPEN = "open", "Open"
    COMPLETED = "completed", "Completed locally"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    CLOSED = "closed", "Closed"
    NO_FURTHER_ACTION = "no_action", "No further action"


# How a closed cause of concern stands.
DISCHARGED = "Discharged"
# Assigning somebody changes nothing about how a finding stands, so it isn't here.
STATE_AFTER: dict[str, State] = {
    Act.ISSUED: State.OPEN,
    Act.COMPLETED: State.COMPLETED,
    Act.SUBMITTED: State.SUBMITTED,
    Act.RETURNED: State.RETURNED,
    Act.CLOSED: State.CLOSED,
    Act.REOPENED: State.OPEN,
    Act.NO_FURTHER_ACTION: State.NO_FURTHER_ACTION,
}
ENDED = frozenset({State.CLOSED, State.NO_FURTHER_ACTION})
ENDS = frozenset({Act.CLOSED, Act.NO_FURTHER_ACTION})
LIVE = frozenset(State) - ENDED
MAY_FOLLOW: dict[str, frozenset[State]] = {
    Act.ISSUED: frozenset(),
    Act.ASSIGNED: LIVE,
    Act.COMPLETED: frozenset({State.OPEN, State.RETURNED}),
    Act.SUBMITTED: frozenset({State.COMPLETED}),
    Act.RETURNED: frozenset({State.SUBMITTED}),
    Act.CLOSED: LIVE,
    Act.REOPENED: ENDED,
    Act.NO_FURTHER_ACTION: LIVE,
}
# The refusal where an act can't follow, with the finding's state filled in.
CANNOT = {
    Act.ISSUED: "It has been issued already.",
    Act.ASSIGNED: "Reopen it before assigning it: it is “{state}”.",
    Act.COMPLETED: "It is “{state}”, so it can't be completed locally.",
    Act.SUBMITTED: "Record it as completed locally before submitting it: it is “{state}”.",
    Act.RETURNED: "HMICFRS can return only what was submitted: it is “{state}”.",
    Act.CLOSED: "It is “{state}” already.",
    Act.REOPENED: "It is “{state}”, so there is nothing to reopen.",
    Act.NO_FURTHER_ACTION: "It is “{state}” already.",
}
# The acts that need a note whatever came before, and what is asked for where there is none.
NOTE_NEEDED = {
    Act.SUBMITTED: "Write the evidence statement that goes to HMICFRS.",
    Act.RETURNED: "Write down the feedback that HMICFRS gave.",
    Act.REOPENED: "Say why it is reopened.",
    Act.NO_FURTHER_ACTION: "Say why no further action is needed.",
}
NEVER_SUBMITTED = "It isn't with HMICFRS for closure. Say why it is closed all the same."


@dataclass(frozen=True, slots=True)
class Standing:
    """How a finding stands: its state, since when, and when it was issued."""

    state: State
    since: datetime.date
    issued_on: datetime.date


def acts_open_to(state: State) -> tuple[Act, ...]:
    """Return what may be done to a finding in this state, in the usual order."""
    return tuple(act for act in Act if state in MAY_FOLLOW[act])


def out_of_order(act: str, standing: Standing, *, on: datetime.date, today: datetime.date) -> str:
    """Return why the act can't follow what was done before; an empty text where it can."""
    if standing.state not in MAY_FOLLOW[act]:
        return CANNOT[Act(act)].format(state=standing.state.label)
    return wrong_day(act, standing, on=on, today=today)


def wrong_day(act: str, standing: Standing, *, on: datetime.date, today: datetime.date) -> str:
    """Return what is wrong with the day, as a sentence; an empty text where nothing is."""
    if on > today:
        return "The date is in the future. Record it once it has happened."
    if on < standing.issued_on:
        return f"The date is before the finding was issued, on {said(standing.issued_on)}."
    if act != Act.ASSIGNED and on < standing.since:
        return f"The date is before the last thing recorded, “{standing.state.label}” on {said(standing.since)}."
    return ""


def is_overdue(due_on: datetime.date | None, state: State, on: datetime.date) -> bool:
    """Return whether what was due on a day is late on another: it is live then, and not with HMICFRS."""
    return due_on is not None and due_on < on and state in LIVE - {State.SUBMITTED}


def missing_note(act: str, state: State, note: str) -> str:
    """Return what must be noted with the act and wasn't, as a sentence; an empty text where nothing is missing."""
    if note.strip():
        return ""
    if act == Act.CLOSED and state != State.SUBMITTED:
        return NEVER_SUBMITTED
    return NOTE_NEEDED.get(Act(act), "")


def said(day: datetime.date) -> str:
    """Return a day as people write it: 5 April 2026."""
    return f"{day.day} {day:%B %Y}"
