"""The rows below an edition: found by natural key, as fixtures name them, and listed in the publication's order."""

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class RowsOfEdition(models.Manager[Row]):
    """Rows below an edition. `edition` is the lookup of the edition, `key` tells a row from others of the edition."""

    def __init__(self, edition: str = "edition", *, key: tuple[str, ...] = (), order: tuple = ()):
        super().__init__()
        self.edition, self.order = edition, order
        self.natural_key = (f"{edition}__framework__slug", f"{edition}__label", *key)

    def of(self, edition) -> models.QuerySet[Row]:
        """Return the rows of one edition, in the publication's order."""
        return self.filter(**{self.edition: edition}).order_by(*self.order)

    def get_by_natural_key(self, *key):
        return self.get(**dict(zip(self.natural_key, key, strict=True)))
