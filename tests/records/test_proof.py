"""What a backup proves of itself and what it can't: altered in each way, hashes made anew, and what is said of it."""

from contextlib import nullcontext

import pytest
from django.core.management import CommandError, call_command

from assessments.models.sign_offs import digest
from records.backup import Refused, backup
from records.proof import NEVER_PROVED, SEALED, UNSEALED, proof
from records.restore import must_be_proved, opened, restore
from tests.factories import NOON, BoardPaperFactory, FileItemFactory, SignOffFactory
from tests.records.test_fit import altered
from tests.records.test_old_backups import BACKUPS

ENTRIES = "history_entry"


@pytest.fixture(scope="module")
def made(module_rows, tmp_path_factory):
    """Return a backup with something signed, something issued and a file, and the seal that was printed."""
    path = tmp_path_factory.mktemp("proof") / "a.zip"
    with module_rows(), pytest.MonkeyPatch.context() as patch:
        # Within the transaction that takes the rows back. What a moment is, is tested elsewhere.
        patch.setattr("records.backup.one_moment", lambda connection: nullcontext())
        SignOffFactory(report='{"answers":["yes"]}')
        FileItemFactory()
        paper = BoardPaperFactory()
        paper.issue(lambda paper: "As issued.", by=paper.made_by, at=NOON)
        seal = backup(path, at=NOON).digest
    return path, seal


def said_of(capsys, path, **options):
    """Return what `restore --check` prints, and how it refuses; nothing where it doesn't."""
    try:
        call_command("restore", path, check=True, **options)
    except CommandError as refusal:
        return capsys.readouterr().out.splitlines(), str(refusal)
    return capsys.readouterr().out.splitlines(), ""


def test_a_backup_proves_itself(made, capsys):
    path, seal = made
    said, refusal = said_of(capsys, path, seal=seal)
    assert refusal == ""
    assert "is whole" in said[0]
    assert said[1].startswith(
        "Held against its hash or its history: 5 published editions, 2 signed reports and issued papers, "
        "1 files of evidence, 7 rows that are never altered, against their history, "
    )
    assert said[2:] == [SEALED, NEVER_PROVED]


@pytest.mark.parametrize("path", BACKUPS, ids=lambda path: path.stem)
def test_a_backup_of_an_older_version_proves_itself(path):
    with opened(path) as (archive, manifest):
        proved = proof(archive, manifest)
    assert proved.faults == ()
    assert proved.held["published editions"] == 5
    assert proved.held["rows that are never altered, against their history"] > 5


def change(table, **columns):
    """Return what alters the last row of a table."""
    return lambda name, rows: [*rows[:-1], rows[-1] | columns] if name == table else rows


def first_statement(name, rows):
    return [rows[0] | {"text": "Reworded."}, *rows[1:]] if name == "frameworks_statement" else rows


def signed_made(name, rows):
    """Take the history's word of the signing out."""
    return [row for row in rows if row["kind"] != "assessments_signoff"] if name == ENTRIES else rows


def signed_otherwise(name, rows):
    """Sign another text, with its own hash, in another office."""
    if name != "assessments_signoff":
        return rows
    return [row | {"report": "{}", "digest": digest("{}"), "capacity": "Chief Constable"} for row in rows]


def unmade(name, rows):
    return [] if name == "assessments_signoff" else rows


def disordered(name, rows):
    return [*rows[:-2], rows[-1], rows[-2]] if name == ENTRIES else rows


# Each with hashes made anew from first to last, so that the file is whole.
ALTERED = {
    "words of a published edition": (first_statement, "aren't those that were published"),
    "a signed text": (change("assessments_signoff", report="{}"), "isn't the one with the hash beside it"),
    "an issued paper": (change("inspections_issuedpaper", text="Other."), "isn't the one with the hash beside it"),
    "a file": (change("evidence_item", sha256="0" * 64), "isn't the one that was put on the shelf"),
    "a signature with its hash": (signed_otherwise, "The history says otherwise of assessments_signoff"),
    "an entry of a signature": (signed_made, "which never changes, has 0 entries, not one"),
    "a signature taken out": (unmade, "was made, and it isn't there"),
    "entries in another order": (disordered, "comes after entry"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_what_was_altered_is_found_even_where_every_hash_was_made_anew(made, tmp_path, capsys, what):
    alter, says = ALTERED[what]
    path = altered(made[0], tmp_path / "b.zip", alter)
    said, refusal = said_of(capsys, path)
    assert "is whole" in said[0]
    assert says in refusal
    with opened(path) as (archive, manifest), pytest.raises(Refused, match="Nothing was restored"):
        must_be_proved(proof(archive, manifest))
    assert "The seal doesn't fit" in said_of(capsys, path, seal=made[1])[1]


def by_nobody(name, rows):
    """Take away who did what, of all that may change: nothing else in the file says so."""
    return [row | {"by_id": None, "way": "migrate"} for row in rows] if name == ENTRIES else rows


def without_one(name, rows):
    """Take away an entry about what may change."""
    return [row for row in rows if row["kind"] != "evidence_item"] if name == ENTRIES else rows


@pytest.mark.parametrize("alter", [by_nobody, without_one])
def test_of_an_altered_history_only_the_seal_tells_and_the_command_says_so(made, tmp_path, capsys, alter):
    path = altered(made[0], tmp_path / "b.zip", alter)
    said, refusal = said_of(capsys, path)
    assert (refusal, said[2:]) == ("", [UNSEALED, NEVER_PROVED])
    kept = tmp_path / "seal.txt"
    kept.write_text(f"12 rows and 1 files are in b.zip.\nSHA-256 of its manifest: {made[1]}\n")
    for seal in (made[1], str(kept)):
        said, refusal = said_of(capsys, path, seal=seal)
        assert (said, refusal[:20]) == ([], "The seal doesn't fit")


@pytest.mark.parametrize("seal", ["abc", "0" * 63, f"{'0' * 64} {'1' * 64}"])
def test_what_is_no_seal_is_said_to_be_none(made, capsys, seal):
    assert said_of(capsys, made[0], seal=seal)[1].startswith("A seal is the 64 letters and digits")


def test_a_restore_refuses_before_anything_is_there(made, tmp_path):
    """It looks at the seal first, so no database need be empty to be refused."""
    with pytest.raises(Refused, match="The seal doesn't fit"):
        restore(made[0], seal="0" * 64)
