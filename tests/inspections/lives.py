"""Made-up lives of findings: acts in an order that is possible, each on a day not before the one before it."""

import datetime

from hypothesis import strategies as st

from inspections.finding.lifecycle import STATE_AFTER, Act, acts_open_to

START = datetime.date(2026, 1, 1)


@st.composite
def lives(draw):
    """Return a finding's acts with their days, issued on some day of 2026."""
    day = START + datetime.timedelta(days=draw(st.integers(0, 100)))
    life, state = [(Act.ISSUED, day)], STATE_AFTER[Act.ISSUED]
    for _ in range(draw(st.integers(0, 7))):
        act = draw(st.sampled_from(acts_open_to(state)))
        day += datetime.timedelta(days=draw(st.integers(0, 40)))
        life.append((act, day))
        state = STATE_AFTER.get(act, state)
    return life
