"""The table of a rule beside the answers: which rows hold, and which may still come to. Pure functions.

Whether a level is certain while statements are unjudged is worked out exactly, and never by trying every answer. A row
is one bit of a number, set while nothing of the row's condition fails; what a level's answers may still become is the
set of such numbers, mostly two or three. Levels don't depend on one another, so their sets are joined by "and", one
level after another, and the lowest bit of a result is the row that matches. A rule of many rows, levels and marks could
make these sets large: a step of more than MOST_STATES is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from config.texts.keys import same
from frameworks.rule.condition import Clause, Test
from frameworks.rule.suggestion import reaches

MOST_STATES = 20_000
# Every row holds as far as one knows: all bits are set.
EVERY_ROW = -1

Levels = Sequence[tuple[int, str, str]]
# How many are true (up to what any clause asks for), whether one that applies isn't true, and whether one applies.
State = tuple[int, bool, bool]


class TooManyStates(Exception):
    """What may become of the answers is too much to be looked at."""


class Row(NamedTuple):
    """One row of the table: the rank that it gives, None for no level, where all its clauses hold."""

    rank: int | None
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class FirstMatch:
    """An ordered table of rows, and how unjudged and partly true statements count in it.

    `enough` is the share, 0 to 1, of the statements of "each" level, or of "all" together, to be judged before
    anything is suggested. `partly_counts` is whether a partly is true enough for any, none and at least; shares take
    it as a half, and all never takes it. A share is of what is "judged" and applies, or of all that is "applicable".
    """

    rows: tuple[Row, ...]
    enough: float = 0.0
    enough_of: str = "each"
    partly_counts: bool = False
    base: str = "judged"


class Counts(NamedTuple):
    """How many statements that apply, or may, have each answer."""

    yes: int = 0
    partly: int = 0
    no: int = 0
    unjudged: int = 0


class Asked(NamedTuple):
    """What one row asks of some statements: `bit` is the row's."""

    bit: int
    test: Test
    number: int = 0

    def holds(self, state: State) -> bool:
        true, lapses, applies = state
        match self.test:
            case Test.ALL:
                return applies and not lapses
            case Test.EVERY_BELOW:
                return not lapses
            case Test.NONE:
                return not true
            case _:
                return true >= max(self.number, 1)


class Profile(NamedTuple):
    """All that matters of some statements of a level: which rows their answers, or what they become, let stand.

    `states` are what they may become; the rest is as it stands: `rows` that shares let stand, the true ones in
    `halves`, how many are judged and apply, and how many are unjudged. These are 0 where the rule never asks.
    """

    states: frozenset[tuple[int, State]] = frozenset({(EVERY_ROW, (0, False, False))})
    rows: int = EVERY_ROW
    halves: int = 0
    judged: int = 0
    unjudged: int = 0


class MarkedClauses(NamedTuple):
    """What the rows ask of the statements with one mark, or of a whole level: shares apart."""

    asked: tuple[Asked, ...] = ()
    shares: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class LevelClauses:
    """What the rows ask of one level. Marks that no clause names count as no mark: ""."""

    rule: FirstMatch
    whole: MarkedClauses
    marked: Mapping[str, MarkedClauses]

    @cached_property
    def most(self) -> int:
        """How many true statements make a difference: any more are like as many."""
        every = (self.whole, *self.marked.values())
        return max((asked.number for clauses in every for asked in clauses.asked), default=0) or 1

    def mark(self, mark: str) -> str:
        """Return the mark as it counts here."""
        key = same(mark)
        return key if key in self.marked else ""

    def profile(self, mark: str, counts: Counts) -> Profile:
        """Return the profile of the statements with one mark, as it counts here."""
        clauses = self.marked.get(mark, MarkedClauses())
        states = _states(self.rule.partly_counts, self.most, counts)
        halves, judged = 2 * counts.yes + counts.partly, counts.yes + counts.partly + counts.no
        rows = _by_shares(clauses.shares, self.rule.base, halves, judged, counts.unjudged)
        return Profile(
            frozenset((_standing(clauses.asked, state), state) for state in states),
            rows,
            halves if self.whole.shares else 0,
            judged if self.whole.shares else 0,
            counts.unjudged if self.whole.shares or self.rule.enough else 0,
        )

    def joined(self, one: Profile, other: Profile) -> Profile:
        """Return the profile of two lots of statements together; raises TooManyStates."""
        most = self.most
        if len(one.states) * len(other.states) > MOST_STATES:
            raise TooManyStates
        states = frozenset(
            (rows & more, (min(true + also, most), lapses or lapse, applies or apply))
            for rows, (true, lapses, applies) in one.states
            for more, (also, lapse, apply) in other.states
        )
        return Profile(
            states,
            one.rows & other.rows,
            one.halves + other.halves,
            one.judged + other.judged,
            one.unjudged + other.unjudged,
        )

    def reach(self, profile: Profile) -> frozenset[int]:
        """Return which rows the level lets stand, for each way in which the rest of it may be answered."""
        shares = _by_shares(self.whole.shares, self.rule.base, profile.halves, profile.judged, profile.unjudged)
        by_shares = profile.rows & shares
        return frozenset(rows & by_shares & _standing(self.whole.asked, state) for rows, state in profile.states)

    def together(self, cells: Mapping[str, Counts]) -> Profile:
        """Return the profile of all the level's statements, by mark; raises TooManyStates."""
        profile = Profile()
        for mark, counts in cells.items():
            profile = self.joined(profile, self.profile(mark, counts))
        return profile


