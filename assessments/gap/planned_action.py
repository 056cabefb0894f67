"""What is planned about a gap, as the gap report prints it. Plain Python."""

import datetime
from typing import NamedTuple


class Planned(NamedTuple):
    """One open action. `effort` is S, M, L or empty; `is_overdue` on the day that was asked about."""

    pk: int
    title: str
    owner: str
    due_on: datetime.date | None
    effort: str
    is_overdue: bool

    @property
    def words(self) -> str:
        """What follows its title: who, and by when."""
        due = f", by {self.due_on.day} {self.due_on:%B %Y}" if self.due_on else ", no date yet"
        return f"{self.owner or 'nobody yet'}{due}"
