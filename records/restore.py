"""Restoring a backup into an empty installation: every byte is checked before, and again after."""

import datetime
import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from config.texts.key_field import keys_of
from frameworks.models import Edition, lock
from frameworks.rule.former_thresholds import former_thresholds
from history import triggers
from history.models import Entry
from inspections.inspection.day_of_entry import note_days_of_entry
from inspections.models import FindingEvent, Inspection
from records.archive import digest, pieces_of
from records.backup import FILES, FORMAT, MANIFEST, SEAL, TABLES, Contents, Refused, file_names
from records.fit import Changes, changes, refused
from records.odd_days import odd_days
from records.old_rows import FORMER_COLUMNS, as_it_is_now, put_in_place
from records.proof import Proof, must_have_seal, proof
from records.rows import Columns, lines, values, whole_database

# What `migrate` itself puts into an empty installation.
MADE_BY_MIGRATE = (Permission, ContentType)
AT_ONCE = 500


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """Open a backup whose every byte has the hash that its manifest says. Raises Refused for any other file."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as problem:
        raise Refused(f"{path} is no backup, or not a whole one: {problem}.") from None
    with archive:
        try:
            manifest = _checked(archive)
        except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as problem:
            raise Refused(f"{path} is damaged: {problem}. Take another backup.") from None
        yield archive, manifest


def restore(path: Path, *, seal: str = "", although_altered: bool = False) -> Contents:
    """Restore a backup into the installation, whose tables are made and empty. After Refused they are empty still."""
    with opened(path) as (archive, manifest):
        if seal:
            must_have_seal(archive, seal)
        must_fit(manifest)
        proved = proof(archive, manifest)
        if not although_altered:
            must_be_proved(proved)
        must_be_empty()
        must_be_taken(archive, manifest)
        numbered = changes(archive, manifest)
        files: list[tuple[models.FileField, str]] = []
        try:
            with transaction.atomic():
                with _without_triggers():
                    _rows(archive, manifest, numbered)
                    _work_out(manifest)
                files.extend(_files(archive, manifest))
                must_be_the_same(manifest, numbered)
        except BaseException:
            for field, name in files:
                field.storage.delete(name)
            raise
        rows, missing = sum(table["rows"] for table in manifest["tables"].values()), tuple(manifest["missing"])
        odd, told = tuple(odd_days(archive, manifest)), tuple(str(change) for change in numbered.all)
        return Contents(
            rows=rows,
            files=len(manifest["files"]),
            digest=_seal(archive),
            missing=missing,
            odd_days=odd,
            numbered=told,
            checked=proved.sentences(sealed=bool(seal)),
            faults=proved.faults,
        )


def must_fit(manifest: dict[str, Any]) -> None:
    """Raise Refused unless this version of the program has a place for everything in the backup."""
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    newer = sorted(f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in known)
    here = {columns.table: columns for columns in whole_database()}
    newer += sorted(table for table in manifest["tables"] if table not in here)
    for table, about in manifest["tables"].items():
        if table in here:
            known_here = {*here[table].names, *FORMER_COLUMNS.get(table, ())}
            newer += sorted(f"{table}.{name}" for name in set(about["columns"]) - known_here)
    if newer:
        raise Refused(f"The backup is of a newer version of this program. It doesn't know: {', '.join(newer[:5])}.")


def must_be_empty() -> None:
    """Raise Refused unless nobody has used the installation yet."""
    for columns in whole_database():
        if columns.model not in MADE_BY_MIGRATE and columns.model._base_manager.exists():
            name = columns.model._meta.verbose_name_plural
            raise Refused(f"This installation isn't empty: it has {name}. Restore into a new database.")


def must_be_proved(proved: Proof) -> None:
    """Raise Refused where something isn't what its hash or its history says."""
    if proved.faults:
        told = " ".join(proved.told)
        raise Refused(f"Something was altered, in this file or before it was made. {told} Nothing was restored.")


