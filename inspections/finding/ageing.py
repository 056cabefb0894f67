"""How long a finding has waited, and with whom. Plain Python: acts with their days in, numbers of days out."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from inspections.finding.lifecycle import ENDED, STATE_AFTER, State

# Each band's least number of days, and its name.
BANDS = (
    (0, "Less than 3 months"),
    (91, "3 to 6 months"),
    (182, "6 to 12 months"),
    (365, "1 to 2 years"),
    (730, "2 years or more"),
)


@dataclass(frozen=True, slots=True)
class Held:
    """How many days a finding was the force's to work on, and how many it was with HMICFRS for closure."""

    with_force: int
    with_hmicfrs: int


def held(acts: Iterable[tuple[str, datetime.date]], on: datetime.date) -> Held:
    """Return the days spent with each up to `on`; `acts` are in order, and a closed finding is with neither."""
    with_force = with_hmicfrs = 0
    state, since = None, on
    for act, day in [*((act, day) for act, day in acts if act in STATE_AFTER and day <= on), ("", on)]:
        days = (day - since).days
        if state == State.SUBMITTED:
            with_hmicfrs += days
        elif state is not None and state not in ENDED:
            with_force += days
        state, since = STATE_AFTER.get(act), day
    return Held(with_force, with_hmicfrs)


def band(days: int) -> int:
    """Return the place in BANDS of a number of days."""
    return max(place for place, (least, _) in enumerate(BANDS) if days >= least)
