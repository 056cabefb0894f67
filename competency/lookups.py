"""The profile that an address names, for its owner; 404 for anybody else."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from competency.models import Profile

ON_THE_PAGE = ("person", "force", "edition__framework", "role_profile", "counted__team_map__team")


def own_profile(request: HttpRequest, pk: int) -> Profile:
    """Return a profile of the person who asks, even of a force that they have left."""
    return get_object_or_404(Profile.objects.of(request.user).select_related(*ON_THE_PAGE), pk=pk)


def editable_profile(request: HttpRequest, pk: int) -> Profile:
    """Return a profile of the person who asks, in a force that they belong to."""
    editable = Profile.objects.open_to(request.user, on=timezone.localdate())
    return get_object_or_404(editable.select_related(*ON_THE_PAGE), pk=pk)
