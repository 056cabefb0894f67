"""A backup is one moment of the whole, taken while people write, and comes back to the byte."""

import datetime
import hashlib
import json
import os
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from assessments.sign_off.page import sign
from evidence.models import Item
from history.models import Entry
from records.backup import FORMAT, MANIFEST, SEAL, Refused, backup
from records.restore import must_be_empty, must_fit, opened
from records.rows import columns_of, lines, plain, values, whole_database
from records.snapshot import one_moment
from tests.factories import (
    NOON,
    AssessmentFactory,
    FileItemFactory,
    ItemFactory,
    KeyDateFactory,
    UserFactory,
    small_edition,
)

ROOT = Path(settings.FIXTURE_DIRS[0]).parent
WRITERS = 30


def manifest_of(path):
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read(MANIFEST))


def rows_of(path, table):
    """Return the rows of a table in a backup, by column."""
    names = manifest_of(path)["tables"][table]["columns"]
    with zipfile.ZipFile(path) as archive, archive.open(f"tables/{table}.jsonl") as part:
        return [dict(zip(names, json.loads(line), strict=True)) for line in part]


@contextmanager
def people_write(assessment, by):
    """Let WRITERS people save one answer after another until the block ends; yields how often each was told so."""
    statements = list(assessment.edition.criteria.get().statements.order_by("pk"))
    saved, stop, wrong = [0] * WRITERS, Event(), []

    def write(number):
        try:
            while not stop.is_set():
                answer = ("yes", "no")[saved[number] % 2]
                version = saved[number]
                assessment.judge(statements[number], answer=answer, note="", version=version, by=by, at=NOON)
                saved[number] += 1
        except Exception as problem:
            wrong.append(problem)
        finally:
            connections.close_all()

    people = [Thread(target=write, args=[number]) for number in range(WRITERS)]
    for person in people:
        person.start()
    try:
        while min(saved) == 0 and not wrong:
            stop.wait(0.01)
        yield saved
    finally:
        stop.set()
        for person in people:
            person.join()
    assert wrong == []


def test_backup_while_people_write_comes_back_as_of_its_moment(committed, spare_database, tmp_path, evidence_folder):
    """The whole of it, once: it takes some seconds, since the restored installation makes its own tables."""
    lead = UserFactory()
    signed_one = AssessmentFactory(edition=small_edition(levels=2, criteria=1, statements=1))
    signed_one.submit(by=lead, at=NOON)
    report = sign(signed_one, capacity="Deputy", statement="Agreed.", by=lead, on=NOON.date(), at=NOON)
    signed_one.reopen(reason="To change it afterwards.", by=lead, at=NOON)
    statement = signed_one.edition.criteria.get().statements.first()
    signed_one.judge(statement, answer="no", note="After signing.", version=0, by=lead, at=NOON)
    small_edition(framework=signed_one.edition.framework, supersedes=signed_one.edition)
    item = FileItemFactory(force=signed_one.force)
    # An older version took it.
    far = KeyDateFactory(force=signed_one.force, on=datetime.date.max)
    # Given and taken again: its key must never be given to another.
    last = ItemFactory()
    Item.objects.filter(pk=last.pk).delete()
    busy = AssessmentFactory(edition=small_edition(levels=1, criteria=1, statements=WRITERS))

    path = tmp_path / "one.zip"
    with people_write(busy, lead) as saved:
        before = sum(saved)
        told = backup(path, at=timezone.now())
        after = sum(saved) + WRITERS
    whole = next(row for row in rows_of(path, "assessments_assessment") if row["id"] == busy.pk)
    answers = [row for row in rows_of(path, "assessments_judgement") if row["assessment_id"] == busy.pk]
    # Each save is one transaction that counts in both: any other moment of the one than of the other would show.
    assert sum(row["version"] for row in answers) == whole["revision"] - 1
    assert before <= whole["revision"] - 1 <= after
    recorded = [row for row in rows_of(path, "history_entry") if row["assessment"] == busy.pk]
    assert len(recorded) == whole["revision"]

    with item.file.open() as kept:
        content = kept.read().hex()
    folder = tmp_path / "restored"
    environment = os.environ | {"DATABASE_URL": spare_database, "EVIDENCE_FOLDER": str(folder)}

    code = (
        f"from django.core.management import call_command; call_command('restore', {str(path)!r});"
        "from assessments.models import SignOff; from evidence.models import Item; from history import triggers;"
        "from django.db import connection;"
        f"s = SignOff.objects.get(pk={report.pk});"
        "print(s.digest, s.is_intact, triggers.install(connection));"
        f"i = Item.objects.get(pk={item.pk}); print(i.file.read().hex());"
        "i.pk = None; i.kind, i.text = 'note', 'New'; i.file = i.sha256 = i.scan = ''; i.size = None; i.save();"
        f"print(i.pk > {last.pk})"
    )
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    first, *_, intact, held, later = done.stdout.splitlines()
    assert [first, intact, held, later] == [
        f"{told.rows} rows and {told.files} files are restored, each with the hash that it had.",
        f"{report.digest} True False",
        content,
        "True",
    ]
    assert odd("inspections_keydate", "on", far.pk) in done.stderr.splitlines()


