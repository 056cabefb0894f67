"""What a backup proves of itself: published words, signed texts and evidence by their hashes, the history by its rows.

A backup whose hashes were all made anew is as whole as the first one. Only a seal that was kept apart from it tells.
"""

import hashlib
import hmac
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from assessments import append_only as of_assessments
from frameworks.content import CRITERION, STATEMENT, STEP, Rows, assembled, digest_of
from frameworks.files.edition_values import OF_EDITION
from frameworks.models import Criterion, Edition, Level, Publication, Statement
from history.models import Entry
from history.tables import is_kept
from inspections import append_only as of_inspections
from records.backup import MANIFEST, Refused
from records.fit import rows

# Texts that are kept to the byte beside their SHA-256.
TEXTS = {"assessments_signoff": "report", "inspections_issuedpaper": "text"}
NEVER_ALTERED = tuple(kept.table for kept in (*of_assessments.ALL, *of_inspections.ALL))
MOST_TOLD = 20
UNSEALED = (
    "No seal was given. Whoever could write this file could have made every hash and the whole history anew, and this "
    "check would find nothing. Only the seal that the backup printed, kept apart from it, rules that out: --seal."
)
SEALED = "The seal fits: this is the file that was written with it, to the byte."
NEVER_PROVED = (
    "What it can't prove, with a seal or without: that nobody who owned the database altered it before the backup was "
    "made. Entries of the history about rows that may change could be missing without a trace."
)


