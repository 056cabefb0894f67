"""What the answers can be brought to by a rule of rows, and at what cost: the search behind the path. Plain values.

For each level there is a table from all that its answers can be brought to, as far as the rule tells it apart, to the
fewest changes that bring it there; the tables of the levels are joined, and the cheapest entry that suggests enough is
the answer. A weaker counterpart that becomes untrue with its stronger partner ties two levels together: how many pairs
of each kind are changed so is tried, the fewest first, with tables of what is left.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from assessments.rules.answers import UNJUDGED, Answer
from assessments.rules.first_match_statements import NO, PARTLY, YES, Placed, groups_of
from frameworks.rule.condition import Test
from frameworks.rule.first_match import first_match
from frameworks.rule.first_match_table import (
    MOST_STATES,
    Counts,
    FirstMatch,
    LevelClauses,
    Profile,
    Table,
    TooManyStates,
    enough_is_judged,
    table,
)

# Up to so many statements every way is looked at, unless that takes more than MOST_TRIES.
MOST_EXACT = 40
# How many entries of tables are made or joined for one path.
MOST_TRIES = 200_000
# Of more statements than MOST_EXACT, so many partly or unjudged ones from either end are tried at the most.
MOST_FROM_EITHER_END = 10
# One change. Below it, in the same number, what tells two equal paths apart: a true statement that ceases to be counts
# twice, and one that wasn't wholly true once.
CHANGE = 1 << 20

NO_COUNTERPARTS: Mapping[int, int] = MappingProxyType({})
CAN_BECOME_TRUE = frozenset({NO, PARTLY, UNJUDGED})
CAN_CEASE = frozenset({YES, PARTLY, UNJUDGED})


class Place(NamedTuple):
    """Where a statement counts: at which level, and with which of the marks that the rule names there."""

    rank: int
    mark: str


class Pair(NamedTuple):
    """A kind of counterparts: where the stronger and the weaker stand, and how each is answered."""

    stronger: Place
    stronger_answer: str
    weaker: Place
    weaker_answer: str


class Kind(NamedTuple):
    """Statements that count alike. `pair` is that of a counterpart, and `side` which of the two it is."""

    place: Place
    answer: str
    pair: Pair | None = None
    side: str = ""


class Cell(NamedTuple):
    """The statements of one place once the pairs are chosen: what is settled, and what may still change.

    `held_partly` and `held_unjudged` may cease to be, yet not become true: their pair wasn't chosen.
    """

    yes: int = 0
    partly: int = 0
    no: int = 0
    unjudged: int = 0
    settled_yes: int = 0
    settled_no: int = 0
    held_partly: int = 0
    held_unjudged: int = 0


class Way(NamedTuple):
    """What a place is brought to: how many with each answer are made true, and how many cease to be."""

    place: Place
    true: Mapping[str, int]
    ceasing: Mapping[str, int]


class Entry(NamedTuple):
    """The least cost of a state, and the ways of its places."""

    cost: int
    ways: tuple[Way, ...]


class Found(NamedTuple):
    """How many statements change at the fewest, None for no way; how, by place, and how many pairs of each kind do.

    `at_most` is whether not every way was looked at.
    """

    number: int | None
    ways: tuple[Way, ...]
    chosen: Mapping[Pair, int]
    at_most: bool


class OutOfTries(Exception):
    """As many entries were made or joined as one path may take."""


@dataclass
class Budget:
    """How many entries may still be made, and whether some were left out."""

    left: int = MOST_TRIES
    thinned: bool = False

    def spend(self, number: int) -> None:
        """Take that many tries; raises OutOfTries where there are no more."""
        self.left -= number
        if self.left < 0:
            raise OutOfTries


@dataclass
class Search:
    """One criterion, its rule and the rank to reach."""

    rule: FirstMatch
    target: int
    statements: tuple[Placed, ...]
    levels: tuple[tuple[int, str, str], ...]
    counterparts: Mapping[int, int]
    concerns: tuple[str, ...]
    profiles: dict[tuple[Place, Counts], Profile] = field(default_factory=dict)
    tables: dict[tuple, dict[tuple, Entry]] = field(default_factory=dict)

    @cached_property
    def table(self) -> Table:
        return table(self.rule, {(each.rank, each.mark) for each in self.statements}, self.levels, self.concerns)

    @cached_property
    def by_key(self) -> dict[int, Placed]:
        return {each.statement: each for each in self.statements}

    @cached_property
    def pairs(self) -> dict[Pair, list[tuple[int, int]]]:
        """The counterparts that a change of the stronger would matter to, by kind."""
        pairs: dict[Pair, list[tuple[int, int]]] = {}
        for each in self.statements:
            weaker = self.by_key.get(self.counterparts.get(each.statement, each.statement), each)
            if weaker is each or each.answer not in CAN_BECOME_TRUE or weaker.answer == Answer.NOT_APPLICABLE:
                continue
            if weaker.answer == NO and not self.truth_helps(weaker):
                continue
            pair = Pair(self.place(each), each.answer, self.place(weaker), weaker.answer)
            pairs.setdefault(pair, []).append((each.statement, weaker.statement))
        return pairs

    @cached_property
    def kinds(self) -> dict[Kind, list[int]]:
        """Every statement that may change, by kind."""
        sides: dict[int, tuple[Pair, str]] = {}
        for pair, of in self.pairs.items():
            sides |= {stronger: (pair, "stronger") for stronger, _ in of} | {weak: (pair, "weaker") for _, weak in of}
        kinds: dict[Kind, list[int]] = {}
        for each in self.statements:
            if each.answer != Answer.NOT_APPLICABLE:
                kind = Kind(self.place(each), each.answer, *sides.get(each.statement, (None, "")))
                kinds.setdefault(kind, []).append(each.statement)
        return kinds

    def place(self, each: Placed) -> Place:
        return Place(each.rank, self.table.by_rank[each.rank].mark(each.mark))

    def truth_helps(self, each: Placed) -> bool:
        """Return whether a statement that becomes true may bring the target nearer: a row asks for it, or against it.

        Making a row of a lower level hold never does.
        """
        clauses = self.table.by_rank[each.rank]
        marked = clauses.marked.get(clauses.mark(each.mark))
        asked = [*clauses.whole.asked, *clauses.whole.shares]
        asked += [*marked.asked, *marked.shares] if marked else []
        return any(
            one.test == Test.NONE or (self.rule.rows[one.bit.bit_length() - 1].rank or 0) >= self.target
            for one in asked
        )

    def leads_there(self, changes: Mapping[int, str]) -> bool:
        """Return whether the target or more is suggested with these answers, by statement, changed."""
        answers = {each.statement: each.answer for each in self.statements} | dict(changes)
        for statement, answer in changes.items():
            weaker = self.counterparts.get(statement)
            if answer == YES and weaker in answers and answers[weaker] != Answer.NOT_APPLICABLE:
                answers[weaker] = NO
        groups = groups_of((each._replace(answer=answers[each.statement]) for each in self.statements), self.levels)
        return (first_match(self.rule, groups, self.levels, self.concerns).rank or 0) >= self.target

    def fewest(self, budget: Budget) -> Found:
        """Return what changes at the least cost: nothing where no way leads there, or none was found in time."""
        best: tuple[Entry, dict[Pair, int]] | None = None
        ran_out = False
        try:
            for chosen in self.choices():
                number = sum(chosen.values())
                if best is not None and number * CHANGE >= best[0].cost:
                    continue
                entry = self.cheapest(chosen, budget)
                if entry is not None and (best is None or entry.cost + number * CHANGE < best[0].cost):
                    best = (entry._replace(cost=entry.cost + number * CHANGE), chosen)
        except OutOfTries:
            ran_out = True
        at_most = ran_out or budget.thinned
        if best is None:
            return Found(None, (), {}, at_most)
        entry, chosen = best
        return Found(entry.cost // CHANGE, entry.ways, chosen, at_most)

    def choices(self) -> Iterator[dict[Pair, int]]:
        """Yield how many pairs of each kind change together: all of them, none, then ever more."""
        pairs = list(self.pairs)
        most = [len(self.pairs[pair]) for pair in pairs]
        if sum(most):
            yield dict(zip(pairs, most, strict=True))
        for number in range(sum(most) + 1 - bool(sum(most))):
            for split in splits(number, most):
                yield dict(zip(pairs, split, strict=True))

    def cheapest(self, chosen: Mapping[Pair, int], budget: Budget) -> Entry | None:
        """Return the cheapest way to the target with so many pairs of each kind changed, their own cost left out."""
        cells = self.cells(chosen)
        joined: dict[tuple, Entry] = {(frozenset({self.table.stand}), 0): Entry(0, ())}
        for rank in self.table.by_rank:
            own = {place: cell for place, cell in cells.items() if place.rank == rank}
            joined = self.join(joined, self.level_table(rank, own, budget), budget)
        ends = [entry for (reach, unjudged), entry in joined.items() if self.suggests(reach, unjudged)]
        return min(ends, key=lambda entry: entry.cost, default=None)

    def suggests(self, reach: frozenset[int], unjudged: int) -> bool:
        """Return whether the target or more is certain, and enough is judged."""
        ranks = {self.table.rank(rows) for rows in reach}
        if len(ranks) > 1 or (ranks.pop() or 0) < self.target:
            return False
        return self.rule.enough_of != "all" or enough_is_judged(self.rule.enough, unjudged, len(self.statements))

    def join(self, one: dict[tuple, Entry], other: dict[tuple, Entry], budget: Budget) -> dict[tuple, Entry]:
        budget.spend(len(one) * len(other))
        joined: dict[tuple, Entry] = {}
        for (reach, unjudged), entry in one.items():
            for (more, also), beside in other.items():
                if len(reach) * len(more) > MOST_STATES:
                    budget.thinned = True
                    continue
                key = (frozenset(rows & each for rows in reach for each in more), unjudged + also)
                _keep(joined, key, Entry(entry.cost + beside.cost, entry.ways + beside.ways))
        return joined

    def level_table(self, rank: int, cells: Mapping[Place, Cell], budget: Budget) -> dict[tuple, Entry]:
        """Return what a level can be brought to, and the cheapest ways: rows that it lets stand, and the unjudged."""
        clauses, at = self.table.by_rank[rank], (rank, *sorted(cells.items()))
        if at in self.tables:
            return self.tables[at]
        profiles: dict[Profile, Entry] = {Profile(): Entry(0, ())}
        for place, cell in sorted(cells.items()):
            own = self.cell_table(clauses, place, cell, budget)
            budget.spend(len(own) * len(profiles) if len(profiles) > 1 else 0)
            joined: dict[Profile, Entry] = {}
            for profile, entry in profiles.items():
                for more, beside in own.items():
                    try:
                        together = clauses.joined(profile, more)
                    except TooManyStates:
                        budget.thinned = True
                        continue
                    _keep(joined, together, Entry(entry.cost + beside.cost, entry.ways + beside.ways))
            profiles = joined
        level: dict[tuple, Entry] = {}
        total = sum(each.rank == rank for each in self.statements)
        for profile, entry in profiles.items():
            if self.rule.enough_of == "all":
                unjudged = profile.unjudged if self.rule.enough else 0
            elif enough_is_judged(self.rule.enough, profile.unjudged, total):
                unjudged = 0
            else:
                continue
            _keep(level, (clauses.reach(profile), unjudged), entry)
        self.tables[at] = level
        return level

    def cell_table(self, clauses: LevelClauses, place: Place, cell: Cell, budget: Budget) -> dict[Profile, Entry]:
        """Return what the statements of one place can be brought to, and the cheapest way to each."""
        cells: dict[Profile, tuple[int, int, int, int]] = {}
        thins = len(self.statements) > MOST_EXACT
        partly, unjudged = cell.partly + cell.held_partly, cell.unjudged + cell.held_unjudged
        total = sum(cell)
        for partly_changed in self.numbers(partly, thins, budget):
            for judged in self.numbers(unjudged, thins, budget):
                turned = min(partly_changed, cell.partly) + min(judged, cell.unjudged)
                most = cell.settled_yes + cell.yes + turned + cell.no
                budget.spend(most + 1 - cell.settled_yes)
                for yes in range(cell.settled_yes, most + 1):
                    gain = yes - cell.yes - cell.settled_yes
                    made = max(0, gain - turned)
                    ceased = max(0, -gain)
                    cost = (partly_changed + judged + made + ceased) * CHANGE
                    cost += 2 * ceased + partly_changed + judged - min(max(gain, 0), turned)
                    left = total - yes - (partly - partly_changed) - (unjudged - judged)
                    counts = Counts(yes, partly - partly_changed, left, unjudged - judged)
                    profile = self.profiles.get((place, counts))
                    if profile is None:
                        profile = self.profiles[place, counts] = clauses.profile(place.mark, counts)
                    if profile not in cells or cost < cells[profile][0]:
                        cells[profile] = (cost, partly_changed, judged, gain)
        return {
            profile: Entry(cost, (_way(place, cell, partly_changed, judged, gain),))
            for profile, (cost, partly_changed, judged, gain) in cells.items()
        }

    def numbers(self, most: int, thins: bool, budget: Budget) -> Iterable[int]:
        """Return how many of a kind to try to change: each number, or those near none and near all."""
        if not thins or most <= 2 * MOST_FROM_EITHER_END:
            return range(most + 1)
        budget.thinned = True
        return [*range(MOST_FROM_EITHER_END), *range(most - MOST_FROM_EITHER_END + 1, most + 1)]

    def cells(self, chosen: Mapping[Pair, int]) -> dict[Place, Cell]:
        """Return the statements of each place once so many pairs of each kind have changed."""
        # A place where nothing applies is there too: rows may ask of it in vain.
        counts: dict[Place, Counter[str]] = {self.place(each): Counter() for each in self.statements}
        for kind, of in self.kinds.items():
            count, number = counts[kind.place], len(of)
            word = WORDS[kind.answer]
            if kind.pair is None:
                count[word] += number
                continue
            changed = chosen[kind.pair]
            if kind.side == "weaker":
                count[word] += number - changed
                count["settled_no"] += changed
            else:
                count["settled_yes"] += changed
                count["settled_no" if kind.answer == NO else f"held_{word}"] += number - changed
        return {place: Cell(**count) for place, count in counts.items()}


WORDS = {YES: "yes", PARTLY: "partly", NO: "no", UNJUDGED: "unjudged"}


def _keep(entries: dict, key: object, entry: Entry) -> None:
    if key not in entries or entry.cost < entries[key].cost:
        entries[key] = entry


def splits(number: int, most: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield every way to take that number from lots of so many."""
    if not most:
        if not number:
            yield ()
        return
    first, *rest = most
    for taken in range(max(0, number - sum(rest)), min(number, first) + 1):
        for others in splits(number - taken, rest):
            yield (taken, *others)


def _way(place: Place, cell: Cell, partly_changed: int, judged: int, gain: int) -> Way:
    """Return the changes that are the cheapest for so many partly and unjudged ones, and so many more true."""
    wanted = max(gain, 0)
    unjudged = min(wanted, judged, cell.unjudged)
    partly = min(wanted - unjudged, partly_changed, cell.partly)
    true = {UNJUDGED: unjudged, PARTLY: partly, NO: wanted - unjudged - partly}
    return Way(place, true, {YES: max(-gain, 0), PARTLY: partly_changed - partly, UNJUDGED: judged - unjudged})
