"""What somebody sees first: their forces, the open assessments, the frameworks, and what waits for them."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Force
from accounts.roles import RUNS_ASSESSMENTS, RUNS_FORCE
from assessments.models import Action, Assessment, Assignment
from assessments.overview.list import ListRow, progress
from evidence.request_list import RequestRow, my_requests
from frameworks.models import Edition
from home.register_alerts import Ahead, ahead
from records.deletion import awaited
from records.models import Deletion

MOST_OPEN = 10


@dataclass(frozen=True, slots=True)
class Mine:
    """How many open actions somebody owns and how many sections wait for them, and how many of each are overdue."""

    actions: int
    actions_overdue: int
    sections: int
    sections_overdue: int


@dataclass(frozen=True, slots=True)
class Board:
    """The first page. `rows` are the open assessments that are due first, `more` how many others there are."""

    forces: tuple[Force, ...]
    rows: tuple[ListRow, ...]
    more: int
    editions: tuple[Edition, ...]
    may_open: bool
    runs: tuple[Force, ...]
    mine: Mine
    ahead: tuple[Ahead, ...]
    requests: tuple[RequestRow, ...]
    deletions: tuple[Deletion, ...]


def mine(user, *, on: datetime.date) -> Mine:
    """Return what waits for somebody on a day; two queries."""
    late = Count("pk", filter=Q(due_on__lt=on))
    actions = Action.objects.owned_by(user, on=on).open().aggregate(number=Count("pk"), late=late)
    sections = Assignment.objects.owned_by(user, on=on).waiting().aggregate(number=Count("pk"), late=late)
    return Mine(actions["number"], actions["late"], sections["number"], sections["late"])


def board(user, *, on: datetime.date) -> Board:
    """Return the first page of one person on one day; thirteen queries at most, besides those of what is ahead."""
    seen = Assessment.objects.visible_to(user, on=on).filter(state=Assessment.State.OPEN)
    first = list(seen.with_edition().order_by("due_on", "-starts_on", "-pk")[:MOST_OPEN])
    editions = Edition.objects.filter(status=Edition.Status.PUBLISHED).select_related("framework")
    return Board(
        forces=tuple(Force.objects.visible_to(user, on=on).order_by("name", "pk")),
        rows=progress(first),
        more=max(0, seen.count() - MOST_OPEN),
        editions=tuple(editions.order_by("framework__title", "label", "pk")),
        runs=tuple(Force.objects.where_user_has(user, RUNS_FORCE, on=on).order_by("name", "pk")),
        mine=mine(user, on=on),
        may_open=Force.objects.where_user_has(user, RUNS_ASSESSMENTS, on=on).exists(),
        ahead=ahead(user, on=on),
        requests=my_requests(user, on=on),
        deletions=tuple(awaited(user, on=on)),
    )