@dataclass(frozen=True, slots=True)
class Proof:
    """What was held against its hash or its history, by what it is called and how many; `faults` name what differs."""

    held: dict[str, int]
    faults: tuple[str, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """The first faults, and how many there are more."""
        more = len(self.faults) - MOST_TOLD
        return (*self.faults[:MOST_TOLD], *([f"And {more} more."] if more > 0 else []))

    def sentences(self, *, sealed: bool) -> tuple[str, ...]:
        """Return what was looked at, and what that proves and doesn't."""
        looked = ", ".join(f"{number} {name}" for name, number in self.held.items())
        return f"Held against its hash or its history: {looked}.", SEALED if sealed else UNSEALED, NEVER_PROVED


class Sheets:
    """The tables of a backup, read by column."""

    def __init__(self, archive: zipfile.ZipFile, manifest: dict[str, Any]):
        self.archive, self.manifest = archive, manifest

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table; none where the backup doesn't have it."""
        yield from rows(self.archive, self.manifest, table) if table in self.manifest["tables"] else ()


def must_have_seal(archive: zipfile.ZipFile, seal: str) -> None:
    """Raise Refused unless the backup is the one that the seal was printed for."""
    path = Path(seal)
    text = path.read_text() if len(seal) < 256 and path.is_file() else seal
    seals = set(re.findall(r"\b[0-9a-f]{64}\b", text.lower()))
    if len(seals) != 1:
        raise Refused("A seal is the 64 letters and digits that `manage.py backup` printed, or a file with them.")
    if not hmac.compare_digest(hashlib.sha256(archive.read(MANIFEST)).hexdigest(), seals.pop()):
        raise Refused("The seal doesn't fit: this isn't the backup that it was printed for, or it was altered since.")


def proof(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Proof:
    """Hold everything in a backup that has a hash of its own, or may never change, against that and the history."""
    sheets, held, faults = Sheets(archive, manifest), Counter[str](), []
    parts = {
        "published editions": _published(sheets),
        "signed reports and issued papers": _texts(sheets),
        "files of evidence": _evidence(sheets),
        "rows that are never altered, against their history": _history(sheets),
    }
    for name, findings in parts.items():
        held[name] = 0
        for fault in findings:
            held[name] += 1
            faults += [fault] if fault else []
    entries = manifest["tables"].get(Entry._meta.db_table, {"rows": 0})
    return Proof({**held, "entries of the history in order": entries["rows"]}, (*faults, *_order(sheets, entries)))


# Each of these yields something for all that it looks at: what is wrong, or nothing.


def _published(sheets: Sheets) -> Iterator[str]:
    framework_kinds = {row["id"]: row["kind"] for row in sheets.rows("frameworks_framework")}
    editions = {row["id"]: row for row in sheets.rows("frameworks_edition")}
    read = _words(sheets, set(editions))
    for publication in sheets.rows(Publication._meta.db_table):
        row = editions[publication["edition_id"]]
        edition = Edition(**_values(Edition, ("pk", *OF_EDITION), row))
        words = assembled(edition, framework_kinds[row["framework_id"]], read[row["id"]])
        # A version before had one kind of digest, and said nothing of it.
        same = digest_of(words, publication.get("digest_version", 1)) == publication["digest"]
        yield "" if same else f"The words of edition {row['label']!r} ({row['id']}) aren't those that were published."


def _words(sheets: Sheets, editions: set[int]) -> dict[int, Rows]:
    """Return each edition's rows, in the order of the publication: as the models list them."""
    read = {pk: Rows([], [], [], [], []) for pk in editions}
    levels = {row["id"]: row for row in _by(sheets.rows("frameworks_level"), "rank")}
    criteria = {row["id"]: row for row in _by(sheets.rows("frameworks_criterion"), "position")}
    ranks: dict[int | None, int | None] = {pk: row["rank"] for pk, row in levels.items()} | {None: None}
    place = {pk: row["position"] for pk, row in criteria.items()}
    for row in levels.values():
        read[row["edition_id"]].levels.append(_values(Level, STEP, row))
    for row in criteria.values():
        read[row["edition_id"]].criteria.append(_values(Criterion, CRITERION, row))
    edition = {pk: read[row["edition_id"]] for pk, row in criteria.items()}
    statements = {row["id"]: row | {"rank": ranks[row["level_id"]]} for row in sheets.rows("frameworks_statement")}
    for row in sorted(statements.values(), key=lambda row: (place[row["criterion_id"]], *_cell(row))):
        edition[row["criterion_id"]].statements.append(_values(Statement, STATEMENT, row) | {"rank": row["rank"]})
    titles = [
        (row["criterion_id"], ranks[row["level_id"]], row["title"]) for row in sheets.rows("frameworks_leveltitle")
    ]
    for criterion, rank, title in sorted(titles, key=lambda title: (place[title[0]], title[1])):
        edition[criterion].titles.append((criterion, rank or 0, title))
    for row in sorted(sheets.rows("frameworks_counterpart"), key=lambda row: _pair(row, statements, place)):
        stronger = statements[row["stronger_id"]]
        edition[stronger["criterion_id"]].pairs.append((row["stronger_id"], row["weaker_id"]))
    return read


def _by(found: Iterator[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return sorted(found, key=lambda row: row[name])


def _cell(row: dict[str, Any]) -> tuple:
    return row["rank"] is None, row["rank"] or 0, row["aspect"], row["position"]


def _pair(row: dict[str, Any], statements: dict[int, dict[str, Any]], place: dict[int, int]) -> tuple:
    stronger, weaker = statements[row["stronger_id"]], statements[row["weaker_id"]]
    return place[stronger["criterion_id"]], stronger["position"], weaker["position"], row["id"]


def _values(model: type[models.Model], names, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row by the names of its fields; what a version before didn't have has its default."""
    values = {}
    for name in names:
        field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
        values[name] = row.get(str(field.column), field.get_default())
    return values


def _texts(sheets: Sheets) -> Iterator[str]:
    for table, column in TEXTS.items():
        for row in sheets.rows(table):
            same = hashlib.sha256(row[column].encode()).hexdigest() == row["digest"]
            yield "" if same else f"The text of {table} {row['id']} isn't the one with the hash beside it."


def _evidence(sheets: Sheets) -> Iterator[str]:
    files = sheets.manifest["files"]
    for row in sheets.rows("evidence_item"):
        if row["file"] in files and row["sha256"]:
            same = files[row["file"]]["sha256"] == row["sha256"]
            yield "" if same else f"The file of evidence_item {row['id']} isn't the one that was put on the shelf."


def _history(sheets: Sheets) -> Iterator[str]:
    """Hold what never changes against the one entry that says that it was made."""
    tables = (*NEVER_ALTERED, Publication._meta.db_table)
    entries: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for entry in sheets.rows(Entry._meta.db_table):
        if entry["kind"] in tables:
            entries[entry["kind"], entry["row"]].append(entry)
    for table in tables:
        for row in sheets.rows(table):
            yield _contradiction(table, row, entries.pop((table, str(row["id"])), []))
    for (table, pk), about in entries.items():
        # What went with its whole parent says so, since its going was written down.
        gone = any(entry["act"] == Entry.Act.REMOVED for entry in about)
        yield "" if gone else f"The history says that {table} {pk} was made, and it isn't there."


def _contradiction(table: str, row: dict[str, Any], about: list[dict[str, Any]]) -> str:
    made = [entry["after"] for entry in about if entry["act"] == Entry.Act.MADE]
    if len(made) != 1 or len(about) != 1:
        return f"The history of {table} {row['id']}, which never changes, has {len(about)} entries, not one."
    names = [name for name in _comparable(table) if name in row and made[0].get(name, row[name]) != row[name]]
    return f"The history says otherwise of {table} {row['id']}: {', '.join(names)}." if names else ""


def _comparable(table: str) -> list[str]:
    """Return the columns that the history keeps as the row has them, on every engine: texts and keys."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    alike = models.CharField | models.TextField | models.ForeignKey
    fields = (field for field in model._meta.local_concrete_fields if isinstance(field, alike))
    return [str(field.column) for field in fields if is_kept(table, str(field.column))]


def _order(sheets: Sheets, about: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the numbers of the history's entries."""
    before = number = 0
    for entry in sheets.rows(Entry._meta.db_table):
        number += 1
        if entry["id"] <= before:
            yield f"Entry {entry['id']} of the history comes after entry {before}."
        before = entry["id"]
    if number != about["rows"]:
        yield f"The history has {number} entries, and should have {about['rows']}."
    if before > (about.get("last") or before):
        yield f"The history goes on to entry {before}, beyond the last that was ever given."
