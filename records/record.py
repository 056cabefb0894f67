"""The whole record of one assessment as a zip: everything in words, the files, and the hash of each.

The manifest says nothing of when it was made: whoever exports the same record twice gets the same hash.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from django.db import models
from django.utils.text import slugify

from assessments.models import Assessment, SignOff
from assessments.models.comments import Comment, Deed
from evidence.models import Item
from history import labels
from history.lines import Line, lines
from history.models import Entry
from history.tables import is_secret
from maturity.models import Pulse, StatementVote, Vote
from records.rows import plain
from records.tree import rows, tables

MANIFEST = "manifest.json"
PIECE = 1024 * 1024
# Said without a name, so it belongs to no record of who did what.
WITHOUT_A_NAME = (Pulse,)
WITHDRAWN = "Withdrawn by its author."
README = """The whole record of one assessment, as it stood when it was exported.

Each .json file holds the rows of one kind: every answer, level, action, comment, sign-off and so on. What refers to
something else is told both by its key and in words. `evidence` holds the files that the assessment cites, `signed` the
signed reports to the byte, and history.json who changed what. Votes are those that were revealed.

manifest.json names every file with its SHA-256.
"""


def write_record(out: BinaryIO, assessment: Assessment) -> str:
    """Write the assessment's record to a file and return the SHA-256 of its manifest."""
    hashes: dict[str, str] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in _files(assessment):
            found = hashlib.sha256()
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece)
                    found.update(piece)
            hashes[name] = found.hexdigest()
        told = {"assessment": assessment.pk, "force": assessment.force.name, "title": title(assessment)}
        manifest = _json({**told, "files": hashes})
        archive.writestr(MANIFEST, manifest)
    return hashlib.sha256(manifest).hexdigest()


def title(assessment: Assessment) -> str:
    """Return what an assessment is called where its force is known."""
    return f"{assessment.edition.framework}, {assessment.edition.label}: {assessment}"


def _files(assessment: Assessment) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "README.txt", [README.encode()]
    yield "assessment.json", [_rows(Assessment, Assessment.objects.filter(pk=assessment.pk))]
    for model, lookup, _ in tables():
        if model in WITHOUT_A_NAME:
            continue
        found = _unveiled(model, rows(model, lookup, assessment.pk))
        if found.exists():
            yield f"{_name(model)}.json", [_rows(model, found)]
    items = Item.objects.filter(pk__in=assessment.citations.values("item"))
    yield "evidence.json", [_rows(Item, items)]
    for item in items.order_by("pk"):
        if item.is_downloadable and item.file.storage.exists(str(item.file.name)):
            yield f"evidence/{item.pk}-{item.name}", _pieces(item)
    for sign_off in SignOff.objects.filter(assessment=assessment).order_by("pk"):
        yield f"signed/{sign_off.pk}-{sign_off.digest}.json", [sign_off.report.encode()]
    yield "history.json", [_json([_told(line) for line in lines(list(_history(assessment)))])]


def _unveiled(model: type[models.Model], found: models.QuerySet) -> models.QuerySet:
    """Return the rows without what is blind: a vote that was not revealed is in no file."""
    if model is Vote:
        return found.filter(pk__in=Vote.objects.visible_to(None).values("pk"))
    if model is StatementVote:
        return found.filter(vote__in=Vote.objects.visible_to(None).values("pk"))
    return found


def _history(assessment: Assessment):
    return Entry.objects.about(assessment.pk).select_related("by").order_by("pk")


def _rows(model: type[models.Model], found: models.QuerySet) -> bytes:
    """Return rows as JSON: each column by its name, and beside each key what it is called."""
    table, fields = model._meta.db_table, model._meta.local_concrete_fields
    columns = [field for field in fields if not is_secret(table, str(field.column))]
    every = list(found.order_by("pk").values(*(field.attname for field in columns)))
    keys = labels.no_keys()
    for row in every:
        labels.keys_in(model, row, keys)
    known = labels.names(keys)
    told = [_row(columns, row, known) for row in every]
    if model is Comment:
        gone = set(found.filter(deeds__kind=Deed.Kind.WITHDRAWN).values_list("pk", flat=True))
        told = [row | ({"text": WITHDRAWN} if row["id"] in gone else {}) for row in told]
    return _json(told)


def _row(columns: Iterable[models.Field], row: dict[str, Any], known: labels.Names) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for field in columns:
        value = row[field.attname]
        told[field.attname] = plain(value)
        if field.related_model and value is not None:
            told[field.name] = labels.value_in_words(field, value, known)
    return told


def _told(line: Line) -> dict[str, Any]:
    changes = [{"what": each.what, "before": each.before, "after": each.after} for each in line.changes]
    about = {"at": plain(line.at), "who": line.who, "act": line.act, "kind": line.kind}
    return {**about, "name": line.name, "about": line.about, "changes": changes}


def _pieces(item: Item) -> Iterator[bytes]:
    with item.file.storage.open(str(item.file.name)) as kept:
        while piece := kept.read(PIECE):
            yield piece


def _name(model: type[models.Model]) -> str:
    return slugify(f"{labels.kind_of(model)} {model._meta.app_label}")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()
