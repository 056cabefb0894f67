"""The lock on published editions: triggers by which the database itself refuses to change their words.

Below an edition that has a `Publication` nothing is inserted, deleted or altered. The edition may still be withdrawn
and published again; a write that alters nothing passes, so loading the same fixture twice is no offence. Of the
framework itself only `slug` and `kind` are held: every natural key begins with the one, and on the other depends where
a level is recorded. Its title, licence and attribution stay free: they are our account of the publication, shared by
its drafts. So do the lines of the crosswalk, which are nobody's words but ours.

SQLite drops a table's triggers whenever a migration rebuilds the table: such a migration ends with `install`, too.
"""

# ruff: noqa: S608  Only the names of our own tables go into these statements.

from collections.abc import Iterator

MESSAGE = "This edition is published: its words never change. Make a draft copy to edit."
NOT_PUBLISHED = "Only an edition whose status is Published can be locked."

CRITERIA_EDITION = "(SELECT edition_id FROM frameworks_criterion WHERE id = {})"
LEVELS_EDITION = "(SELECT edition_id FROM frameworks_level WHERE id = {})"
STATEMENTS_EDITION = (
    "(SELECT c.edition_id FROM frameworks_statement s JOIN frameworks_criterion c ON c.id = s.criterion_id"
    " WHERE s.id = {})"
)
# Table: the editions that a row is below. Two where it ties two things together: neither may be a locked edition's.
BELOW = {
    "frameworks_level": ["{row}.edition_id"],
    "frameworks_criterion": ["{row}.edition_id", CRITERIA_EDITION.format("{row}.parent_id")],
    "frameworks_leveltitle": [CRITERIA_EDITION.format("{row}.criterion_id"), LEVELS_EDITION.format("{row}.level_id")],
    "frameworks_statement": [CRITERIA_EDITION.format("{row}.criterion_id"), LEVELS_EDITION.format("{row}.level_id")],
    "frameworks_counterpart": [
        STATEMENTS_EDITION.format("{row}.stronger_id"),
        STATEMENTS_EDITION.format("{row}.weaker_id"),
    ],
}
FRAMEWORK, EDITION, PUBLICATION = "frameworks_framework", "frameworks_edition", "frameworks_publication"
TABLES = (*BELOW, FRAMEWORK, EDITION, PUBLICATION)
OF_FRAMEWORK = f"SELECT 1 FROM {PUBLICATION} p JOIN {EDITION} e ON e.id = p.edition_id WHERE e.framework_id = {{}}"


def install(connection) -> None:
    """Put the lock on, anew where it is on already."""
    remove(connection)
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite(connection)
    _run(connection, statements)


def remove(connection) -> None:
    """Take the lock off: for undoing the migration, and for tests that empty the tables."""
    postgresql = connection.vendor == "postgresql"
    acts = ("insert", "update", "delete", *(["truncate"] if postgresql else []))
    for table in TABLES:
        on = f" ON {table}" if postgresql else ""
        _run(connection, (f"DROP TRIGGER IF EXISTS {table}_lock_{act}{on}" for act in acts))
        if postgresql:
            _run(connection, [f"DROP FUNCTION IF EXISTS {table}_lock()"])
    if postgresql:
        _run(connection, ["DROP FUNCTION IF EXISTS frameworks_lock_truncate()"])


def refusal(error: Exception) -> str:
    """Return what the database said in one sentence, without where in its code it said it."""
    return str(error).strip().splitlines()[0].removeprefix("ERROR:").strip()


def _run(connection, statements) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# --- SQLite: one trigger for each table and act


def _sqlite(connection) -> Iterator[str]:
    for table, editions in BELOW.items():
        new, old = ([edition.format(row=row) for edition in editions] for row in ("NEW", "OLD"))
        # REPLACE takes rows away without asking their delete triggers, so the row that it would take is asked here.
        replaced = f"EXISTS (SELECT 1 FROM {table} AS held WHERE held.id = NEW.id AND {{}})".format(
            _locked(*(edition.format(row="held") for edition in editions))
        )
        changed = _changed(connection, table)
        yield _sqlite_trigger(table, "insert", f"{_locked(*new)} OR {replaced}")
        yield _sqlite_trigger(table, "delete", _locked(*old))
        moved = f"({_locked(*old, *new)} OR (NEW.id IS NOT OLD.id AND {replaced}))"
        yield _sqlite_trigger(table, "update", f"{changed} AND {moved}")
    yield from _sqlite_framework()
    yield from _sqlite_edition(connection)
    yield from _sqlite_publication(connection)


def _sqlite_framework() -> Iterator[str]:
    held = (
        f"SELECT 1 FROM {FRAMEWORK} AS held WHERE EXISTS ({OF_FRAMEWORK.format('held.id')})"
        " AND (held.id = NEW.id OR held.slug = NEW.slug) AND held.id IS NOT {}"
    )
    yield _sqlite_trigger(FRAMEWORK, "insert", f"EXISTS ({held.format('NULL')})")
    yield _sqlite_trigger(FRAMEWORK, "delete", f"EXISTS ({OF_FRAMEWORK.format('OLD.id')})")
    changed = "(OLD.id IS NOT NEW.id OR OLD.slug IS NOT NEW.slug OR OLD.kind IS NOT NEW.kind)"
    altered = f"{changed} AND EXISTS ({OF_FRAMEWORK.format('OLD.id')})"
    yield _sqlite_trigger(FRAMEWORK, "update", f"({altered}) OR EXISTS ({held.format('OLD.id')})")


