"""A column for the key of a text, and what keeps it: see `text_keys`.

Nobody sets the key: it is computed from its text wherever it is read, checked or written, so that none is out of date.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import lookups
from django.db.models.query_utils import DeferredAttribute

from config.texts import keys as text_keys

Row = TypeVar("Row", bound=models.Model)
# A key that is told apart by is no longer than what a database can index: only strange signs make it so long.
LONGEST = 600
# How a key is made, by the name that a migration keeps of it.
FOLDS: dict[str, Callable[[str], str]] = {
    "same": lambda text: text_keys.same(text)[:LONGEST].rstrip(),
    "found": text_keys.found,
    "address": lambda text: text_keys.address(text)[:LONGEST],
}


class KeyAttribute(DeferredAttribute):
    """The key of what the text says at the moment. What is stored is neither asked for nor believed."""

    def __get__(self, instance, cls=None):
        if instance is None:
            return self
        return self.field.key_of(getattr(instance, self.field.source))

    def __set__(self, instance, value):
        # Kept, so that Django doesn't take the column for one that wasn't fetched.
        instance.__dict__[self.field.attname] = value


class TextKeyField(models.TextField):
    """The key of a text of the same row. What it is compared with is folded alike."""

    descriptor_class = KeyAttribute

    def __init__(self, source: str, fold: str = "same", **options):
        self.source, self.fold = source, fold
        super().__init__(**{"editable": False, "default": "", **options})

    def deconstruct(self):
        name, path, _, options = super().deconstruct()
        return name, path, [self.source], {**options, "fold": self.fold}

    def db_parameters(self, connection):
        # By the signs' numbers, as SQLite has it: elsewhere the order is that of whoever set the database up.
        collation = "C" if connection.vendor == "postgresql" else None
        return {**super().db_parameters(connection), "collation": collation}

    def key_of(self, text: str | None) -> str:
        """Return the key of a text."""
        return FOLDS[self.fold](text or "")

    def pre_save(self, model_instance, add):
        # Overridden so that `update_or_create` writes it too, whatever it is given.
        return self.key_of(getattr(model_instance, self.source))

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return self.key_of(value) if isinstance(value, str) else value


@TextKeyField.register_lookup
class KeyContains(lookups.Contains):
    """A part of a key, folded as the whole is."""

    prepare_rhs = True


def keys_of(model: type[models.Model]) -> list[TextKeyField]:
    """Return the fields of a model that hold keys."""
    return [field for field in model._meta.local_concrete_fields if isinstance(field, TextKeyField)]


class UniqueText(models.UniqueConstraint):
    """Texts that may be there once, by their keys. A form that has the text checks its key, which is on no form."""

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        left_out = set(exclude or ())
        asked = {field.name for field in keys_of(model) if field.source not in left_out}
        super().validate(model, instance, exclude=left_out - asked, using=using)


class KeyedQuerySet(models.QuerySet[Row]):
    """A queryset whose updates keep the keys of the texts that they change."""

    def update(self, **changes):
        for field in keys_of(self.model):
            if field.source in changes and field.name not in changes:
                if not isinstance(changes[field.source], str):
                    raise TypeError(f"The key of {field.source} is made of words, not of an expression.")
                changes[field.name] = field.key_of(changes[field.source])
        return super().update(**changes)

    def bulk_update(self, objs, fields, batch_size=None):
        keys = [field.name for field in keys_of(self.model) if field.source in fields]
        return super().bulk_update(objs, list(dict.fromkeys([*fields, *keys])), batch_size=batch_size)
