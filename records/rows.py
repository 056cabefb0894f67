"""Rows as lines of text that mean the same on every engine, and back: what backups and exports are made of."""

import datetime
import decimal
import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

from config.texts.key_field import TextKeyField

# Whoever is signed in signs in again: a copy of a session is a key to somebody's account.
# Mail that was under way would be sent twice, and what it says may let somebody in.
PASSING = frozenset({"sessions.Session", "accounts.Session", "accounts.SentForm", "outbox.Mail"})
AT_ONCE = 2_000


class Columns(NamedTuple):
    """A model, and its fields in the order of a line."""

    model: type[models.Model]
    fields: tuple[models.Field, ...]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def names(self) -> list[str]:
        return [str(field.column) for field in self.fields]


def whole_database() -> list[Columns]:
    """Return every table that is kept, by name."""
    tables = [columns_of(model) for model in apps.get_models(include_auto_created=True) if _is_kept(model)]
    return sorted(tables, key=lambda columns: columns.table)


def columns_of(model: type[models.Model]) -> Columns:
    """Return the columns of a table. A text's key isn't one: it is computed anew wherever its text arrives."""
    fields = model._meta.local_concrete_fields
    return Columns(model, tuple(field for field in fields if not isinstance(field, TextKeyField)))


def lines(columns: Columns, rows: models.QuerySet | None = None) -> Iterator[bytes]:
    """Yield one line for each row, by key: its values as a JSON array, the same to the byte for the same values."""
    rows = columns.model._base_manager.all() if rows is None else rows
    names = [field.attname for field in columns.fields]
    for values in rows.order_by("pk").values_list(*names).iterator(chunk_size=AT_ONCE):
        yield line_of([plain(value) for value in values])


def line_of(row: list[Any]) -> bytes:
    """Return the line for plain values."""
    return f"{json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(',', ':'))}\n".encode()


def values(columns: Iterable[models.Field], line: bytes) -> list[Any]:
    """Return what a line says, each value as its field has it."""
    return [_read(field, value) for field, value in zip(columns, json.loads(line), strict=True)]


def plain(value: Any) -> Any:
    """Return a value as JSON has it. Times are in UTC, so that they read alike whatever the clock."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    # Files, and choices that are classes of their own.
    return str(value)


def _read(field: models.Field, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    return field.target_field.to_python(value) if isinstance(field, models.ForeignKey) else field.to_python(value)


def _is_kept(model: type[models.Model]) -> bool:
    return bool(model._meta.managed) and not model._meta.proxy and model._meta.label not in PASSING
