"""A draft as plain values, and what can be done to it. Every act takes a draft and returns another one.

A row is what one table holds under one key. Order isn't a column here but a list of keys: of the criteria below one
criterion, of the statements in one cell, of the levels of the scale. A row that has no key yet has a negative one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from config.refusal import Refusal

Value = str | int | bool | None
Row = Mapping[str, Value]
Key = tuple[str, int]
Group = tuple[str, tuple[Value, ...]]

# Columns by which rows of one table fall into groups that have an order.
GROUPED: dict[str, tuple[str, ...]] = {
    "level": (),
    "criterion": ("parent",),
    "statement": ("criterion", "level", "aspect"),
}
# Which columns name a row of which table. What names a row that goes, goes with it.
NAMES: dict[str, dict[str, str]] = {
    "criterion": {"parent": "criterion"},
    "statement": {"criterion": "criterion", "level": "level"},
    "leveltitle": {"criterion": "criterion", "level": "level"},
    "counterpart": {"stronger": "statement", "weaker": "statement"},
    "link": {"source": "criterion", "target": "criterion"},
}


class Refused(Refusal):
    """An act that can't be done; the message says why."""


@dataclass(frozen=True)
class Draft:
    """All rows of one edition, and those of its framework and crosswalk that it touches.

    `stored` holds the numbers by which the database orders them, which may have gaps; no act reads or changes it.
    """

    rows: Mapping[Key, Row]
    order: Mapping[Group, tuple[int, ...]]
    stored: Mapping[Key, int] = field(default_factory=dict, compare=False, repr=False)

    # --- Reading

    def of(self, table: str) -> Iterator[tuple[int, Row]]:
        """Yield the keys and rows of one table."""
        return ((pk, row) for (name, pk), row in self.rows.items() if name == table)

    def ordered(self, table: str, *values: Value) -> tuple[int, ...]:
        """Return the keys of one group in order."""
        return self.order.get((table, values), ())

    def group(self, key: Key) -> Group:
        """Return the group that a row stands in; only rows of GROUPED tables do."""
        return key[0], tuple(self.rows[key][name] for name in GROUPED[key[0]])

    def siblings(self, key: Key) -> tuple[int, ...]:
        """Return the keys of the row's group, its own included."""
        return self.order.get(self.group(key), ()) if key[0] in GROUPED else ()

    def place(self, key: Key) -> str:
        """Return a mark of where a row stands: another one once somebody has moved it."""
        row, siblings = self.rows[key], self.siblings(key)
        at = siblings.index(key[1])
        return ".".join(str(part) for part in (*(row[name] or 0 for name in GROUPED[key[0]]), at))

    def criteria(self, parent: int | None = None) -> Iterator[int]:
        """Yield the criteria below one in the edition's order, or all of them."""
        for pk in self.ordered("criterion", parent):
            yield pk
            yield from self.criteria(pk)

    def naming(self, keys: Iterable[Key]) -> set[Key]:
        """Return the rows and all that would go with them."""
        going = set(keys)
        while more := {key for key in self.rows if key not in going and self._names(key, going)}:
            going |= more
        return going

    def _names(self, key: Key, going: set[Key]) -> bool:
        names = NAMES.get(key[0], {})
        return any((table, self.rows[key][column]) in going for column, table in names.items())

    # --- Rows

    def with_fields(self, key: Key, **fields: Value) -> "Draft":
        """Return the draft with other values in one row; in another group it stands last."""
        changed = replace(self, rows={**self.rows, key: {**self.rows[key], **fields}})
        if key[0] not in GROUPED or changed.group(key) == self.group(key):
            return changed
        return changed._out_of(self.group(key), key[1])._into(key, None)

    def with_row(self, table: str, fields: Row, after: int | None = None) -> tuple["Draft", int]:
        """Return the draft with one more row and that row's key; behind a sibling, or last."""
        pk = min((pk for _, pk in self.rows), default=0)
        key = (table, min(pk, 0) - 1)
        added = replace(self, rows={**self.rows, key: fields})
        return (added._into(key, after) if table in GROUPED else added), key[1]

    def without(self, *keys: Key) -> "Draft":
        """Return the draft without the rows and whatever goes with them."""
        going = self.naming(keys)
        gone = {table: {pk for name, pk in going if name == table} for table in GROUPED}
        order = {
            group: left
            for group, pks in self.order.items()
            if (left := tuple(pk for pk in pks if pk not in gone[group[0]]))
        }
        return replace(self, rows={key: row for key, row in self.rows.items() if key not in going}, order=order)

    def put(self, key: Key, at: int) -> "Draft":
        """Return the draft with the row at that place of its group, 0 the first."""
        group = self.group(key)
        others = [pk for pk in self.order[group] if pk != key[1]]
        others.insert(max(at, 0), key[1])
        return self._ordered_as(group, others)

    def _into(self, key: Key, after: int | None) -> "Draft":
        group = self.group(key)
        pks = list(self.order.get(group, ()))
        pks.insert(pks.index(after) + 1 if after in pks else len(pks), key[1])
        return self._ordered_as(group, pks)

    def _out_of(self, group: Group, pk: int) -> "Draft":
        return self._ordered_as(group, [each for each in self.order[group] if each != pk])

    def _ordered_as(self, group: Group, pks: list[int]) -> "Draft":
        order = {**self.order, group: tuple(pks)}
        if not pks:
            del order[group]
        return replace(self, order=order)


