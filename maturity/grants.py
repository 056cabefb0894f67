"""Whether what a room handed out still opens anything: the streams and boards of its screens."""

import datetime
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Value

from accounts.models import Membership
from accounts.roles import RUNS_ASSESSMENTS
from maturity.models import Participant

SEAT, PERSON = "s", "u"


class Holder(NamedTuple):
    """Whose screen follows a workshop, and when its address was made: a seat, or a person at the console."""

    workshop: int
    kind: str
    key: int
    made_at: datetime.datetime

    def __str__(self) -> str:
        return f"{self.workshop}-{self.kind}{self.key}-{int(self.made_at.timestamp() * 1_000_000)}"


def holder(workshop: int, to, *, at: datetime.datetime) -> Holder:
    """Return the holder of an address that is made for a seat or a person at that moment."""
    return Holder(workshop, SEAT if isinstance(to, Participant) else PERSON, to.pk, at)


def read(text: str) -> Holder:
    """Return the holder that a signed text names. Raises ValueError for one that names none."""
    workshop, who, made = text.split("-")
    at = datetime.datetime.fromtimestamp(int(made) / 1_000_000, tz=datetime.UTC)
    return Holder(int(workshop), who[0], int(who[1:]), at)


def still_good(holders: Collection[Holder], *, on: datetime.date) -> set[Holder]:
    """Return those of the holders that may follow their workshops on that day, in one query."""
    keys = {kind: {one.key for one in holders if one.kind == kind} for kind in (SEAT, PERSON)}
    seats = Participant.objects.admitted(on=on).filter(pk__in=keys[SEAT])
    people = Membership.objects.current(on).filter(
        user__in=keys[PERSON],
        role__in=RUNS_ASSESSMENTS,
        force__assessments__workshops__in={one.workshop for one in holders if one.kind == PERSON},
    )
    rows = seats.values_list(Value(SEAT), "workshop", "pk", "user__grants_ended_at").union(
        people.values_list(Value(PERSON), "force__assessments__workshops", "user", "user__grants_ended_at")
    )
    ends = {(kind, workshop, key): ended for kind, workshop, key, ended in rows}
    return {one for one in holders if _is_good(one, ends)}


def _is_good(one: Holder, ends: dict[tuple[str, int, int], datetime.datetime | None]) -> bool:
    named = (one.kind, one.workshop, one.key)
    return named in ends and is_newer(one.made_at, ends[named])


def is_newer(made_at: datetime.datetime, ended_at: datetime.datetime | None) -> bool:
    """Return whether something was made after its person ended all that they had."""
    return ended_at is None or made_at > ended_at


def barred(workshop: int, *, on: datetime.date) -> dict[int, datetime.datetime | None]:
    """Return which seats of people of the force are good no more (None), or for nothing made before a moment."""
    members = Participant.objects.filter(workshop=workshop, user__isnull=False)
    admitted = Participant.objects.admitted(on=on).filter(pk=OuterRef("pk"))
    rows = members.annotate(is_in=Exists(admitted), ended=F("user__grants_ended_at"))
    found = rows.filter(Q(is_in=False) | Q(ended__isnull=False)).values_list("pk", "is_in", "ended")
    return {pk: ended if is_in else None for pk, is_in, ended in found}


def is_still_in(made_at: datetime.datetime, ended_at: datetime.datetime | None) -> bool:
    """Return whether an address that was made then is good, of a seat that `barred` names."""
    return ended_at is not None and made_at > ended_at
