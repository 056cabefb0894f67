"""What the first page says of a register to whoever keeps it: what is late or overdue, and the next dates."""

import datetime
from dataclasses import dataclass

from accounts.models import Force
from accounts.roles import RUNS_REGISTER
from inspections.calendar.page import DiaryEntry, diary
from inspections.models import Finding

NEXT_DATES = 4
# Somebody who keeps more registers than this finds the others under Inspections.
MOST_FORCES = 3


@dataclass(frozen=True, slots=True)
class Ahead:
    """One force's late clocks and overdue findings, and the dates that come next."""

    force: Force
    overdue: int
    late: tuple[DiaryEntry, ...]
    dates: tuple[DiaryEntry, ...]


def ahead(user, *, on: datetime.date) -> tuple[Ahead, ...]:
    """Return what is ahead of each force whose register the user keeps; five queries each, besides one."""
    forces = Force.objects.where_user_has(user, RUNS_REGISTER, on=on).order_by("name", "pk")[:MOST_FORCES]
    return tuple(_ahead(force, on) for force in forces)


def _ahead(force: Force, on: datetime.date) -> Ahead:
    answer = diary(force, on=on)
    overdue = Finding.objects.filter(force=force).overdue(on).count()
    return Ahead(force, overdue, answer.late, answer.to_come[:NEXT_DATES])
