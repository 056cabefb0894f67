"""How a level follows from an ordered table of conditions: the first row that holds gives it. Pure functions.

A level is suggested while statements are unjudged where no way of answering them changes it. Where a rule is so large
that this can't be told, nothing is called certain, and all that isn't judged is asked for instead.
"""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import NamedTuple

from config.texts.keys import same
from frameworks.rule.condition import Clause, Test, clause_in_words
from frameworks.rule.first_match_table import (
    EVERY_ROW,
    Counts,
    FirstMatch,
    LevelClauses,
    Levels,
    Profile,
    Row,
    Table,
    TooManyStates,
    enough_is_judged,
    joined_reach,
    table,
)
from frameworks.rule.suggestion import (
    NEARLY,
    Suggestion,
    Tally,
    and_list,
    open_concerns,
    percentage,
    true_words,
)


class Group(NamedTuple):
    """The statements of one level that bear one mark, or none, and how they were answered."""

    tally: Tally
    code: str
    mark: str = ""


def first_match(rule: FirstMatch, groups: Sequence[Group], levels: Levels, concerns: Sequence[str] = ()) -> Suggestion:
    """Return the level of the first row that holds, and why; None where that row gives none, or no row holds.

    `levels` are every (rank, code, name) of the edition, `concerns` the references of open causes of concern. None,
    and `needs_answers`, until enough is judged, and while the answers to what isn't could still change the level;
    shares are of the answers as they stand.
    """
    if missing := _missing(rule, groups):
        return Suggestion(None, missing, True)
    asked = table(rule, ((group.tally.rank, group.mark) for group in groups), levels, concerns)
    cells = _cells(asked, groups)
    try:
        reach_by_rank = {rank: clauses.reach(clauses.together(cells[rank])) for rank, clauses in asked.by_rank.items()}
        is_certain = len({asked.rank(rows) for rows in joined_reach(reach_by_rank.values())}) == 1
        decisive = {} if is_certain else _decisive(asked, cells, reach_by_rank)
    except TooManyStates:
        is_certain, decisive = False, {rank: _open_marks(by_mark) for rank, by_mark in cells.items()}
    if not is_certain:
        return Suggestion(None, _to_judge(asked, groups, cells, decisive), True)
    row = asked.row(_as_it_stands(asked, cells))
    if row is None:
        applies = any(sum(counts) for by_mark in cells.values() for counts in by_mark.values())
        nothing = "" if applies else "No statement applies here: no"
        return Suggestion(None, f"{nothing or 'No'} row of the rule holds.")
    return Suggestion(row.rank, _why(rule, row, groups, levels, concerns))


def _cells(asked: Table, groups: Sequence[Group]) -> dict[int, dict[str, Counts]]:
    """Return how the statements are answered, by rank and by the mark that counts there."""
    cells: dict[int, dict[str, Counts]] = {}
    for (rank, _, _, yes, partly, no, _, unjudged), _, mark in groups:
        by_mark = cells.setdefault(rank, {})
        key = asked.by_rank[rank].mark(mark)
        have = by_mark.get(key, Counts())
        by_mark[key] = Counts(have.yes + yes, have.partly + partly, have.no + no, have.unjudged + unjudged)
    return cells


def _as_it_stands(asked: Table, cells: Mapping[int, Mapping[str, Counts]]) -> int:
    """Return the rows that hold while nothing else is judged: what isn't is not true."""
    rows = EVERY_ROW
    for rank, clauses in asked.by_rank.items():
        profile = clauses.together(cells[rank])
        untrue = {
            mark: Counts(counts.yes, counts.partly, counts.no + counts.unjudged) for mark, counts in cells[rank].items()
        }
        (standing,) = clauses.reach(profile._replace(states=clauses.together(untrue).states))
        rows &= standing
    return rows


def _missing(rule: FirstMatch, groups: Sequence[Group]) -> str:
    """Return in a sentence how many more are to be judged before anything is suggested; empty where enough are."""
    of_levels: dict[tuple[int, str], tuple[int, int]] = {}
    for tally in (group.tally for group in groups):
        unjudged, total = of_levels.get((tally.rank, tally.name), (0, 0))
        of_levels[tally.rank, tally.name] = (unjudged + tally.unjudged, total + tally.total)
    if rule.enough_of == "all":
        of_levels = {
            (0, ""): (sum(each for each, _ in of_levels.values()), sum(total for _, total in of_levels.values()))
        }
    parts = []
    for (_, name), (unjudged, total) in sorted(of_levels.items()):
        if not enough_is_judged(rule.enough, unjudged, total):
            more = ceil((rule.enough - NEARLY) * total) - (total - unjudged)
            parts.append(f"{_number(more, 'more ')}{f' of {name}' if name else ''}")
    return f"Judge at least {and_list(parts)} first." if parts else ""


def _open_marks(cells: Mapping[str, Counts]) -> list[str]:
    return [mark for mark, counts in cells.items() if counts.unjudged]