# --- Order


def step(draft: Draft, key: Key, by: int) -> Draft:
    """Return the draft with the row one place further up (-1) or down (+1) among its siblings."""
    siblings = draft.siblings(key)
    at = siblings.index(key[1]) + by
    if not 0 <= at < len(siblings):
        raise Refused("It is the first here already." if by < 0 else "It is the last here already.")
    return draft.put(key, at)


def step_in(draft: Draft, key: Key) -> Draft:
    """Return the draft with the criterion as the last part of the one before it."""
    siblings = draft.siblings(key)
    at = siblings.index(key[1])
    if at == 0:
        raise Refused("There is no criterion before it here that it could become part of.")
    return draft.with_fields(key, parent=siblings[at - 1])


def step_out(draft: Draft, key: Key) -> Draft:
    """Return the draft with the criterion right behind the one that it was part of."""
    parent = draft.rows[key]["parent"]
    if not isinstance(parent, int):
        raise Refused("It stands at the top already.")
    above = ("criterion", parent)
    at = draft.siblings(above).index(parent)
    return draft.with_fields(key, parent=draft.rows[above]["parent"]).put(key, at + 1)


def move_under(draft: Draft, key: Key, parent: int | None) -> Draft:
    """Return the draft with the criterion as the last part of another one, or last at the top."""
    if parent == key[1] or (parent is not None and parent in draft.criteria(key[1])):
        raise Refused("A criterion can't become part of itself, or of what is part of it.")
    if parent is not None and ("criterion", parent) not in draft.rows:
        raise Refused("That criterion is not in this draft any more.")
    return draft.with_fields(key, parent=parent)


# --- Statements


def split(draft: Draft, key: Key, first: str, second: str) -> Draft:
    """Return the draft with one statement made into two; note, number and counterparts stay with the first."""
    if not (first and second):
        raise Refused("Say where it is to be split: both halves need words.")
    row = draft.rows[key]
    draft = draft.with_fields(key, text=first)
    return draft.with_row("statement", {**row, "text": second, "code": "", "note": ""}, after=key[1])[0]


def merge(draft: Draft, key: Key) -> Draft:
    """Return the draft with a statement and the next one made into one, with the notes and counterparts of both."""
    siblings = draft.siblings(key)
    at = siblings.index(key[1])
    if at + 1 == len(siblings):
        raise Refused("There is no statement behind it in its cell.")
    other = ("statement", siblings[at + 1])
    one, two = draft.rows[key], draft.rows[other]
    joined = {name: "\n".join(str(part) for part in (one[name], two[name]) if part) for name in ("note",)}
    code = one["code"] or two["code"]
    draft = draft.with_fields(key, text=f"{one['text']} {two['text']}".strip(), code=code, **joined)
    for side, away in (("stronger", "weaker"), ("weaker", "stronger")):
        for row in [row for _, row in draft.of("counterpart") if row[side] == other[1] and row[away] != key[1]]:
            kept = {**row, side: key[1]}
            if kept not in [each for _, each in draft.of("counterpart")]:
                draft, _ = draft.with_row("counterpart", kept)
    return draft.without(other)


def to_cell(draft: Draft, key: Key, level: int | None, aspect: str) -> Draft:
    """Return the draft with a statement last in another cell of its criterion."""
    if level is not None and ("level", level) not in draft.rows:
        raise Refused("That level is not in this draft any more.")
    return draft.with_fields(key, level=level, aspect=aspect)


def paste(draft: Draft, cell: Row, pasted: Iterable[tuple[str, str]]) -> Draft:
    """Return the draft with statements, each a number and a text, behind those of a cell."""
    for code, text in pasted:
        draft, _ = draft.with_row("statement", {**cell, "code": code, "text": text, "note": ""})
    return draft


def pair(draft: Draft, one: int, other: int) -> Draft:
    """Return the draft with two statements as counterparts, the one at the higher level the stronger."""
    ranks: dict[Value, int] = {pk: place for place, pk in enumerate(draft.ordered("level"), 1)}
    rows: dict[int, Row] = {pk: draft.rows.get(("statement", pk), {}) for pk in (one, other)}
    at = {pk: ranks.get(row.get("level"), 0) for pk, row in rows.items()}
    if not (at[one] and at[other]):
        raise Refused("Counterparts are two statements at levels of this draft.")
    if at[one] == at[other]:
        raise Refused("Counterparts stand at two levels: one says more, the other less.")
    if rows[one]["criterion"] != rows[other]["criterion"]:
        raise Refused("Counterparts belong to one criterion.")
    weaker, stronger = sorted((one, other), key=at.__getitem__)
    if {"stronger": stronger, "weaker": weaker} in [row for _, row in draft.of("counterpart")]:
        raise Refused("These two are counterparts already.")
    return draft.with_row("counterpart", {"stronger": stronger, "weaker": weaker})[0]


def entitle(draft: Draft, criterion: int, level: int, title: str) -> Draft:
    """Return the draft with what a criterion is called at one level; without words it has no name of its own there."""
    held = [pk for pk, row in draft.of("leveltitle") if (row["criterion"], row["level"]) == (criterion, level)]
    if not title:
        return draft.without(*(("leveltitle", pk) for pk in held))
    if held:
        return draft.with_fields(("leveltitle", held[0]), title=title)
    return draft.with_row("leveltitle", {"criterion": criterion, "level": level, "title": title})[0]
