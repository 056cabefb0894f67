"""How the rows of a backup fit the database here: what it would refuse, and what is there twice by the keys of texts.

A backup may come from another engine, which took longer texts, or from a version that told other texts apart.
"""

import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.db import connection, models

from config.fields import longest
from config.texts.doubles import Double, Named, doubles
from config.texts.key_field import FOLDS, TextKeyField, UniqueText, keys_of
from records.backup import TABLES
from records.rows import Columns, line_of, whole_database

# Where another table bears the text of a row, which then changes with it: its table, its column, and what both share.
FOLLOWS = {("inspections_finding", "reference"): ("assessments_concern", "reference", "force_id")}
MOST_TOLD = 20


class Change(NamedTuple):
    """A text that is numbered on its way in: what it was and what it becomes, in which column of which row."""

    table: str
    pk: int
    column: str
    was: str
    becomes: str

    def __str__(self) -> str:
        return f"{self.table} {self.pk}: {Double(self.pk, self.was, self.becomes)}."


class Changes:
    """All that is numbered of a backup on its way in."""

    def __init__(self, made: Iterable[Change]):
        self.all = tuple(made)
        self._rows: dict[str, dict[int, list[Change]]] = defaultdict(lambda: defaultdict(list))
        for change in self.all:
            self._rows[change.table][change.pk].append(change)

    def arriving(self, table: str, names: list[str], line: bytes) -> bytes:
        """Return the line of a row of the backup as it arrives."""
        return self._with(table, names, line, lambda change: change.becomes)

    def undone(self, table: str, names: list[str], line: bytes) -> bytes:
        """Return the line of a row that arrived as the backup has it."""
        return self._with(table, names, line, lambda change: change.was)

    def _with(self, table: str, names: list[str], line: bytes, text: Callable[[Change], str]) -> bytes:
        if table not in self._rows:
            return line
        row = dict(zip(names, json.loads(line), strict=True))
        made = self._rows[table].get(row["id"], ())
        return line_of([*(row | {change.column: text(change) for change in made}).values()]) if made else line


def changes(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Changes:
    """Return what is numbered, so that what the backup tells apart and the keys don't may be there side by side."""
    made: list[Change] = []
    for columns in whole_database():
        for constraint in columns.model._meta.constraints:
            if isinstance(constraint, UniqueText) and columns.table in manifest["tables"]:
                made += _numbered(columns, constraint, archive, manifest)
    return Changes([*made, *_followers(made, archive, manifest)])


def refused(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> list[str]:
    """Return what the database here would refuse, a sentence for each, the first ones."""
    if connection.vendor != "postgresql":
        return []
    told: list[str] = []
    for columns in whole_database():
        if columns.table not in manifest["tables"]:
            continue
        fields = {str(field.column): field for field in columns.fields}
        for row in rows(archive, manifest, columns.table):
            told += [
                f"{columns.table} {row.get('id')}: {name} {wrong}."
                for name, value in row.items()
                if name in fields and (wrong := _wrong(fields[name], value))
            ]
            if len(told) >= MOST_TOLD:
                return told[:MOST_TOLD]
    return told


def rows(archive: zipfile.ZipFile, manifest: dict[str, Any], table: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, by column."""
    names = manifest["tables"][table]["columns"]
    with archive.open(f"{TABLES}{table}.jsonl") as part:
        for line in part:
            yield dict(zip(names, json.loads(line), strict=True))


def _wrong(field: models.Field, value: Any) -> str:
    if isinstance(value, str):
        if "\0" in value:
            return "has a mark of number 0"
        longest = field.max_length if isinstance(field, models.CharField | models.FileField) else None
        return f"has {len(value)} characters, {longest} fit" if longest and len(value) > longest else ""
    if isinstance(value, dict | list):
        return "has a mark of number 0" if "\\u0000" in json.dumps(value) else ""
    if isinstance(value, int) and not isinstance(value, bool) and isinstance(field, models.IntegerField):
        least, most = connection.ops.integer_field_range(field.get_internal_type())
        return "is a number that doesn't fit" if not least <= value <= most else ""
    return ""


def _numbered(columns: Columns, constraint: UniqueText, archive, manifest) -> list[Change]:
    keys = {field.name: field for field in keys_of(columns.model)}
    names = {field.name: str(field.column) for field in columns.fields}
    numbered = [keys[name] for name in constraint.fields if name in keys][-1]
    within = [_value_of(name, keys, names) for name in constraint.fields if name != numbered.name]
    column = names[numbered.source]
    named = [
        Named(row["id"], tuple(value(row) for value in within), row.get(column, ""))
        for row in rows(archive, manifest, columns.table)
    ]
    mail = numbered.fold == "address"
    twice = doubles(named, key=FOLDS[numbered.fold], longest=longest(columns.model, numbered.source), mail=mail)
    return [Change(columns.table, double.pk, column, double.text, double.numbered) for double in twice]


def _value_of(name: str, keys: dict[str, TextKeyField], names: dict[str, str]) -> Callable[[dict[str, Any]], Any]:
    """Return what a column has in a row of a backup, which has no keys: they are made here."""
    if key := keys.get(name):
        return lambda row: key.key_of(row.get(names[key.source]))
    return lambda row: row.get(names[name])


def _followers(made: list[Change], archive, manifest) -> Iterator[Change]:
    """Yield the changes of what bears the text of a row that changes."""
    for (table, column), (other, name, shared) in FOLLOWS.items():
        changed = {change.pk: change for change in made if (change.table, change.column) == (table, column)}
        if not changed or other not in manifest["tables"]:
            continue
        owners = {row["id"]: row[shared] for row in rows(archive, manifest, table) if row["id"] in changed}
        becomes = {(owners[pk], change.was): change.becomes for pk, change in changed.items()}
        for row in rows(archive, manifest, other):
            if text := becomes.get((row[shared], row[name])):
                yield Change(other, row["id"], name, row[name], text)
