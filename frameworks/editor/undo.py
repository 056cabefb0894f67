"""The difference between two drafts, row by row, and how to undo it. Plain values in, plain values out."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from config.refusal import Refusal
from frameworks.editor.draft import GROUPED, NAMES, Draft, Group, Key, Row, Value


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row stood in its group: after which sibling, and how far down, 0 the first."""

    behind: int | None
    at: int


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after. A row that is in both drafts is held with the columns that differ alone.

    `stood` and `stands` are there only where the row came, went or moved.
    """

    key: Key
    before: dict[str, Value] | None
    after: dict[str, Value] | None
    stood: Spot | None = None
    stands: Spot | None = None


class InTheWay(Refusal):
    """Something later stands in the way of undoing; `keys` are the rows that it changed."""

    def __init__(self, *keys: Key):
        super().__init__(str(keys))
        self.keys = keys


def difference(before: Draft, after: Draft) -> list[RowChange]:
    """Return what changed between the two, in the order in which rows stood and stand."""
    moved = _moved(before, after)
    changes = []
    for key in sorted({*before.rows, *after.rows}, key=lambda key: _sort(before, after, key)):
        one, two = before.rows.get(key), after.rows.get(key)
        if one == two and key not in moved:
            continue
        names = _differing(one, two)
        placed = key[0] in GROUPED and (one is None or two is None or key in moved)
        # What moved names its group on both sides: it goes back only from where it was put.
        names |= set(GROUPED[key[0]]) if placed else set()
        changes.append(
            RowChange(
                key,
                before=None if one is None else {name: one[name] for name in one if name in names},
                after=None if two is None else {name: two[name] for name in two if name in names},
                stood=_spot(before, key) if placed and one is not None else None,
                stands=_spot(after, key) if placed and two is not None else None,
            )
        )
    return changes


def _differing(one: Row | None, two: Row | None) -> set[str]:
    """Return the columns that differ; all of them where the row came or went."""
    if one is None or two is None:
        return {*(one or two or {})}
    return {name for name in one if one[name] != two[name]}


def undone(draft: Draft, changes: Iterable[RowChange]) -> Draft:
    """Return the draft with those changes undone and all that was done since. Raises InTheWay."""
    changes = list(changes)
    came = [change.key for change in changes if change.before is None]
    _may_go(draft, came, {change.key for change in changes if change.after is not None and change.before is not None})
    rows = dict(draft.rows)
    for change in changes:
        _turn_back(rows, change)
    order = {group: list(pks) for group, pks in draft.order.items()}
    for change in changes:
        if change.stands is not None:
            order[draft.group(change.key)].remove(change.key[1])
    back = replace(draft, rows=rows, order={group: tuple(pks) for group, pks in order.items() if pks})
    # From the front: whatever a row stood behind is in its place before it.
    for spot, key in sorted(((row.stood, row.key) for row in changes if row.stood), key=lambda one: one[0].at):
        back = _put_back(back, key, spot)
    _holds_together(back, changes)
    return back


def as_json(changes: Iterable[RowChange]) -> list[dict[str, Any]]:
    """Return the changes as they are recorded."""
    return [
        {
            "row": list(change.key),
            "before": change.before,
            "after": change.after,
            "stood": change.stood and [change.stood.behind, change.stood.at],
            "stands": change.stands and [change.stands.behind, change.stands.at],
        }
        for change in changes
    ]


def from_json(recorded: Iterable[dict[str, Any]]) -> list[RowChange]:
    """Return the changes that were recorded."""
    return [
        RowChange(
            (row["row"][0], row["row"][1]),
            before=row["before"],
            after=row["after"],
            stood=row["stood"] and Spot(*row["stood"]),
            stands=row["stands"] and Spot(*row["stands"]),
        )
        for row in recorded
    ]


def _spot(draft: Draft, key: Key) -> Spot:
    siblings = draft.siblings(key)
    at = siblings.index(key[1])
    return Spot(siblings[at - 1] if at else None, at)


def _sort(before: Draft, after: Draft, key: Key) -> tuple:
    side = before if key in before.rows else after
    siblings = side.siblings(key)
    return (list(NAMES).index(key[0]) if key[0] in NAMES else -1, siblings.index(key[1]) if siblings else 0, key)


def _moved(before: Draft, after: Draft) -> set[Key]:
    """Return the rows of both drafts that left their group, or their place among those that stayed in order."""
    moved = set()
    for group in {*before.order, *after.order}:
        old, new = before.order.get(group, ()), after.order.get(group, ())
        if old == new:
            continue
        places = {pk: at for at, pk in enumerate(old)}
        stayed = [pk for pk in new if pk in places]
        in_order = _longest_rising([places[pk] for pk in stayed])
        moved |= {(group[0], pk) for at, pk in enumerate(stayed) if at not in in_order}
        moved |= {(group[0], pk) for pk in new if pk not in places and (group[0], pk) in before.rows}
    return moved


def _longest_rising(numbers: list[int]) -> set[int]:
    """Return the places of a longest increasing subsequence; whatever is outside of it has moved."""
    tops: list[int] = []
    at: list[int] = []
    came_from: list[int | None] = []
    for place, number in enumerate(numbers):
        length = bisect_left(tops, number)
        came_from.append(at[length - 1] if length else None)
        tops[length : length + 1] = [number]
        at[length : length + 1] = [place]
    row: set[int] = set()
    last = at[-1] if at else None
    while last is not None:
        row.add(last)
        last = came_from[last]
    return row


def _turn_back(rows: dict, change: RowChange) -> None:
    held = rows.get(change.key, {})
    is_as_left = bool(held) == (change.after is not None)
    if not is_as_left or any(held[name] != value for name, value in (change.after or {}).items()):
        raise InTheWay(change.key)
    if change.before is None:
        del rows[change.key]
    else:
        rows[change.key] = {**held, **change.before}


def _may_go(draft: Draft, came: list[Key], turned_back: set[Key]) -> None:
    """Raise InTheWay where something that was added later would go with what goes."""
    more = draft.naming(came) - set(came) - turned_back
    if more:
        raise InTheWay(*more)


def _put_back(draft: Draft, key: Key, spot: Spot) -> Draft:
    group: Group = draft.group(key)
    pks = [pk for pk in draft.order.get(group, ()) if pk != key[1]]
    pks.insert(pks.index(spot.behind) + 1 if spot.behind in pks else spot.at, key[1])
    return replace(draft, order={**draft.order, group: tuple(pks)})


def _holds_together(draft: Draft, changes: list[RowChange]) -> None:
    """Raise InTheWay where a row would name one that is gone, or a criterion would be part of itself."""
    for change in changes:
        row = draft.rows.get(change.key)
        if row is None or change.key[0] == "link":
            continue
        for column, table in NAMES.get(change.key[0], {}).items():
            if row[column] is not None and (table, row[column]) not in draft.rows:
                raise InTheWay((table, row[column]))
    if len(set(draft.criteria())) < sum(1 for _ in draft.of("criterion")):
        raise InTheWay(*(change.key for change in changes))
