"""A draft read from the database, changed, and the change recorded: the only way in which the editor writes.

An act is a function from a draft to a draft. The difference between the two is stored and recorded in one transaction,
with the edition locked: so nothing is stored that isn't recorded, and two acts never cross.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import F, Model, Q

from config.refusal import Refusal
from frameworks.editor.draft import GROUPED, NAMES, Draft, Group, Key, Refused, Row, Value
from frameworks.editor.undo import InTheWay, RowChange, Spot, as_json, difference, from_json, undone
from frameworks.files.edition_values import OF_EDITION
from frameworks.models import (
    Counterpart,
    Criterion,
    Edit,
    Edition,
    Framework,
    Level,
    LevelTitle,
    Link,
    Predecessor,
    Statement,
)

MODELS: dict[str, type[Model]] = {
    "framework": Framework,
    "edition": Edition,
    "level": Level,
    "criterion": Criterion,
    "statement": Statement,
    "leveltitle": LevelTitle,
    "counterpart": Counterpart,
    "link": Link,
    "predecessor": Predecessor,
}
COLUMNS = {
    "framework": ("title", "publisher", "licence", "attribution"),
    "edition": (*OF_EDITION, "supersedes"),
    "level": ("code", "name", "definition", "lead_in", "builds"),
    "criterion": ("parent", "code", "title", "kind", "scored", "graded", "guidance", "note"),
    "statement": ("criterion", "level", "aspect", "code", "text", "mark", "note"),
    "leveltitle": ("criterion", "level", "title"),
    "counterpart": ("stronger", "weaker"),
    "link": ("source", "target", "relation", "author", "note"),
    "predecessor": ("statement", "former"),
}
FOREIGN = {**{table: set(names) for table, names in NAMES.items()}, "edition": {"supersedes"}}
# A former statement is another edition's, and goes with nothing of this draft.
FOREIGN["predecessor"] |= {"former"}
PLACES = {"level": "rank", "criterion": "position", "statement": "position"}
# Further than any row stands, and still within a small number's column.
OUT_OF_THE_WAY = {"level": 16_000, "criterion": 1_000_000_000, "statement": 16_000}

Act = Callable[[Draft], tuple[Draft, str]]


class NotADraft(Refusal):
    """The edition is published: its words never change."""


def read(edition: Edition) -> Draft:
    """Return the edition as a draft, in seven queries besides its framework."""
    rows: dict[Key, Row] = {}
    for name, whole in (("framework", edition.framework), ("edition", edition)):
        rows[name, whole.pk] = {column: _value(name, whole, column) for column in COLUMNS[name]}
    order: dict[Group, list[int]] = {}
    stored: dict[Key, int] = {}
    for table, below in _below(edition).items():
        place = [PLACES[table]] if table in PLACES else []
        for row in below.values("pk", *COLUMNS[table], *place):
            key = table, row.pop("pk")
            if place:
                stored[key] = row.pop(PLACES[table])
            rows[key] = row
    _seat_strays(rows)
    for (table, pk), row in rows.items():
        if table in GROUPED:
            order.setdefault((table, tuple(row[name] for name in GROUPED[table])), []).append(pk)
    return Draft(rows, {group: tuple(pks) for group, pks in order.items()}, stored)


def change(edition: int, act: Act, *, by, at: datetime.datetime, undoes: Edit | None = None) -> Edit | None:
    """Do the act and return the edit that records it, None where nothing changed. Raises Refused and NotADraft."""
    try:
        with transaction.atomic():
            locked = Edition.objects.select_for_update(of=("self",)).select_related("framework").get(pk=edition)
            if locked.status != Edition.Status.DRAFT:
                raise NotADraft("This edition is published: its words never change. Make a draft copy to edit.")
            before = read(locked)
            after, what = act(before)
            changes = difference(before, after)
            if not changes:
                return None
            changes = _stored(locked, before, after, changes)
            return Edit.objects.create(edition=locked, by=by, at=at, what=what, undoes=undoes, changes=as_json(changes))
    except IntegrityError:
        raise Refused("Something else in this draft has that code or that place by now. Nothing was changed.") from None


def undo(edit: Edit, *, by, at: datetime.datetime) -> Edit | None:
    """Undo one edit and return the edit that records it. Raises Refused, which says what stands in the way."""
    changes = from_json(edit.changes)

    def act(draft: Draft) -> tuple[Draft, str]:
        if Edit.objects.filter(undoes=edit).exists():
            raise Refused("Not undone. That is undone already.")
        try:
            return undone(draft, changes), f"Undid: {edit.what}"
        except InTheWay as stopped:
            raise Refused(f"Not undone. {_why_not(edit, stopped.keys)}") from None

    return change(edit.edition_id, act, by=by, at=at, undoes=edit)


def _why_not(edit: Edit, keys: Iterable[Key]) -> str:
    """Return what stands in the way of undoing an edit: the latest of the later edits of the same rows, if any."""
    in_the_way = {tuple(key) for key in keys}
    later_edits = Edit.objects.filter(edition=edit.edition_id, pk__gt=edit.pk, undone_by=None, undoes=None)
    for later in later_edits.order_by("-pk").iterator():
        if in_the_way & {tuple(row["row"]) for row in later.changes}:
            return f"Something later builds on it. Undo this first: {later.what}"
    return "What it changed is not there any more as it left it, so there is nothing to go back to."


# --- Reading


def _below(edition: Edition) -> dict:
    of_links = Q(source__edition=edition) | Q(target__edition=edition)
    return {
        "level": Level.objects.of(edition),
        "criterion": Criterion.objects.of(edition),
        "statement": Statement.objects.of(edition),
        "leveltitle": LevelTitle.objects.of(edition),
        "counterpart": Counterpart.objects.of(edition).order_by("pk"),
        "link": Link.objects.filter(of_links).order_by("pk"),
        "predecessor": Predecessor.objects.filter(statement__criterion__edition=edition).order_by("pk"),
    }


def _value(table: str, row: Model, column: str) -> Value:
    value = getattr(row, _attribute(table, column))
    return value.isoformat() if isinstance(value, datetime.date) else value


def _seat_strays(rows: dict[Key, Row]) -> None:
    """Put each criterion that stands in a ring, or below another edition's, at the top: else no page would show it."""
    for key in [key for key in rows if key[0] == "criterion"]:
        seen, parent = {key[1]}, rows[key]["parent"]
        while parent is not None and parent not in seen and ("criterion", parent) in rows:
            seen.add(parent)
            parent = rows["criterion", parent]["parent"]
        if parent is not None:
            rows[key] = {**rows[key], "parent": None}


