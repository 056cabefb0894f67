"""The whole record of one assessment as a zip: everything in words, the files, and the hash of each.

The manifest says nothing of when it was made: whoever exports the same record twice gets the same hash.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from typing import Any, BinaryIO

from django.db import models
from django.utils.text import slugify

from assessments.models import Assessment, SignOff
from assessments.models.comments import Comment, Deed
from evidence.models import Item
from history import labels
from history.lines import lines
from history.models import Entry
from history.tables import is_secret
from maturity.models import Pulse, StatementVote, Vote
from records.archive import pieces_of, write_part
from records.rows import columns_of, plain
from records.tree import rows, tables

MANIFEST = "manifest.json"
# Said without a name, so it belongs to no record of who did what.
WITHOUT_A_NAME = (Pulse,)
WITHDRAWN = "Withdrawn by its author."
README = """The whole record of one assessment, as it stood when it was exported.

Each .json file holds the rows of one kind: every answer, level, action, comment, sign-off and so on. What refers to
something else is told both by its key and in words. `evidence` holds the files that the assessment cites, `signed` the
signed reports to the byte, and history.json who changed what. Votes are those that were revealed. Of a workshop without
names they say what was voted on which ballot, and nothing of who, when or in which order; how sure people were stands
apart from their levels. Notes stand apart from votes everywhere, as they did in the room.

manifest.json names every file with its SHA-256.
"""


def write_record(out: BinaryIO, assessment: Assessment) -> str:
    """Write the assessment's record to a file and return the SHA-256 of its manifest."""
    hashes: dict[str, str] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in _files(assessment):
            hashes[name], _ = write_part(archive, name, pieces)
        about = {"assessment": assessment.pk, "force": assessment.force.name, "title": title(assessment)}
        manifest = _json(about | {"files": hashes})
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
        own = _without_blind_votes(model, rows(model, lookup, assessment.pk))
        if own.exists():
            read = {Vote: _votes, StatementVote: _answers}.get(model, partial(_rows, model))
            yield f"{_name(model)}.json", [read(own)]
    items = Item.objects.filter(pk__in=assessment.citations.values("item"))
    yield "evidence.json", [_rows(Item, items)]
    for item in items.order_by("pk"):
        if item.is_downloadable and item.file.storage.exists(str(item.file.name)):
            yield f"evidence/{item.pk}-{item.name}", _pieces(item)
    for sign_off in SignOff.objects.filter(assessment=assessment).order_by("pk"):
        yield f"signed/{sign_off.pk}-{sign_off.digest}.json", [sign_off.report.encode()]
    entries = Entry.objects.about(assessment.pk).select_related("by").order_by("pk")
    yield "history.json", [_json([asdict(line) | {"at": plain(line.at)} for line in lines(list(entries))])]


def _without_blind_votes(model: type[models.Model], queryset: models.QuerySet) -> models.QuerySet:
    """Return the rows that may be in a file: of votes only the revealed ones."""
    if model is Vote:
        return queryset.filter(pk__in=Vote.objects.visible_to(None).values("pk"))
    if model is StatementVote:
        return queryset.filter(vote__in=Vote.objects.visible_to(None).values("pk"))
    return queryset


def _rows(model: type[models.Model], queryset: models.QuerySet) -> bytes:
    """Return rows as JSON: each column by its name, and beside each key what it is called."""
    named = _in_words(queryset.order_by("pk"), _columns(model))
    if model is Comment:
        gone = set(queryset.filter(deeds__kind=Deed.Kind.WITHDRAWN).values_list("pk", flat=True))
        named = [row | ({"text": WITHDRAWN} if row["id"] in gone else {}) for row in named]
    return _json(named)


def _votes(queryset: models.QuerySet) -> bytes:
    """Return votes as JSON: of a room with names who voted what, else the levels alone.

    What the room saw apart stays apart: all notes, and without names how sure people were. No order tells whose it is.
    """
    with_names, columns = Vote.objects.with_names(), {field.name: field for field in _columns(Vote)}
    unnamed = queryset.exclude(pk__in=with_names)
    apart = {"level": unnamed, "confidence": unnamed.exclude(confidence=None), "note": queryset.exclude(note="")}
    whole = [field for name, field in columns.items() if name != "note"]
    told = _in_words(queryset.filter(pk__in=with_names).order_by("pk"), whole)
    for name, votes in apart.items():
        told += sorted(_in_words(votes.order_by(), [columns["ballot"], columns[name]]), key=_json)
    return _json(told)


def _answers(queryset: models.QuerySet) -> bytes:
    """Return the answers of votes as JSON: of a room without names with no key that would join those of one vote."""
    with_names = Vote.objects.with_names()
    named = _in_words(queryset.filter(vote__in=with_names).order_by("pk"), _columns(StatementVote))
    unnamed = queryset.exclude(vote__in=with_names).order_by().annotate(ballot_id=models.F("vote__ballot"))
    ballot = [field for field in _columns(Vote) if field.name == "ballot"]
    said = [field for field in _columns(StatementVote) if field.name in {"statement", "answer"}]
    return _json([*named, *sorted(_in_words(unnamed, [*ballot, *said]), key=_json)])


def _columns(model: type[models.Model]) -> list[models.Field]:
    table = model._meta.db_table
    return [field for field in columns_of(model).fields if not is_secret(table, str(field.column))]


def _in_words(queryset: models.QuerySet, columns: list[Any]) -> list[dict[str, Any]]:
    rows = list(queryset.values(*(field.attname for field in columns)))
    keys = labels.no_keys()
    for row in rows:
        for model in {field.model for field in columns}:
            labels.keys_in(model, row, keys)
    names = labels.names(keys)
    return [_row(columns, row, names) for row in rows]


def _row(columns: Iterable[Any], row: dict[str, Any], names: labels.Names) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for field in columns:
        value = row[field.attname]
        named[field.attname] = plain(value)
        if field.related_model and value is not None:
            named[field.name] = labels.value_in_words(field, value, names)
    return named


def _pieces(item: Item) -> Iterator[bytes]:
    with item.file.storage.open(str(item.file.name)) as file:
        yield from pieces_of(file)


def _name(model: type[models.Model]) -> str:
    return slugify(f"{labels.kind_of(model)} {model._meta.app_label}")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()
