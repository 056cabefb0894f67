"""A whole installation as one file: every table and every file of evidence, as of one moment, with their hashes.

The file is a zip: `manifest.json` says what is in it, `tables/` holds a line of JSON for each row, `files/` the files
under the names by which their rows know them. It means the same on every engine.
"""

import datetime
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from config.refusal import Refusal
from records.archive import pieces_of, write_part
from records.rows import Columns, lines, whole_database
from records.snapshot import one_moment

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
TABLES, FILES = "tables/", "files/"
# Files are packed already, more often than not, and rows pack well even in haste.
LEVEL = 3


class Refused(Refusal):
    """What was asked can't be done; the message says why, for whoever administers the installation."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: rows and files, and the hash of its manifest; `missing` are files that were not there.

    `odd_days` are sentences about days that no form takes any more. `numbered` says which texts got a number on their
    way in, since another was the same. `checked` says what was proved and what can't be; `faults` are what was altered.
    """

    rows: int
    files: int
    digest: str
    missing: tuple[str, ...] = ()
    odd_days: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def backup(path: Path, *, at: datetime.datetime) -> Contents:
    """Write the installation as of one moment to a file that isn't there yet. Raises Refused."""
    if path.exists():
        raise Refused(f"{path} is there already. Name another file.")
    part = path.with_name(f"{path.name}.part")
    # It holds everybody's everything: nobody else on the machine reads it.
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        try:
            contents = _write(out, at)
        except BaseException:
            part.unlink()
            raise
    part.rename(path)
    return contents


def _write(out: BinaryIO, at: datetime.datetime) -> Contents:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL, allowZip64=True) as archive:
        with one_moment(connection):
            tables = {columns.table: _table(archive, columns) for columns in whole_database()}
            names = list(file_names())
            applied = sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())
        files, missing = {}, []
        for field, name in names:
            with suppress(FileNotFoundError):
                files[name] = _file(archive, field, name)
                continue
            missing.append(name)
        manifest = {
            "format": FORMAT,
            "made_at": at.isoformat(),
            "engine": connection.vendor,
            "migrations": applied,
            "tables": tables,
            "files": files,
            "missing": missing,
        }
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1)
        seal = hashlib.sha256(text.encode()).hexdigest()
        archive.writestr(MANIFEST, text)
        archive.writestr(SEAL, seal)
    rows = sum(table["rows"] for table in tables.values())
    return Contents(rows=rows, files=len(files), digest=seal, missing=tuple(missing))


def _table(archive: zipfile.ZipFile, columns: Columns) -> dict[str, Any]:
    sha256, rows = write_part(archive, f"{TABLES}{columns.table}.jsonl", lines(columns))
    return {"columns": columns.names, "rows": rows, "sha256": sha256, "last": last_key(columns)}


def _file(archive: zipfile.ZipFile, field: models.FileField, name: str) -> dict[str, Any]:
    with field.storage.open(name) as file:
        sha256, _ = write_part(archive, f"{FILES}{name}", pieces_of(file))
    return {"bytes": archive.getinfo(f"{FILES}{name}").file_size, "sha256": sha256}


def file_names() -> Iterator[tuple[models.FileField, str]]:
    """Yield every file that a row names, with the field that knows where it is kept."""
    for columns in whole_database():
        for field in columns.fields:
            if isinstance(field, models.FileField):
                rows = columns.model._base_manager.exclude(**{field.name: ""}).order_by("pk")
                for name in rows.values_list(field.name, flat=True):
                    yield field, name


def last_key(columns: Columns) -> int | None:
    """Return the last number that the table gave a row, so that none is given twice; None where it gives none."""
    field = columns.model._meta.pk
    if not isinstance(field, models.AutoField | models.BigAutoField):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [columns.table])
            return (cursor.fetchone() or [0])[0]
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [columns.table, field.column])
        (sequence,) = cursor.fetchone()
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608
        return cursor.fetchone()[0]