@dataclass(frozen=True)
class Table:
    """A rule beside the levels that have statements: which rows can stand whatever is answered, and what is asked."""

    rule: FirstMatch
    stand: int
    by_rank: Mapping[int, LevelClauses]

    def rank(self, rows: int) -> int | None:
        """Return what is suggested where these rows hold: the rank of the first, None without one."""
        row = self.row(rows)
        return row.rank if row else None

    def row(self, rows: int) -> Row | None:
        """Return the first row of those that hold."""
        rows &= self.stand
        return self.rule.rows[(rows & -rows).bit_length() - 1] if rows else None


def table(rule: FirstMatch, groups: Iterable[tuple[int, str]], levels: Levels, concerns: Sequence[str] = ()) -> Table:
    """Return what a rule asks of each level that has statements: `groups` are their ranks and marks."""
    marks: dict[int, set[str]] = {}
    for rank, mark in groups:
        marks.setdefault(rank, set()).add(same(mark))
    ranks = {code: rank for rank, code, _ in levels}
    asked: dict[int, dict[str, list[Asked]]] = {rank: {} for rank in marks}
    stand = 0
    for place, row in enumerate(rule.rows):
        bit = 1 << place
        stand |= bit
        for clause in row.clauses:
            rank, mark = ranks.get(clause.level, 0), same(clause.mark)
            if clause.test == Test.EVERY_BELOW:
                for below in marks:
                    if row.rank is not None and below < row.rank:
                        asked[below].setdefault("", []).append(Asked(bit, Test.EVERY_BELOW))
            elif clause.test == Test.CONCERN:
                stand &= EVERY_ROW if concerns else ~bit
            elif clause.test == Test.OTHERWISE:
                continue
            elif rank in marks and (not mark or mark in marks[rank]):
                asked[rank].setdefault(mark, []).append(Asked(bit, clause.test, clause.number))
            elif clause.test != Test.NONE:
                stand &= ~bit
    return Table(rule, stand, {rank: _level_clauses(rule, by_mark) for rank, by_mark in asked.items()})


def joined_reach(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    """Return which rows several levels let stand together, for each way of answering; raises TooManyStates."""
    reach = frozenset({EVERY_ROW})
    for each in sets:
        if len(reach) * len(each) > MOST_STATES:
            raise TooManyStates
        reach = frozenset(rows & more for rows in reach for more in each)
    return reach


def enough_is_judged(enough: float, unjudged: int, total: int) -> bool:
    """Return whether the share of the statements that are judged is there; nothing is missing from none."""
    return not total or reaches((total - unjudged) / total, enough)


@lru_cache(maxsize=4096)
def _states(partly_counts: bool, most: int, counts: Counts) -> frozenset[State]:
    """Return every state that the statements may come to, however those that aren't judged are answered."""
    yes, partly, no, unjudged = counts
    true = yes + partly if partly_counts else yes
    lapses, applies = partly + no > 0, yes + partly + no > 0
    states: set[State] = set()
    for more in {*range(min(unjudged, most) + 1), unjudged}:
        counted = min(true + more, most)
        states.add((counted, lapses, applies or more > 0))
        # One of the rest may be no or, where a partly counts, one of these a partly.
        if more < unjudged or (partly_counts and more):
            states.add((counted, True, True))
    return frozenset(states)


def _standing(asked: Iterable[Asked], state: State) -> int:
    """Return the rows of which nothing that they ask of these statements fails."""
    rows = EVERY_ROW
    for each in asked:
        if not each.holds(state):
            rows &= ~each.bit
    return rows


def _by_shares(shares: Iterable[Asked], base: str, halves: int, judged: int, unjudged: int) -> int:
    counted = judged + (unjudged if base == "applicable" else 0)
    rows = EVERY_ROW
    for each in shares:
        # In whole numbers, so that 17 of 20 is 85%.
        if not counted or 50 * halves < each.number * counted:
            rows &= ~each.bit
    return rows


def _level_clauses(rule: FirstMatch, by_mark: Mapping[str, Sequence[Asked]]) -> LevelClauses:
    parted = {
        mark: MarkedClauses(
            tuple(each for each in asked if each.test != Test.SHARE),
            tuple(each for each in asked if each.test == Test.SHARE),
        )
        for mark, asked in by_mark.items()
    }
    return LevelClauses(rule, parted.pop("", MarkedClauses()), parted)