# --- Writing


def _stored(edition: Edition, before: Draft, after: Draft, changes: list[RowChange]) -> list[RowChange]:
    """Write the difference and return it with the keys that the database gave to new rows."""
    places = _places(after)
    shifted = {key for key, at in before.stored.items() if key in places and places[key] != at}
    for table, place in PLACES.items():
        pks = [pk for name, pk in shifted if name == table]
        if pks:
            # Two rows never hold one place, not even while they change it.
            stored = MODELS[table]._default_manager.filter(pk__in=pks)
            stored.update(**{place: F(place) + OUT_OF_THE_WAY[table]})
    for table in reversed(MODELS):
        gone = [change.key[1] for change in changes if change.key[0] == table and change.after is None]
        if gone:
            MODELS[table]._default_manager.filter(pk__in=gone).delete()
    keys = _created(edition, after, [change.key for change in changes if change.before is None], places)
    altered = {change.key: set(change.after) for change in changes if change.before is not None and change.after}
    for table in MODELS:
        columns = {name for key, names in altered.items() if key[0] == table for name in names}
        moved = {key for key in shifted if key[0] == table}
        rows = {key for key in altered if key[0] == table} | moved
        _updated(table, sorted(columns | ({PLACES[table]} if moved else set())), rows, after, places, keys)
    return [_with_keys(change, keys) for change in changes]


def _places(draft: Draft) -> dict[Key, int]:
    """Return the place of each row that has an order, from 1; criteria are counted over the whole edition."""
    places: dict[Key, int] = {("criterion", pk): at for at, pk in enumerate(draft.criteria(), 1)}
    for (table, _), pks in draft.order.items():
        if table != "criterion":
            places.update({(table, pk): at for at, pk in enumerate(pks, 1)})
    return places


def _created(edition: Edition, after: Draft, new: list[Key], places: dict[Key, int]) -> dict[Key, int]:
    """Insert rows and return the keys that new ones were given; rows that come back keep the keys that they had."""
    keys: dict[Key, int] = {}
    for table, model in MODELS.items():
        wanted = sorted((key for key in new if key[0] == table), key=lambda key: (places.get(key, 0), -key[1]))
        # A criterion may stand below another new one, whose key has to be known first.
        batches = [[key] for key in wanted] if table == "criterion" and wanted[:1] < [(table, 0)] else [wanted]
        for batch in batches:
            rows = [_model_row(edition, key, after.rows[key], places, keys) for key in batch]
            made = model._default_manager.bulk_create([row for row in rows if not isinstance(row, Link) or _tied(row)])
            keys |= {key: row.pk for key, row in zip(batch, made, strict=False) if key[1] < 0}
    return keys


def _tied(link: Link) -> bool:
    """Return whether both criteria of a link that comes back are still there."""
    return Criterion.objects.filter(pk__in=[link.source_id, link.target_id]).count() == 2


def _updated(
    table: str, columns: list[str], altered: set[Key], after: Draft, places: dict[Key, int], keys: dict[Key, int]
) -> None:
    """Update those columns of the rows of one table."""
    rows = [MODELS[table](pk=key[1], **_columns(key, after.rows[key], places, keys)) for key in sorted(altered)]
    if columns:
        MODELS[table]._default_manager.bulk_update(rows, columns, batch_size=200)


def _model_row(edition: Edition, key: Key, row: Row, places: dict[Key, int], keys: dict[Key, int]) -> Model:
    columns = _columns(key, row, places, keys)
    if key[0] in ("level", "criterion"):
        columns["edition_id"] = edition.pk
    return MODELS[key[0]](pk=key[1] if key[1] > 0 else None, **columns)


def _columns(key: Key, row: Row, places: dict[Key, int], keys: dict[Key, int]) -> dict[str, Value]:
    place = {PLACES[key[0]]: places[key]} if key[0] in PLACES else {}
    named = _named(key[0], row, keys)
    return {_attribute(key[0], name): value for name, value in named.items()} | place


def _attribute(table: str, column: str) -> str:
    return f"{column}_id" if column in FOREIGN.get(table, ()) else column


def _named(table: str, row: Row, keys: dict[Key, int]) -> dict[str, Value]:
    """Return the row with the keys that new rows were given in place of their negative ones."""
    names = NAMES.get(table, {})
    return {name: keys.get((names.get(name, ""), value), value) for name, value in row.items()}


def _with_keys(change: RowChange, keys: dict[Key, int]) -> RowChange:
    table, pk = change.key

    def spot(at: Spot | None) -> Spot | None:
        return at and replace(at, behind=keys.get((table, at.behind or 0), at.behind))

    return replace(
        change,
        key=(table, keys.get(change.key, pk)),
        before=change.before and _named(table, change.before, keys),
        after=change.after and _named(table, change.after, keys),
        stood=spot(change.stood),
        stands=spot(change.stands),
    )
