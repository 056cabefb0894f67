"""Rows found by their natural keys, as fixtures name them: by what they say and by no key of this database."""

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class ByNaturalKey(models.Manager[Row]):
    """Finds a row by its natural key, which holds the values of the `lookups` in their order."""

    def __init__(self, *lookups: str):
        super().__init__()
        self.lookups = lookups

    def get_by_natural_key(self, *key):
        return self.get(**dict(zip(self.lookups, key, strict=True)))
