"""Which days are taken, wherever one is typed, sent, read from a file or asked for; and counting in days. Plain Python.

Nothing that happens to an assessment or a register lies outside them, and what is counted from them, a year on or
fifty-six days back, is still a day. What an older version took is outside them at times, so counting stops at the
calendar's ends.
"""

import datetime

FIRST_YEAR, LAST_YEAR = 1990, 2100
OUTSIDE = f"Give a year from {FIRST_YEAR} to {LAST_YEAR}."


def is_taken(day: datetime.date) -> bool:
    """Return whether a day is one of those that are taken."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def days_later(day: datetime.date, days: int) -> datetime.date:
    """Return the day that many days later, earlier where they are below nought; never one beyond the calendar."""
    try:
        return day + datetime.timedelta(days=days)
    except OverflowError:
        return datetime.date.max if days > 0 else datetime.date.min
