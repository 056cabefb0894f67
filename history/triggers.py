"""Triggers by which the database itself writes the history, whichever way a change comes in.

Made from the models' columns by every `migrate`, so a new column is recorded from the day it is there. A change that
alters nothing that is recorded costs nothing. The history's own rows are only ever added.

SQLite builds a table anew to alter it, and stumbles over triggers that name it: so they are off while it migrates.
"""

# ruff: noqa: S608  Only the names of our own tables and columns go into these statements.

import hashlib
from collections.abc import Iterable, Iterator

from django.db import transaction

from config.append_only import replaced
from history.tables import KeptTable, kept_tables

ENTRY, VISIT, DISPOSAL = "history_entry", "history_visit", "history_disposal"
DEPARTURE = "history_departure"
MESSAGE = "What happened is never altered."
# How long a visit or a departure is nobody's to delete.
VISIT_DAYS = 365
ACTS = {"insert": "made", "update": "changed", "delete": "removed"}
COLUMNS = '"at", "by_id", "way", "act", "kind", "row", "force_id", "assessment", "criterion", "statement"'
COLUMNS += ', "before", "after"'
# What may go: entries about an assessment that was disposed of, and visits and departures of long ago.
MAY_GO = {
    ENTRY: f"EXISTS (SELECT 1 FROM {DISPOSAL} d WHERE d.assessment = OLD.assessment"
    " OR OLD.way = 'disposal ' || CAST(d.assessment AS text))",
    VISIT: "OLD.at < {ago}",
    DEPARTURE: "OLD.at < {ago}",
    DISPOSAL: "1 = 0",
}
AGO = {"sqlite": f"datetime('now', '-{VISIT_DAYS} days')", "postgresql": f"now() - interval '{VISIT_DAYS} days'"}


def install(connection) -> bool:
    """Install the triggers for the tables as they are now, and return whether anything had to change."""
    present = set(connection.introspection.table_names())
    if not MAY_GO.keys() <= present:
        remove(connection)
        return False
    tables = [_as_it_stands(connection, table) for table in kept_tables() if table.name in present]
    written = _postgresql(tables) if connection.vendor == "postgresql" else _sqlite(tables)
    triggers = dict([*written, *_refusals(connection)])
    if {name: _mark(connection, text) for name, text in triggers.items()} == _standing(connection):
        return False
    with transaction.atomic(using=connection.alias):
        remove(connection)
        _make(connection, triggers)
    return True


def remove(connection) -> None:
    """Remove the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'history\\_on\\_%'")
            drop = "DROP FUNCTION {} CASCADE"
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'history~_on~_%' ESCAPE '~'"
            )
            drop = "DROP TRIGGER {}"
        names = [name for (name,) in cursor.fetchall()]
    _run(connection, (drop.format(name) for name in names))


def release(connection) -> None:
    """Let the history's own rows be altered: for tests, which leave nothing behind."""
    postgresql = connection.vendor == "postgresql"
    names = [name for name, _ in _refusals(connection)]
    _run(connection, (f"DROP FUNCTION {n} CASCADE" if postgresql else f"DROP TRIGGER {n}" for n in names))


def hold(connection) -> None:
    """Refuse it again."""
    _make(connection, dict(_refusals(connection)))


# Between two statements that stand or fall together.
END = "\n--\n"


def _make(connection, triggers: dict[str, str]) -> None:
    _run(connection, (statement for text in triggers.values() for statement in text.split(END)))
    if connection.vendor == "postgresql":
        marks = {name: _mark(connection, text) for name, text in triggers.items()}
        _run(connection, (f"COMMENT ON FUNCTION {name}() IS '{mark}'" for name, mark in marks.items()))


def _refusals(connection) -> Iterator[tuple[str, str]]:
    return _postgresql_refusals() if connection.vendor == "postgresql" else _sqlite_refusals(connection)


