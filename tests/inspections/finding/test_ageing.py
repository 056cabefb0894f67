"""Days with the force and days with HMICFRS, counted apart."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.finding.ageing import BANDS, Held, band, held
from inspections.finding.lifecycle import ENDED, STATE_AFTER, Act
from tests.inspections.lives import lives

START = datetime.date(2026, 1, 1)


def day(number):
    return START + datetime.timedelta(days=number)


def acts(*numbered):
    return [(act, day(number)) for act, number in numbered]


@pytest.mark.parametrize(
    ("history", "on", "expected"),
    [
        ([], 10, (0, 0)),
        ([(Act.ISSUED, 0)], 0, (0, 0)),
        ([(Act.ISSUED, 0)], 10, (10, 0)),
        ([(Act.ISSUED, 20)], 10, (0, 0)),
        ([(Act.ISSUED, 0), (Act.ASSIGNED, 2), (Act.COMPLETED, 5)], 10, (10, 0)),
        ([(Act.ISSUED, 0), (Act.COMPLETED, 5), (Act.SUBMITTED, 6)], 10, (6, 4)),
        ([(Act.ISSUED, 0), (Act.COMPLETED, 5), (Act.SUBMITTED, 6), (Act.RETURNED, 8)], 10, (8, 2)),
        ([(Act.ISSUED, 0), (Act.COMPLETED, 5), (Act.SUBMITTED, 6), (Act.CLOSED, 8)], 10, (6, 2)),
        ([(Act.ISSUED, 0), (Act.NO_FURTHER_ACTION, 3), (Act.REOPENED, 7)], 10, (6, 0)),
        ([(Act.ISSUED, 0), (Act.COMPLETED, 5), (Act.SUBMITTED, 6), (Act.RETURNED, 8)], 7, (6, 1)),
    ],
)
def test_days_with_each(history, on, expected):
    assert held(acts(*history), day(on)) == Held(*expected)


@given(lives(), st.integers(0, 400))
def test_every_live_day_is_with_one_of_the_two(history, on):
    """Count day by day what the function counts by stretches."""
    expected = [0, 0]
    for number in range(on):
        so_far = [act for act, when in history if when <= day(number) and act in STATE_AFTER]
        if so_far and STATE_AFTER[so_far[-1]] not in ENDED:
            expected[so_far[-1] == Act.SUBMITTED] += 1
    assert held(history, day(on)) == Held(*expected)


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (0, "Less than 3 months"),
        (90, "Less than 3 months"),
        (91, "3 to 6 months"),
        (182, "6 to 12 months"),
        (364, "6 to 12 months"),
        (365, "1 to 2 years"),
        (730, "2 years or more"),
        (9999, "2 years or more"),
    ],
)
def test_bands(days, label):
    assert BANDS[band(days)][1] == label