def _decisive(
    asked: Table, cells: Mapping[int, Mapping[str, Counts]], reach_by_rank: Mapping[int, frozenset[int]]
) -> dict[int, list[str]]:
    """Return the marks, by rank, of the unjudged statements whose answers can make a difference to the level."""
    decisive = {}
    for rank, by_mark in cells.items():
        others = joined_reach(reach for other, reach in reach_by_rank.items() if other != rank)
        decisive[rank] = [
            mark for mark in _open_marks(by_mark) if _can_change(asked, asked.by_rank[rank], by_mark, mark, others)
        ]
    return decisive


def _can_change(
    asked: Table, clauses: LevelClauses, cells: Mapping[str, Counts], mark: str, others: frozenset[int]
) -> bool:
    rest = clauses.together({other: counts for other, counts in cells.items() if other != mark})
    own = clauses.profile(mark, cells[mark])
    together = clauses.joined(rest, own)
    ways = {
        clauses.reach(together._replace(states=clauses.joined(Profile(frozenset({state})), own).states))
        for state in rest.states
    }
    return any(len({asked.rank(rows & more) for more in reach}) > 1 for rows in others for reach in ways)


def _to_judge(
    asked: Table,
    groups: Sequence[Group],
    cells: Mapping[int, Mapping[str, Counts]],
    decisive: Mapping[int, Sequence[str]],
) -> str:
    """Return in a sentence which answers are to come first: those that could still change the level."""
    names = {group.tally.rank: group.tally.name for group in groups}
    marks = {(group.tally.rank, same(group.mark)): group.mark for group in groups}
    judged = {
        (group.tally.rank, asked.by_rank[group.tally.rank].mark(group.mark)) for group in groups if group.tally.judged
    }
    parts, count = [], 0
    for rank in sorted(cells):
        # Where all that isn't judged is decisive, the level's name alone says it.
        every = decisive[rank] == _open_marks(cells[rank])
        for lot in filter(None, [decisive[rank]] if every else [[mark] for mark in decisive[rank]]):
            number = sum(cells[rank][mark].unjudged for mark in lot)
            some = any((rank, mark) in judged for mark in (cells[rank] if every else lot))
            marked = f" marked {marks[rank, lot[0]]}" if not every and lot[0] else ""
            parts.append(f"the {'other ' if some else ''}{_number(number)} of {names[rank]}{marked}")
            count += number
    return f"Judge {and_list(parts)} first: {'they' if count > 1 else 'that'} could still change it."


def _why(rule: FirstMatch, row: Row, groups: Sequence[Group], levels: Levels, concerns: Sequence[str]) -> str:
    """Return the sentence of the row that matched, each clause with its figures."""
    names = {code: name for _, code, name in levels}
    by_rank = {rank: name for rank, _, name in levels}
    clauses = [_with_figures(rule, row, clause, groups, names, concerns) for clause in row.clauses]
    return f"{'No level' if row.rank is None else by_rank[row.rank]}: {and_list(clauses)}."


def _with_figures(
    rule: FirstMatch,
    row: Row,
    clause: Clause,
    groups: Sequence[Group],
    names: Mapping[str, str],
    concerns: Sequence[str],
) -> str:
    if clause.test == Test.CONCERN:
        return open_concerns(concerns)
    words = clause_in_words(clause, names)
    if clause.test == Test.OTHERWISE:
        return words
    if clause.test == Test.EVERY_BELOW:
        below = [group.tally for group in groups if row.rank is not None and group.tally.rank < row.rank]
        return f"{words} ({_figures(below, 'yes')})" if any(tally.applies for tally in below) else words
    tallies = [
        group.tally
        for group in groups
        if group.code == clause.level and (not clause.mark or same(group.mark) == same(clause.mark))
    ]
    if not any(tally.applies for tally in tallies):
        return f"{words} (none applies)"
    if clause.test == Test.SHARE:
        return f"{words} ({_figures(tallies, rule.base)})"
    return f"{words} ({_figures(tallies, 'counted' if rule.partly_counts and clause.test != Test.ALL else 'yes')})"


def _figures(tallies: Sequence[Tally], counting: str) -> str:
    """Return how many are true of how many that apply: "yes" alone, or all "counted"; with a share's base, its share.

    A share takes a partly as a half.
    """
    yes, partly, no = (sum(getattr(tally, answer) for tally in tallies) for answer in ("yes", "partly", "no"))
    applicable = sum(tally.total - tally.na for tally in tallies)
    if counting in ("yes", "counted"):
        return f"{yes + partly if counting == 'counted' else yes} of {applicable}"
    of = yes + partly + no if counting == "judged" else applicable
    return f"{true_words(Tally(0, '', yes=yes, partly=partly))} of {of}, {percentage((yes + partly / 2) / of)}%"


def _number(number: int, kind: str = "") -> str:
    if number == 1:
        return f"{'1 ' if kind else ''}{kind}statement"
    return f"{number} {kind}statements"
