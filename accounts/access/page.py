"""What opens something of a force without signing in, as its administrators see it. Never a secret."""

import datetime
from dataclasses import dataclass

from accounts.models import Force, User
from accounts.models.revocations import Kind, name_of, open_ways


@dataclass(frozen=True)
class Way:
    """A token, a calendar link or an invitation; `ends` is a day or a moment, None where it ends with the role."""

    kind: str
    pk: int
    name: str
    owner: User
    made_at: datetime.datetime
    used_on: datetime.date | None
    ends: datetime.date | None


@dataclass(frozen=True)
class Ways:
    """All of one kind, the newest first."""

    kind: str
    title: str
    rows: tuple[Way, ...]


TITLES: dict[str, str] = {
    Kind.TOKEN: "Access tokens",
    Kind.CALENDAR: "Calendar links",
    Kind.INVITATION: "Open invitations",
}


def access_of(force: Force, *, at: datetime.datetime) -> list[Ways]:
    """Return what opens something of the force at that moment; three queries."""
    ways = open_ways(force, at=at)
    return [
        Ways(kind, TITLES[kind], tuple(_way(kind, row) for row in rows.order_by("-made_at", "-pk")))
        for kind, rows in ways.items()
    ]


def _way(kind: str, row) -> Way:
    if kind == Kind.INVITATION:
        return Way(kind, row.pk, name_of(row), row.by, row.made_at, None, row.expires_at)
    ends = row.ends_on if kind == Kind.TOKEN else None
    return Way(kind, row.pk, name_of(row), row.user, row.made_at, row.used_on, ends)