def odd(table, name, row):
    return (
        f"{table}.{name} holds 1 day outside 1990 to 2100, for example 9999-12-31 in row {row}. "
        "Put that right on its page."
    )


def test_days_that_are_taken_no_more_are_named_before_a_backup_comes_in(committed, tmp_path, capsys):
    KeyDateFactory()
    far = KeyDateFactory(on=datetime.date.max)
    backup(tmp_path / "a.zip", at=NOON)
    call_command("restore", tmp_path / "a.zip", check=True)
    whole, *named = capsys.readouterr().out.splitlines()
    assert "is whole" in whole
    assert named[:-3] == [odd("inspections_keydate", "on", far.pk)]


def test_a_moment_doesnt_see_what_is_written_after_it_began(committed):
    with one_moment(connection):
        before = Entry.objects.count()
        other = Thread(target=lambda: (UserFactory(), connections.close_all()))
        other.start()
        other.join(10)
        assert (other.is_alive(), Entry.objects.count()) == (False, before)
    assert Entry.objects.count() > before


@pytest.mark.django_db
def test_every_row_reads_back_as_it_was_written():
    FileItemFactory()
    AssessmentFactory()
    for columns in whole_database():
        for line in list(lines(columns))[:50]:
            again = [plain(value) for value in values(columns.fields, line)]
            assert again == json.loads(line)


def test_what_passes_is_in_no_backup():
    """Sessions, the tokens of forms that were sent, wrong codes, and mail on its way, which may let one in."""
    passing = {"django_session", "accounts_session", "accounts_sentform", "outbox_mail", "cache"}
    assert passing & {columns.table for columns in whole_database()} == set()
    assert passing - {"cache"} <= set(connection.introspection.table_names())


def archive(path, *, seal=None, rows=b"[1]\n", **said):
    """Write a small backup of one table; what is said otherwise is wrong with it."""
    manifest = {
        "format": FORMAT,
        "made_at": NOON.isoformat(),
        "engine": "sqlite",
        "migrations": [["accounts", "0001_initial"]],
        "tables": {"accounts_force": {"columns": ["id"], "rows": 1, "sha256": hashlib.sha256(b"[1]\n").hexdigest()}},
        "files": {},
        "missing": [],
        **said,
    }
    text = json.dumps(manifest)
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("tables/accounts_force.jsonl", rows)
        made.writestr(MANIFEST, text)
        made.writestr(SEAL, seal or hashlib.sha256(text.encode()).hexdigest())
    return path


def test_a_whole_backup_is_known_as_whole(tmp_path, capsys):
    call_command("restore", archive(tmp_path / "a.zip"), check=True)
    assert "is whole. It was made at 2026-11-22T12:00:00+00:00." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"rows": b"[2]\n"}, "tables/accounts_force.jsonl was altered"),
        ({"seal": "0" * 64}, "its manifest was altered"),
        ({"format": 99}, "its format 99 isn't known here"),
        ({"files": {"ab/cd": {"sha256": "", "bytes": 1}}}, "files/ab/cd"),
    ],
)
def test_a_damaged_backup_is_refused(tmp_path, wrong, says):
    with pytest.raises(CommandError, match="is damaged") as refused:
        call_command("restore", archive(tmp_path / "a.zip", **wrong), check=True)
    assert says in str(refused.value)


@pytest.mark.parametrize("cut", [0, 10, 400])
def test_half_a_backup_is_refused(tmp_path, cut):
    path = archive(tmp_path / "a.zip")
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(Refused, match="is no backup, or not a whole one"), opened(path):
        pass


@pytest.mark.parametrize(
    ("said", "unknown"),
    [
        ({"migrations": [["accounts", "9999_later"]]}, "accounts.9999_later"),
        ({"tables": {"accounts_later": {"columns": ["id"]}}}, "accounts_later"),
        ({"tables": {"accounts_force": {"columns": ["id", "later"]}}}, "accounts_force.later"),
    ],
)
def test_a_backup_of_a_newer_version_is_refused(said, unknown):
    with pytest.raises(Refused, match=f"newer version .* It doesn't know: {unknown}"):
        must_fit({"migrations": [], "tables": {}, **said})


@pytest.mark.django_db
def test_an_installation_in_use_is_refused():
    with pytest.raises(Refused, match="isn't empty: it has"):
        must_be_empty()


def test_a_backup_writes_over_nothing(tmp_path):
    path = archive(tmp_path / "a.zip")
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", path)
    assert [*tmp_path.iterdir()] == [path]


def test_columns_are_in_the_models_order():
    assert columns_of(Item).names[:3] == ["id", "force_id", "kind"]
