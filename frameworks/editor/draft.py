"""A draft as plain values that never change: every method that adds, alters or removes a row returns another draft.

A row is what one table holds under one key. Order isn't a column here but a list of keys: of the criteria below one
criterion, of the statements in one cell, of the levels of the scale. A row that has no key yet has a negative one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from config.refusal import Refusal

Value = str | int | bool | None
Row = Mapping[str, Any]
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
    "predecessor": {"statement": "statement"},
}


class Refused(Refusal):
    """An act that can't be done; the message says why."""


@dataclass(frozen=True)
class Draft:
    """All rows of one edition, with its framework and the lines of the crosswalk that join its criteria.

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
        """Return where a row stands, as a text that changes once somebody moves it."""
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
        with_others = set(keys)
        while more := {key for key in self.rows if key not in with_others and self._names(key, with_others)}:
            with_others |= more
        return with_others

    def _names(self, key: Key, keys: set[Key]) -> bool:
        names = NAMES.get(key[0], {})
        return any((table, self.rows[key][column]) in keys for column, table in names.items())

    # --- Rows

    def with_fields(self, key: Key, **fields: Value) -> "Draft":
        """Return the draft with other values in one row; in another group it stands last."""
        changed = replace(self, rows={**self.rows, key: {**self.rows[key], **fields}})
        if key[0] not in GROUPED or changed.group(key) == self.group(key):
            return changed
        left = [pk for pk in self.siblings(key) if pk != key[1]]
        return changed._ordered_as(self.group(key), left)._into(key, None)

    def with_row(self, table: str, fields: Row, after: int | None = None) -> tuple["Draft", int]:
        """Return the draft with one more row, after a sibling or last, and the key of that row."""
        pk = min((pk for _, pk in self.rows), default=0)
        key = (table, min(pk, 0) - 1)
        added = replace(self, rows={**self.rows, key: fields})
        return (added._into(key, after) if table in GROUPED else added), key[1]

    def without(self, *keys: Key) -> "Draft":
        """Return the draft without the rows and whatever goes with them."""
        gone = self.naming(keys)
        order = {
            group: left
            for group, pks in self.order.items()
            if (left := tuple(pk for pk in pks if (group[0], pk) not in gone))
        }
        return replace(self, rows={key: row for key, row in self.rows.items() if key not in gone}, order=order)

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

    def _ordered_as(self, group: Group, pks: list[int]) -> "Draft":
        order = {**self.order, group: tuple(pks)}
        if not pks:
            del order[group]
        return replace(self, order=order)
