"""Everything that belongs to one assessment, over all apps: what is exported and deleted with it."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from history.tables import ASSESSMENT, way_to


def tables() -> Iterator[tuple[type[models.Model], str, int]]:
    """Yield every model whose rows belong to an assessment, with the lookup that leads to it and how far it is.

    A row that may do without the assessment doesn't belong to it.
    """
    for model in apps.get_models(include_auto_created=True):
        steps = way_to(model, ASSESSMENT)
        if steps and not any(step.null for step in steps):
            yield model, "__".join(step.name for step in steps), len(steps)


def rows(model: type[models.Model], lookup: str, assessment: int) -> QuerySet:
    """Return the model's rows that belong to the assessment."""
    return model._base_manager.filter(**{lookup: assessment})
