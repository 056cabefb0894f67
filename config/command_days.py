"""A day as it is typed as the argument of a command."""

import datetime

from django.core.management import CommandError

from config.days import OUTSIDE, is_taken


def day_of(text: str) -> datetime.date:
    """Return the day of a text like 2026-11-22. Raises CommandError for any other, and for a day that isn't taken."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is not a date. Write it as year, month and day: 2026-11-22.") from None
    if not is_taken(day):
        raise CommandError(f"{text} is too far off. {OUTSIDE}")
    return day
