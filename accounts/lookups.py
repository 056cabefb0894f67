"""The force that an address names, for whoever may see it or has a role in it; 404 for any other."""

from collections.abc import Collection

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import Force, Membership
from accounts.roles import SENSITIVE, SENSITIVE_LABEL


def seen_force(request: HttpRequest, code: str) -> Force:
    """Return the force if the person who asks sees it."""
    return get_object_or_404(Force.objects.visible_to(request.user, on=timezone.localdate()), code=code)


def force_with_role(request: HttpRequest, code: str, roles: Collection[str]) -> Force:
    """Return the force if the person who asks has one of the roles there."""
    return get_object_or_404(Force.objects.where_user_has(request.user, roles, on=timezone.localdate()), code=code)


def has_role(request: HttpRequest, force: Force, roles: Collection[str]) -> bool:
    """Return whether the person who asks has one of the roles in the force."""
    forces = Force.objects.where_user_has(request.user, roles, on=timezone.localdate())
    return forces.filter(pk=force.pk).exists()


def may_have(user, force: Force, marking: str) -> bool:
    """Return whether somebody may have a file of the force that is marked so; one query where it is marked at all."""
    if marking not in (SENSITIVE, SENSITIVE_LABEL):
        return True
    held = Membership.objects.current(timezone.localdate()).filter(user=user.pk, force=force)
    return held.filter(role__in=force.sensitive_roles).exists()