def must_be_taken(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Raise Refused where the database here would refuse a row of the backup."""
    if told := refused(archive, manifest):
        raise Refused(f"The database here can't hold all of the backup. {' '.join(told)}")


def must_be_the_same(manifest: dict[str, Any], numbered: Changes) -> None:
    """Raise Refused unless the tables hold, to the byte, what the backup says, but for what was numbered."""
    for columns in whole_database():
        about = manifest["tables"].get(columns.table)
        if not about or about["columns"] != columns.names:
            continue
        if digest(_as_sent(columns, numbered)) != (about["sha256"], about["rows"]):
            raise Refused(f"What arrived in {columns.table} isn't what the backup holds. Nothing was restored.")


def _as_sent(columns: Columns, numbered: Changes) -> Iterator[bytes]:
    for line in lines(columns):
        yield numbered.undone(columns.table, columns.names, line)


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    text = archive.read(MANIFEST)
    if hashlib.sha256(text).hexdigest() != _seal(archive):
        raise ValueError("its manifest was altered")
    manifest = json.loads(text)
    if manifest["format"] != FORMAT:
        raise ValueError(f"its format {manifest['format']} isn't known here")
    hashes = {f"{TABLES}{table}.jsonl": about["sha256"] for table, about in manifest["tables"].items()}
    hashes |= {f"{FILES}{name}": about["sha256"] for name, about in manifest["files"].items()}
    for member, sha256 in hashes.items():
        with archive.open(member) as part:
            if digest(pieces_of(part))[0] != sha256:
                raise ValueError(f"{member} was altered")
    return manifest


def _seal(archive: zipfile.ZipFile) -> str:
    return archive.read(SEAL).decode()


@contextmanager
def _without_triggers() -> Iterator[None]:
    """Remove, until the block ends, the triggers that record rows and those that refuse changes of what is locked."""
    triggers.remove(connection)
    lock.remove(connection)
    yield
    # What waits for the end of the transaction is checked now: PostgreSQL alters no table that waits.
    connection.check_constraints()
    lock.install(connection)
    triggers.install(connection)


def _rows(archive: zipfile.ZipFile, manifest: dict[str, Any], numbered: Changes) -> None:
    for model in MADE_BY_MIGRATE:
        model._base_manager.all()._raw_delete(connection.alias)
    elsewhere: list[dict[str, Any]] = []
    for columns in whole_database():
        about = manifest["tables"].get(columns.table)
        if about is None:
            continue
        fields = {str(field.column): field for field in columns.fields}
        added = [field for field in columns.fields if field.column not in about["columns"]]
        with archive.open(f"{TABLES}{columns.table}.jsonl") as part:
            arriving = (numbered.arriving(columns.table, about["columns"], line) for line in part)
            table = as_it_is_now(columns.table, about["columns"], arriving, elsewhere)
            there, rows = [fields[name] for name in table.columns], iter(table.lines)
            while some := list(islice(rows, AT_ONCE)):
                _insert(columns, there, added, [values(there, line) for line in some])
        _count_on(columns, about["last"])
    put_in_place(elsewhere)


def _work_out(manifest: dict[str, Any]) -> None:
    """Work out of the rows what the version of the backup didn't note, as the migrations do."""
    if "entered_on" not in manifest["tables"]["inspections_inspection"]["columns"]:
        made_on = timezone.localdate(datetime.datetime.fromisoformat(manifest["made_at"]))
        entries, events = Entry.objects.all(), FindingEvent.objects.all()
        note_days_of_entry(Inspection.objects.all(), entries=entries, events=events, otherwise=made_on)
    if "share_substantial" not in manifest["tables"]["frameworks_edition"]["columns"]:
        had = former_thresholds()
        Edition.objects.update(share_substantial=had.substantial, share_some=had.some)


def _insert(columns: Columns, there: list[models.Field], added: list[models.Field], rows: Iterable[list]) -> None:
    """Insert rows as they are; what a newer version of the table has besides gets its default, and a text its key."""
    quote = connection.ops.quote_name
    fields = [*there, *added]
    defaults = [field.get_default() for field in added]
    sources = [([field.name for field in fields].index(key.source), key) for key in keys_of(columns.model)]
    names = ", ".join(quote(str(field.column)) for field in (*fields, *(key for _, key in sources)))
    prepared = []
    for row in rows:
        whole = [*row, *defaults]
        prepared.append([field.get_db_prep_save(value, connection) for field, value in zip(fields, whole, strict=True)])
        prepared[-1] += [key.key_of(whole[place]) for place, key in sources]
    places = ", ".join([f"({', '.join(['%s'] * (len(fields) + len(sources)))})"] * len(prepared))
    with connection.cursor() as cursor:
        statement = f"INSERT INTO {quote(columns.table)} ({names}) VALUES {places}"  # noqa: S608  Our own tables.
        cursor.execute(statement, [value for row in prepared for value in row])


def _count_on(columns: Columns, last: int | None) -> None:
    """Let the table's keys go on from where they were, so that none is ever given twice."""
    if last is None:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [columns.table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [columns.table, last])
            return
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [columns.table, columns.model._meta.pk.column])
        (sequence,) = cursor.fetchone()
        cursor.execute("SELECT setval(%s, %s, %s)", [sequence, max(last, 1), last > 0])


def _files(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Iterator[tuple[models.FileField, str]]:
    for field, name in file_names():
        if name not in manifest["files"]:
            continue
        if field.storage.exists(name):
            raise Refused(f"The folder of evidence isn't empty: it has {name}. Name an empty one.")
        with archive.open(f"{FILES}{name}") as part:
            # Known before it is written, so that one half written is taken away too.
            yield field, name
            field.storage.save(name, File(part, name=name))
