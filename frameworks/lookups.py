"""The edition or criterion that an address names, for whoever may read it or administers frameworks; else 404."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from frameworks.models import Criterion, Edition


def readable_edition(request: HttpRequest, pk: int) -> Edition:
    """Return an edition that the person who asks may read, with all that its pages say about it."""
    editions = Edition.objects.readable_by(request.user)
    return get_object_or_404(editions.select_related("framework", "supersedes", "publication"), pk=pk)


def readable_criterion(request: HttpRequest, pk: int) -> Criterion:
    """Return a criterion of an edition that the person who asks may read."""
    criteria = Criterion.objects.filter(edition__in=Edition.objects.readable_by(request.user))
    return get_object_or_404(criteria.select_related("edition__framework"), pk=pk)


def administered_edition(request: HttpRequest, pk: int) -> Edition:
    """Return an edition that the person who asks may edit, publish and withdraw, with the edition that it replaces."""
    editions = Edition.objects.administered_by(request.user)
    return get_object_or_404(editions.select_related("framework", "supersedes__framework"), pk=pk)
