"""Append-only tables: triggers by which the database refuses to alter a row once it is there.

Such a row goes only with its whole parent. SQLite drops a table's triggers whenever a migration rebuilds the table, and
stumbles over those that name it as a parent: such a migration begins with `off` and ends with `on`.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

ACTS = ("update", "delete")


class Kept(NamedTuple):
    """A table whose rows are only ever added, the row that each belongs to, and what whoever tries is told."""

    table: str
    parent: str
    key: str
    message: str

    @property
    def has_parent(self) -> str:
        return f"EXISTS (SELECT 1 FROM {self.parent} WHERE id = OLD.{self.key})"  # noqa: S608  Our own tables' names.


def install(connection, kept: Kept) -> None:
    """Install the triggers, again where they are there already."""
    remove(connection, kept)
    make = _postgresql(kept) if connection.vendor == "postgresql" else _sqlite(kept)
    _run(connection, make)


def remove(connection, kept: Kept) -> None:
    """Remove the triggers: for undoing the migration."""
    postgresql = connection.vendor == "postgresql"
    on = f" ON {kept.table}" if postgresql else ""
    _run(connection, [f"DROP TRIGGER IF EXISTS {kept.table}_{act}{on}" for act in ACTS])
    if postgresql:
        _run(connection, [f"DROP FUNCTION IF EXISTS {kept.table}_refuse()"])


def off(tables: Iterable[Kept]) -> Callable:
    """Return what a migration runs before it alters one of the tables or their parents."""

    def forwards(apps, schema_editor):
        for kept in tables:
            remove(schema_editor.connection, kept)

    return forwards


def on(tables: Iterable[Kept]) -> Callable:
    """Return what it runs afterwards, for those of the tables that are there by then."""

    def forwards(apps, schema_editor):
        present = set(schema_editor.connection.introspection.table_names())
        for kept in tables:
            if kept.table in present:
                install(schema_editor.connection, kept)

    return forwards


def _run(connection, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite(kept: Kept) -> list[str]:
    when = {"update": "1", "delete": kept.has_parent}
    return [
        f"CREATE TRIGGER {kept.table}_{act} BEFORE {act.upper()} ON {kept.table} WHEN {when[act]}"
        f" BEGIN SELECT RAISE(ABORT, '{kept.message}'); END"
        for act in ACTS
    ]


def _postgresql(kept: Kept) -> list[str]:
    refuse = f"RAISE EXCEPTION USING MESSAGE = '{kept.message}', ERRCODE = 'integrity_constraint_violation';"
    function = f"""
        CREATE FUNCTION {kept.table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN {refuse} END IF;
            IF {kept.has_parent} THEN {refuse} END IF;
            RETURN OLD;
        END $$
    """
    triggers = [
        f"CREATE TRIGGER {kept.table}_{act} BEFORE {act.upper()} ON {kept.table} FOR EACH ROW"
        f" EXECUTE FUNCTION {kept.table}_refuse()"
        for act in ACTS
    ]
    return [function, *triggers]