def _sqlite_edition(connection) -> Iterator[str]:
    held = (
        f"SELECT 1 FROM {EDITION} AS held WHERE {_locked('held.id')} AND held.id IS NOT {{}} AND"
        " (held.id = NEW.id OR (held.framework_id = NEW.framework_id AND held.label = NEW.label))"
    )
    changed = _changed(connection, EDITION, apart_from="status")
    status = "(OLD.status IS NOT NEW.status AND NEW.status NOT IN ('published', 'withdrawn'))"
    yield _sqlite_trigger(EDITION, "insert", f"EXISTS ({held.format('NULL')})")
    yield _sqlite_trigger(EDITION, "delete", _locked("OLD.id"))
    altered = f"{_locked('OLD.id')} AND ({changed} OR {status})"
    yield _sqlite_trigger(EDITION, "update", f"({altered}) OR EXISTS ({held.format('OLD.id')})")


def _sqlite_publication(connection) -> Iterator[str]:
    taken = f"EXISTS (SELECT 1 FROM {PUBLICATION} WHERE id = NEW.id OR edition_id = NEW.edition_id)"
    unready = f"NOT EXISTS (SELECT 1 FROM {EDITION} WHERE id = NEW.edition_id AND status = 'published')"
    message = f"CASE WHEN {taken} THEN RAISE(ABORT, '{MESSAGE}') ELSE RAISE(ABORT, '{NOT_PUBLISHED}') END"
    yield _sqlite_trigger(PUBLICATION, "insert", f"{taken} OR {unready}", message)
    yield _sqlite_trigger(PUBLICATION, "delete", "1")
    yield _sqlite_trigger(PUBLICATION, "update", _changed(connection, PUBLICATION))


def _locked(*editions: str) -> str:
    return f"EXISTS (SELECT 1 FROM {PUBLICATION} WHERE edition_id IN ({', '.join(editions)}))"


def _changed(connection, table: str, apart_from: str = "") -> str:
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    return "(" + " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in columns if c != apart_from) + ")"


def _sqlite_trigger(table: str, act: str, when: str, refuse: str = f"RAISE(ABORT, '{MESSAGE}')") -> str:
    return f"CREATE TRIGGER {table}_lock_{act} BEFORE {act.upper()} ON {table} WHEN {when} BEGIN SELECT {refuse}; END"


# --- PostgreSQL: one function for each table, called by one trigger for each act


def _postgresql() -> Iterator[str]:
    for table, editions in BELOW.items():
        new, old = (", ".join(edition.format(row=row) for edition in editions) for row in ("NEW", "OLD"))
        yield from _postgresql_triggers(table, POSTGRESQL_BELOW.format(old=old, new=new))
    yield from _postgresql_triggers(FRAMEWORK, POSTGRESQL_FRAMEWORK)
    yield from _postgresql_triggers(EDITION, POSTGRESQL_EDITION)
    yield from _postgresql_triggers(PUBLICATION, POSTGRESQL_PUBLICATION)
    yield f"""
        CREATE FUNCTION frameworks_lock_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM {PUBLICATION}) THEN {_raise(MESSAGE)} END IF;
            RETURN NULL;
        END $$
    """
    for table in TABLES:
        yield (
            f"CREATE TRIGGER {table}_lock_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION frameworks_lock_truncate()"
        )


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION USING MESSAGE = '{message}', ERRCODE = 'integrity_constraint_violation';"


# Each sets `refused`. Whoever publishes an edition waits for whoever is still writing below it, and the reverse:
# hence the rows of the edition that they lock.
POSTGRESQL_BELOW = f"""
    IF TG_OP = 'UPDATE' THEN
        IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN below := below || ARRAY[{{old}}]::bigint[]; END IF;
    IF TG_OP <> 'DELETE' THEN below := below || ARRAY[{{new}}]::bigint[]; END IF;
    PERFORM 1 FROM {EDITION} WHERE id = ANY (below) ORDER BY id FOR SHARE;
    refused := EXISTS (SELECT 1 FROM {PUBLICATION} WHERE edition_id = ANY (below));
"""
POSTGRESQL_FRAMEWORK = f"""
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.id, OLD.slug, OLD.kind) IS NOT DISTINCT FROM (NEW.id, NEW.slug, NEW.kind) THEN RETURN NEW; END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN refused := EXISTS ({OF_FRAMEWORK.format("OLD.id")}); END IF;
"""
POSTGRESQL_EDITION = f"""
    IF TG_OP = 'UPDATE' THEN
        held := NEW;
        IF NEW.status IN ('published', 'withdrawn') THEN held.status := OLD.status; END IF;
        IF OLD IS NOT DISTINCT FROM held THEN RETURN NEW; END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN refused := EXISTS (SELECT 1 FROM {PUBLICATION} WHERE edition_id = OLD.id); END IF;
"""
POSTGRESQL_PUBLICATION = f"""
    IF TG_OP = 'INSERT' THEN
        PERFORM 1 FROM {EDITION} WHERE id = NEW.edition_id AND status = 'published' FOR UPDATE;
        IF NOT FOUND THEN {_raise(NOT_PUBLISHED)} END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        refused := OLD IS DISTINCT FROM NEW;
    ELSE
        refused := true;
    END IF;
"""


def _postgresql_triggers(table: str, rule: str) -> Iterator[str]:
    yield f"""
        CREATE FUNCTION {table}_lock() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE below bigint[] := ARRAY[]::bigint[]; held {EDITION}%ROWTYPE; refused boolean := false;
        BEGIN
            {rule}
            IF refused THEN {_raise(MESSAGE)} END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$
    """
    for act in ("insert", "update", "delete"):
        yield (
            f"CREATE TRIGGER {table}_lock_{act} BEFORE {act.upper()} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_lock()"
        )