def _run(connection, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _as_it_stands(connection, table: KeptTable) -> KeptTable:
    """Return the table with those of its columns that the database has: an old state of it may lack some."""
    with connection.cursor() as cursor:
        there = {column.name for column in connection.introspection.get_table_description(cursor, table.name)}
    return table._replace(columns=tuple(column for column in table.columns if column in there))


def _mark(connection, text: str) -> str:
    """Return what shows that a trigger in the database is the one written here: its text on SQLite, else a hash."""
    return hashlib.sha256(text.encode()).hexdigest() if connection.vendor == "postgresql" else text


def _standing(connection) -> dict[str, str]:
    """Return the marks of the triggers in the database, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT obj_description(oid), proname FROM pg_proc WHERE proname LIKE 'history\\_on\\_%'")
            return {name: comment or "" for comment, name in cursor.fetchall()}
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'history~_on~_%' ESCAPE '~'"
        )
        return dict(cursor.fetchall())


def _is_other(columns: Iterable[str], sign: str) -> str:
    return " OR ".join(f'OLD."{column}" {sign} NEW."{column}"' for column in columns)


def _values(table: KeptTable, row: str, act: str, by: str, way: str, at: str) -> str:
    owners = (table.force, table.assessment, table.criterion, table.statement)
    keys = ", ".join(owner.format(row=row) for owner in owners)
    return f"{at}, {by}, {way}, '{ACTS[act]}', '{table.name}', CAST({row}.\"{table.key}\" AS text), {keys}"


# --- SQLite: one trigger for each table and act


def _sqlite(tables: Iterable[KeptTable]) -> Iterator[tuple[str, str]]:
    for table in tables:
        for act in ACTS:
            name, row = f"history_on_{table.name}_{act}", "OLD" if act == "delete" else "NEW"
            values = _values(table, row, act, "assess_by()", "assess_way()", "strftime('%Y-%m-%d %H:%M:%f', 'now')")
            before = (
                _sqlite_json(table, "OLD", "NEW") if act == "update" else _sqlite_all(table, "OLD", act == "delete")
            )
            after = _sqlite_json(table, "NEW", "OLD") if act == "update" else _sqlite_all(table, "NEW", act == "insert")
            of = ", ".join(f'"{column}"' for column in table.columns)
            when = f" OF {of} ON {table.name} WHEN {_is_other(table.columns, 'IS NOT')}" if act == "update" else ""
            yield (
                name,
                (
                    f"CREATE TRIGGER {name} AFTER {act.upper()}{when or f' ON {table.name}'}"
                    f" BEGIN INSERT INTO {ENTRY} ({COLUMNS}) VALUES ({values}, {before}, {after}); END"
                ),
            )


def _sqlite_refusals(connection) -> Iterator[tuple[str, str]]:
    for table, may_go in MAY_GO.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        allowed = may_go.format(ago=AGO["sqlite"])
        # REPLACE takes rows away without asking their delete triggers.
        taken = replaced(connection, table)
        for act, when in {"insert": taken, "update": "1", "delete": f"NOT ({allowed})"}.items():
            name = f"history_on_{table}_{act}"
            yield name, f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} WHEN {when} {refuse}"


def _sqlite_json(table: KeptTable, row: str, other: str) -> str:
    """Return the columns in which a row differs from the other, as JSON; what is empty is left out."""
    pairs = (f'\'{c}\', CASE WHEN {row}."{c}" IS NOT {other}."{c}" THEN {row}."{c}" END' for c in table.columns)
    return f"json_patch('{{}}', json_object({', '.join(pairs)}))"


def _sqlite_all(table: KeptTable, row: str, wanted: bool) -> str:
    pairs = ", ".join(f"'{column}', {row}.\"{column}\"" for column in table.columns)
    return f"json_patch('{{}}', json_object({pairs}))" if wanted else "'{}'"


# --- PostgreSQL: one function for each table, called by one trigger for each act


def _postgresql(tables: Iterable[KeptTable]) -> Iterator[tuple[str, str]]:
    for table in tables:
        name = f"history_on_{table.name}"
        of = ", ".join(f'"{column}"' for column in table.columns)
        acts = {
            "insert": ("NEW", "'{}'", _postgresql_all(table, "NEW")),
            "update": ("NEW", _postgresql_json(table, "OLD", "NEW"), _postgresql_json(table, "NEW", "OLD")),
            "delete": ("OLD", _postgresql_all(table, "OLD"), "'{}'"),
        }
        parts = [
            f"IF TG_OP = '{act.upper()}' THEN INSERT INTO {ENTRY} ({COLUMNS}) VALUES"
            f" ({_values(table, row, act, BY, WAY, 'clock_timestamp()')}, {before}, {after}); END IF;"
            for act, (row, before, after) in acts.items()
        ]
        changed = f" OF {of} ON {table.name} FOR EACH ROW WHEN ({_is_other(table.columns, 'IS DISTINCT FROM')})"
        yield (
            name,
            _postgresql_whole(
                name,
                " ".join(parts) + " RETURN NULL;",
                f"CREATE TRIGGER {name}_insert AFTER INSERT ON {table.name} FOR EACH ROW EXECUTE FUNCTION {name}()",
                f"CREATE TRIGGER {name}_update AFTER UPDATE{changed} EXECUTE FUNCTION {name}()",
                f"CREATE TRIGGER {name}_delete AFTER DELETE ON {table.name} FOR EACH ROW EXECUTE FUNCTION {name}()",
            ),
        )


def _postgresql_refusals() -> Iterator[tuple[str, str]]:
    for own, may_go in MAY_GO.items():
        name, allowed = f"history_on_{own}", may_go.format(ago=AGO["postgresql"])
        refuse = f"RAISE EXCEPTION USING MESSAGE = '{MESSAGE}', ERRCODE = 'integrity_constraint_violation';"
        body = f"IF TG_OP = 'DELETE' THEN IF {allowed} THEN RETURN OLD; END IF; END IF; {refuse}"
        yield (
            name,
            _postgresql_whole(
                name,
                body,
                f"CREATE TRIGGER {name}_row BEFORE UPDATE OR DELETE ON {own} FOR EACH ROW EXECUTE FUNCTION {name}()",
                f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {own} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
            ),
        )


BY = "NULLIF(current_setting('assess.by', true), '')::bigint"
WAY = "COALESCE(current_setting('assess.way', true), '')"


def _postgresql_whole(name: str, body: str, *triggers: str) -> str:
    function = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    return END.join([function, *triggers])


def _postgresql_json(table: KeptTable, row: str, other: str) -> str:
    pairs = (
        f'\'{c}\', CASE WHEN {row}."{c}" IS DISTINCT FROM {other}."{c}" THEN {row}."{c}" END' for c in table.columns
    )
    return f"jsonb_strip_nulls(jsonb_build_object({', '.join(pairs)}))"


def _postgresql_all(table: KeptTable, row: str) -> str:
    pairs = ", ".join(f"'{column}', {row}.\"{column}\"" for column in table.columns)
    return f"jsonb_strip_nulls(jsonb_build_object({pairs}))"
