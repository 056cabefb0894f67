"""The shortest path by a rule of rows: the fewest statements whose answer must change for a level to be suggested.

A row may ask that statements are not true, so these may change in either direction, at every level. What counts alike
is one choice: statements are shown as interchangeable only where every choice of them leads there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from assessments.rules.answers import UNJUDGED, Answer
from assessments.rules.first_match_search import (
    CAN_BECOME_TRUE,
    CAN_CEASE,
    MOST_TRIES,
    NO_COUNTERPARTS,
    Budget,
    Found,
    Kind,
    Pair,
    Search,
    Way,
    splits,
)
from assessments.rules.first_match_statements import NO, PARTLY, YES, Placed
from assessments.rules.shortest_path import Path, Pick
from frameworks.rule.first_match_table import FirstMatch, Levels
from frameworks.rule.suggestion import open_concerns

# How many ways of choosing are tried before two lots of statements are shown as interchangeable.
MOST_WAYS = 60


@dataclass(frozen=True, slots=True)
class Lot:
    """Some interchangeable statements of a kind: `count` of them change. `is_fixed` is whether it must stay apart."""

    kind: Kind
    count: int
    of: tuple[int, ...]
    ceases: bool
    is_fixed: bool = False


def first_match_path(
    rule: FirstMatch,
    target: int,
    statements: Sequence[Placed],
    levels: Levels,
    *,
    counterparts: Mapping[int, int] = NO_COUNTERPARTS,
    concerns: Sequence[str] = (),
    most_tries: int = MOST_TRIES,
) -> Path:
    """Return the fewest statements to change so that `target`, or more, is suggested by an ordered table of rows.

    One that isn't true may become true, a true or partly true one may cease to be, and one that nobody has judged may
    turn out either way; what doesn't apply stays so. `counterparts` are stronger to weaker statement, each in one pair
    at the most: with the stronger becoming true, the weaker becomes untrue for nothing. Of equal paths it is one with
    fewest that cease. `at_most` is set where not every way was looked at.
    """
    search = Search(rule, target, tuple(statements), tuple(levels), counterparts, tuple(concerns))
    if search.leads_there({}):
        return Path(0)
    found = search.fewest(Budget(most_tries))
    if found.number is not None:
        return Path(found.number, _picks(search, found), at_most=found.at_most)
    if found.at_most:
        return Path(None, why="No way to it was found: there are too many to look at each.", at_most=True)
    return Path(None, why=_obstacle(search, most_tries))


def _obstacle(search: Search, most_tries: int) -> str:
    """Return in a sentence what keeps every choice of statements from leading there."""
    if not any(row.rank is not None and row.rank >= search.target for row in search.rule.rows):
        return "No row of the rule gives this level or a higher one."
    if all(each.answer == Answer.NOT_APPLICABLE for each in search.statements):
        return "No statement applies here."
    if search.concerns:
        without = Search(search.rule, search.target, search.statements, search.levels, search.counterparts, ())
        if without.leads_there({}) or without.fewest(Budget(most_tries)).number is not None:
            return f"No choice of statements leads to it while {open_concerns(search.concerns)}."
    return "No choice of statements leads to it."


def _picks(search: Search, found: Found) -> tuple[Pick, ...]:
    """Return what is to change as picks: any choice of them is of different statements, and leads there."""
    lots = _merged(search, _lots(search, found.ways, found.chosen))
    picks = [
        Pick(count, tuple(sorted(of)), ceases, ceases and answer == UNJUDGED) for count, of, ceases, answer in lots
    ]
    return tuple(sorted(picks, key=lambda pick: (pick.ceases, pick.of)))


def _lots(search: Search, ways: Iterable[Way], chosen: Mapping[Pair, int]) -> list[Lot]:
    """Return which statements change, by kind: those without a counterpart before those with one."""
    lots: list[Lot] = []
    for way in ways:
        for answer in (NO, PARTLY, UNJUDGED, YES):
            true, ceasing = way.true.get(answer, 0), way.ceasing.get(answer, 0)
            lots += _taken(search, Kind(way.place, answer), true, ceasing, chosen)
    tied = {lot.kind.pair for lot in lots if lot.kind.pair}
    for pair, number in chosen.items():
        if number:
            of = tuple(stronger for stronger, _ in search.pairs[pair])
            # Which pairs change has to be said where a statement of another pair of the kind changes by itself.
            kind = Kind(pair.stronger, pair.stronger_answer, pair, "stronger")
            lots.append(Lot(kind, number, of[:number] if pair in tied else of, ceases=False, is_fixed=pair in tied))
    return lots


def _taken(search: Search, plain: Kind, true: int, ceasing: int, chosen: Mapping[Pair, int]) -> Iterator[Lot]:
    """Yield the lots that make so many statements of a place and answer true, and so many cease to be.

    The stronger of a pair that isn't changed may cease by itself and never become true: that is what changes the pair.
    """
    free = {plain: list(search.kinds.get(plain, ()))}
    for pair, number in chosen.items():
        for side in ("weaker", "stronger"):
            kind = Kind(plain.place, plain.answer, pair, side)
            if of := search.kinds.get(kind):
                in_order = [each[side == "weaker"] for each in search.pairs[pair]]
                free[kind] = [each for each in in_order if each in of][number:]
    for ceases, wanted in ((False, true), (True, ceasing)):
        for kind in sorted(free, key=lambda kind: (kind.side == "stronger", kind.side)):
            if kind.side == "stronger" and not ceases:
                continue
            of = free[kind]
            count = min(wanted, len(of))
            if not count:
                continue
            wanted -= count
            # What is made true leaves as many as are to cease after it: no statement is in two lots.
            rest = 0 if ceases else min(len(of) - count, ceasing)
            pool, free[kind] = of[: len(of) - rest], of[len(of) - rest :]
            yield Lot(kind, count, tuple(pool), ceases, is_fixed=kind.pair is not None or (true > 0 and ceasing > 0))


def _merged(search: Search, lots: list[Lot]) -> Iterator[tuple[int, tuple[int, ...], bool, str]]:
    """Yield lots as count, statements, whether they cease, and an answer: those of a level joined where that holds."""
    groups: dict[tuple, list[Lot]] = {}
    for place, lot in enumerate(lots):
        key = (lot.kind.place.rank, lot.ceases, lot.kind.answer == UNJUDGED and lot.ceases)
        groups.setdefault((*key, place) if lot.is_fixed else key, []).append(lot)
    used = {statement for lot in lots for statement in lot.of}
    shown: list[list[Lot]] = []
    waiting = list(groups.values())
    while waiting:
        group = waiting.pop(0)
        wider = [] if group[0].is_fixed else _wider(search, group, used)
        options = [[*group, *wider], group] if wider else [group]
        lone = [[each] for each in group]
        joined = next(
            (some for some in options if len(some) > 1 and _all_lead_there(search, [*shown, some, *_alone(waiting)])),
            None,
        )
        shown += [joined] if joined else lone
    for group in shown:
        of = tuple(statement for lot in group for statement in lot.of)
        yield sum(lot.count for lot in group), of, group[0].ceases, group[0].kind.answer


def _alone(groups: Iterable[list[Lot]]) -> list[list[Lot]]:
    return [[lot] for group in groups for lot in group]


def _wider(search: Search, group: Sequence[Lot], used: set[int]) -> list[Lot]:
    """Return the level's other kinds, of which none has to change, that might do as well."""
    first = group[0]
    answers = CAN_CEASE if first.ceases else CAN_BECOME_TRUE
    unjudged = first.ceases and first.kind.answer == UNJUDGED
    return [
        Lot(kind, 0, tuple(of), first.ceases)
        for kind, of in search.kinds.items()
        if kind.pair is None
        and kind.place.rank == first.kind.place.rank
        and kind.answer in answers
        and (not first.ceases or (kind.answer == UNJUDGED) == unjudged)
        and not used & {*of}
    ]


def _all_lead_there(search: Search, groups: Sequence[Sequence[Lot]]) -> bool:
    """Return whether every way to take each group's count from its lots leads there; not where there are too many."""
    ways_of: list[list[tuple[int, ...]]] = []
    ways = 1
    for group in groups:
        number, most = sum(lot.count for lot in group), [len(lot.of) for lot in group]
        ways_of.append([])
        for split in splits(number, most):
            ways_of[-1].append(split)
            if ways * len(ways_of[-1]) > MOST_WAYS:
                return False
        ways *= len(ways_of[-1])
    return all(
        search.leads_there(
            {
                statement: NO if lot.ceases else YES
                for group, split in zip(groups, way, strict=True)
                for lot, number in zip(group, split, strict=True)
                for statement in lot.of[:number]
            }
        )
        for way in product(*ways_of)
    )
