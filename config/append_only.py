"""Append-only tables: triggers by which the database refuses to alter a row once it is there.

Such a row goes only with its whole parent, by itself. Neither PostgreSQL's TRUNCATE nor SQLite's REPLACE, which ask no
trigger for the rows that they take away, goes round that. SQLite drops a table's triggers whenever a migration rebuilds
the table, and stumbles over those that name it as a parent: such a migration begins with `off` and ends with `on`.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

ACTS = ("update", "delete")
# What takes rows away without their delete triggers: on SQLite an insert that replaces, on PostgreSQL a whole table.
ROUND_ABOUT = {"sqlite": "insert", "postgresql": "truncate"}


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
    make = _postgresql(kept) if connection.vendor == "postgresql" else _sqlite(connection, kept)
    _run(connection, make)


def remove(connection, kept: Kept) -> None:
    """Remove the triggers: for undoing the migration."""
    postgresql = connection.vendor == "postgresql"
    on = f" ON {kept.table}" if postgresql else ""
    acts = (*ACTS, ROUND_ABOUT[connection.vendor])
    _run(connection, [f"DROP TRIGGER IF EXISTS {kept.table}_{act}{on}" for act in acts])
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


def replaced(connection, table: str) -> str:
    """Return SQL for whether SQLite's REPLACE of NEW would take a row of the table away: it has one of its keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT list.name, made.sql FROM pragma_index_list(%s) AS list"
            ' JOIN sqlite_master AS made ON made.name = list.name WHERE list."unique" ORDER BY list.name',
            [table],
        )
        same = ["held.id = NEW.id"]
        for index, sql in cursor.fetchall():
            cursor.execute("SELECT name FROM pragma_index_info(%s)", [index])
            names = [name for (name,) in cursor.fetchall()]
            key = " AND ".join(f'held."{name}" = NEW."{name}"' for name in names)
            _, _, only = (sql or "").partition(" WHERE ")
            same.append(f"{key} AND {_where(table, only)}" if only else key)
    return f"EXISTS (SELECT 1 FROM {table} AS held WHERE {' OR '.join(f'({key})' for key in same)})"  # noqa: S608


def _where(table: str, only: str) -> str:
    """Return SQL for whether the condition of a partial key holds of both rows."""
    columns = ", ".join(f"NEW.{name} AS {name}" for name in sorted(set(re.findall(r'"\w+"', only))))
    both = f"held.id IN (SELECT id FROM {table} WHERE {only})"  # noqa: S608
    return f"{both} AND EXISTS (SELECT 1 FROM (SELECT {columns}) WHERE {only})"  # noqa: S608


def _sqlite(connection, kept: Kept) -> list[str]:
    # An insert that would be refused for its key is refused here, in other words.
    when = {"update": "1", "delete": kept.has_parent, "insert": replaced(connection, kept.table)}
    return [
        f"CREATE TRIGGER {kept.table}_{act} BEFORE {act.upper()} ON {kept.table} WHEN {when[act]}"
        f" BEGIN SELECT RAISE(ABORT, '{kept.message}'); END"
        for act in when
    ]


def _postgresql(kept: Kept) -> list[str]:
    refuse = f"RAISE EXCEPTION USING MESSAGE = '{kept.message}', ERRCODE = 'integrity_constraint_violation';"
    function = f"""
        CREATE FUNCTION {kept.table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'DELETE' THEN {refuse} END IF;
            IF {kept.has_parent} THEN {refuse} END IF;
            RETURN OLD;
        END $$
    """
    triggers = [
        f"CREATE TRIGGER {kept.table}_{act} BEFORE {act.upper()} ON {kept.table} FOR EACH {each}"
        f" EXECUTE FUNCTION {kept.table}_refuse()"
        for act, each in {"update": "ROW", "delete": "ROW", "truncate": "STATEMENT"}.items()
    ]
    return [function, *triggers]
