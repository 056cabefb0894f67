"""Groups of the directory behind single sign-on, and the roles that they give."""

import datetime
from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import Q

from accounts.roles import Role


class GroupRole(models.Model):
    """Whoever is in this group of the directory has this role in this force, as long as they are in it."""

    group = models.CharField(
        max_length=200, help_text="As the provider writes it into the token: with Entra ID, its object id."
    )
    force = models.ForeignKey("accounts.Force", on_delete=models.CASCADE, related_name="group_roles")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = "role of a group"
        verbose_name_plural = "roles of groups"
        constraints = [
            models.UniqueConstraint(
                fields=["group", "force", "role"],
                name="one_row_per_group_and_role",
                violation_error_message="This group gives that role already.",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.PEER_REVIEWER),
                name="no_group_of_peer_reviewers",
                violation_error_message="A peer reviewer is a guest with a last day: invite each of them.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_role_display()}, {self.force}"


@transaction.atomic
def follow(user, group_roles: Iterable[GroupRole], *, on: datetime.date) -> None:
    """Give the user the roles of their groups, and end those that a group gave them before.

    A role that a person gave them stays, whatever the groups say.
    """
    due = {(group_role.force_id, group_role.role) for group_role in group_roles}
    held = {(membership.force_id, membership.role): membership for membership in user.memberships.all()}
    for (force, role), row in held.items():
        if row.by_group and (force, role) not in due and (row.ends_on is None or row.ends_on >= on):
            user.memberships.filter(pk=row.pk).update(ends_on=on - datetime.timedelta(days=1))
    for force, role in due:
        row = held.get((force, role))
        if row is None:
            user.memberships.create(force_id=force, role=role, by_group=True, confirmed_on=on)
        elif row.ends_on is not None and row.ends_on < on:
            user.memberships.filter(pk=row.pk).update(ends_on=None, by_group=True, confirmed_on=on)
        elif row.by_group and row.confirmed_on != on:
            user.memberships.filter(pk=row.pk).update(confirmed_on=on)
