"""What happened to a finding stays as it was recorded: triggers by which the database refuses to alter an event.

An event goes only with its whole finding. SQLite drops a table's triggers whenever a migration rebuilds the table:
such a migration ends with `install`, too.
"""

TABLE, FINDING = "inspections_findingevent", "inspections_finding"
MESSAGE = "What happened to a finding is never altered. Record what happened next."
ACTS = ("update", "delete")
ORPHAN = f"EXISTS (SELECT 1 FROM {FINDING} WHERE id = OLD.finding_id)"  # noqa: S608  Our own tables' names.


def install(connection) -> None:
    """Put the triggers on, anew where they are on already."""
    remove(connection)
    make = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    _run(connection, make)


def remove(connection) -> None:
    """Take the triggers off: for undoing the migration."""
    postgresql = connection.vendor == "postgresql"
    on = f" ON {TABLE}" if postgresql else ""
    _run(connection, [f"DROP TRIGGER IF EXISTS {TABLE}_{act}{on}" for act in ACTS])
    if postgresql:
        _run(connection, [f"DROP FUNCTION IF EXISTS {TABLE}_refuse()"])


def _run(connection, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite() -> list[str]:
    when = {"update": "1", "delete": ORPHAN}
    return [
        f"CREATE TRIGGER {TABLE}_{act} BEFORE {act.upper()} ON {TABLE} WHEN {when[act]}"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for act in ACTS
    ]


def _postgresql() -> list[str]:
    refuse = f"RAISE EXCEPTION USING MESSAGE = '{MESSAGE}', ERRCODE = 'integrity_constraint_violation';"
    function = f"""
        CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN {refuse} END IF;
            IF {ORPHAN} THEN {refuse} END IF;
            RETURN OLD;
        END $$
    """
    triggers = [
        f"CREATE TRIGGER {TABLE}_{act} BEFORE {act.upper()} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()"
        for act in ACTS
    ]
    return [function, *triggers]
