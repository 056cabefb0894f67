"""The people of a force with their roles, as the list of people shows them."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from accounts.models import Force, Membership, User
from accounts.second_factor import second_factors


@dataclass(frozen=True)
class Person:
    """Somebody with at least one role in the force."""

    user: User
    roles: tuple[Membership, ...]
    has_second_factor: bool


def people_of(force: Force, *, on: datetime.date) -> list[Person]:
    """Return the force's people by name, each with the roles that hold on that day; two queries."""
    rows: dict[User, list[Membership]] = defaultdict(list)
    current = Membership.objects.current(on).filter(force=force).select_related("user")
    for membership in current.order_by("user__name_found", "user__email", "role"):
        rows[membership.user].append(membership)
    secured = set(second_factors().filter(user__in=rows).values_list("user", flat=True))
    return [Person(user, tuple(roles), user.pk in secured) for user, roles in rows.items()]


def person_of(force: Force, pk: int, *, on: datetime.date) -> Person | None:
    """Return one of the force's people; None for whoever isn't one on that day."""
    return next((person for person in people_of(force, on=on) if person.user.pk == pk), None)
