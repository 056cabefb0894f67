"""A backup from where texts were told apart otherwise, or could be longer: all of it arrives, or is named before."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from records.backup import MANIFEST, SEAL
from records.fit import changes
from records.restore import opened
from tests.records.test_backup import ROOT, rows_of
from tests.records.test_old_backups import BACKUPS

WORKSHOPS, PEOPLE = "maturity_workshop", "maturity_participant"
FINDINGS, CONCERNS = "inspections_finding", "assessments_concern"


def altered(path, to, alter):
    """Write a backup with other rows in some tables, as whole as the first; `alter` says of a table what it holds."""
    with zipfile.ZipFile(path) as first, zipfile.ZipFile(to, "w") as made:
        manifest = json.loads(first.read(MANIFEST))
        for name in first.namelist():
            content = first.read(name)
            if name in {MANIFEST, SEAL}:
                continue
            table = name.removeprefix("tables/").removesuffix(".jsonl")
            if table in (about := manifest["tables"]):
                names = about[table]["columns"]
                rows = [dict(zip(names, json.loads(line), strict=True)) for line in content.split(b"\n") if line]
                written = [
                    json.dumps([row[name] for name in names], ensure_ascii=False, separators=(",", ":"))
                    for row in alter(table, rows)
                ]
                content = "".join(f"{line}\n" for line in written).encode()
                about[table] |= {"rows": len(written), "sha256": hashlib.sha256(content).hexdigest()}
                about[table]["last"] = about[table]["last"] and max(about[table]["last"], 10_000)
            made.writestr(name, content)
        text = json.dumps(manifest)
        made.writestr(MANIFEST, text)
        made.writestr(SEAL, hashlib.sha256(text.encode()).hexdigest())
    return to


def with_doubles(table, rows):
    """Put people and causes of concern beside one another that are the same by now."""
    if table == WORKSHOPS:
        rows = [WORKSHOP]
    if table == PEOPLE:
        rows = [seat(pk, name) for pk, name in {1: "Siân", 2: "SIÂN", 3: "Siân (2)", 4: "Sian"}.items()]
    if table == FINDINGS:
        first = rows[0] | {"kind": "cause", "parent_id": None}
        rows += [first | {"id": pk, "reference": text} for pk, text in {9001: "Z-17", 9002: "z\u201117 "}.items()]
    if table == CONCERNS:
        force = rows_of(BACKUPS[-1], FINDINGS)[0]["force_id"]
        rows += [rows[0] | {"id": 9002, "reference": "z\u201117 ", "force_id": force}]
    return rows


WORKSHOP = {
    "id": 1,
    "assessment_id": 1,
    "title": "W",
    "code": "ABCDEF",
    "facilitator_id": 1,
    "prescoring": False,
    "statements_too": False,
    "guests": True,
    "names_shown": True,
    "facilitator_votes": False,
    "time_box": None,
    "opened_at": "2026-01-05T12:00:00+00:00",
    "prescored_at": None,
    "nudged_at": None,
    "closed_at": None,
    "revision": 1,
    "stage": 1,
}


def seat(pk, name):
    guest = {"user_id": None, "group_id": None, "observes": False, "on_paper": False}
    first = {"id": pk, "workshop_id": 1, "user_id": None, "name": name}
    return first | guest | {"key": f"k{pk}", "joined_at": "2026-01-05T12:00:00+00:00"}


@pytest.fixture
def doubled(tmp_path):
    return altered(BACKUPS[-1], tmp_path / "doubled.zip", with_doubles)


def test_what_is_there_twice_is_named_and_nothing_is_lost(doubled, spare_database, tmp_path):
    environment = os.environ | {"DATABASE_URL": spare_database, "EVIDENCE_FOLDER": str(tmp_path / "evidence")}
    command = [sys.executable, "-m", "tests.records.numbered_rows", str(doubled)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    *said, last = done.stdout.splitlines()
    there = json.loads(last)
    assert there["people"][-4:] == [
        ["Siân", "siân"],
        ["SIÂN (3)", "siân (3)"],
        ["Siân (2)", "siân (2)"],
        ["Sian", "sian"],
    ]
    assert there["findings"][-2:] == [["Z-17", "z-17"], ["z\u201117 (2)", "z-17 (2)"]]
    assert there["concerns"][-1] == "z\u201117 (2)"
    assert said[1:-3] == [
        "These had the same text as another, and have a number now:",
        "inspections_finding 9002: “z\u201117 ” is “z\u201117 (2)” now, since another was called the same.",
        "maturity_participant 2: “SIÂN” is “SIÂN (3)” now, since another was called the same.",
        "assessments_concern 9002: “z\u201117 ” is “z\u201117 (2)” now, since another was called the same.",
    ]


def test_check_says_it_before(doubled, capsys):
    call_command("restore", doubled, check=True)
    told = capsys.readouterr().out
    assert "These have the same text as another, and would get a number:" in told
    assert "“SIÂN” is “SIÂN (3)” now" in told


def test_a_backup_in_which_nothing_is_twice_is_restored_as_it_is():
    with opened(BACKUPS[-1]) as (archive, manifest):
        assert changes(archive, manifest).all == ()


@pytest.mark.parametrize(
    ("name", "said"), [("x" * 61, "name has 61 characters, 60 fit"), ("a\0b", "name has a mark of number 0")]
)
def test_check_knows_what_the_database_here_would_refuse(name, said, tmp_path, capsys):
    def alter(table, rows):
        return [seat(1, name)] if table == PEOPLE else with_doubles(table, rows)

    path = altered(BACKUPS[-1], tmp_path / "long.zip", alter)
    if connection.vendor == "sqlite":
        call_command("restore", path, check=True)
        return
    with pytest.raises(CommandError, match="The database here can't hold all of the backup") as refused:
        call_command("restore", path, check=True)
    assert said in str(refused.value)
