"""As it was before rules became data of an edition: what the rules of then have to come to still.

The shortest path: the fewest statements that must become true for a level to be suggested. Pure functions.

Candidates that count alike are interchangeable, so the search runs over how many of each kind become true, never over
sets of statements. More of them rarely hurts, so the fewest is found from above: a greedy answer first, then whether
any way with one fewer works too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from tests.assessments.rules.oracle.suggestion import (
    OURS,
    Measured,
    Tally,
    Thresholds,
    best_fit,
    cumulative,
    distance_from_good,
    reaches,
)

CONCERN_STANDS = "while a cause of concern is open, only the lowest grade is suggested."
# How many ways of choosing are tried at one count before the greedy answer stands as it is.
MOST_WAYS = 400


class Candidate(NamedTuple):
    """A statement that isn't true yet. `answer` is "no", "partly" or "unjudged"; a counterpart goes the other way.

    `weaker_rank` and `weaker_answer` are those of the weaker counterpart that becomes untrue with it, None without one.
    """

    rank: int
    answer: str
    weaker_rank: int | None
    weaker_answer: str | None
    statement: int
    weaker: int | None = None

    @property
    def kind(self) -> tuple:
        return self[:4]


@dataclass(frozen=True, slots=True)
class Pick:
    """Any `count` of these statements, by key."""

    count: int
    of: tuple[int, ...]

    @property
    def words(self) -> str:
        if len(self.of) == 1:
            return "this one"
        number = len(self.of)
        return f"all {number} of these" if self.count == number else f"any {self.count} of these {number}"


@dataclass(frozen=True, slots=True)
class Path:
    """`count` statements must become true, chosen by `picks`; None where no choice does it, and `why` says so.

    With a count, `why` is what has to happen besides. `shorter` says which other way takes fewer statements, where one
    does: answering some that nobody has judged, or making a higher level true.
    """

    count: int | None
    picks: tuple[Pick, ...] = ()
    why: str = ""
    shorter: str = ""


Counts = dict[int, Tally]


def shortest_path(
    rule: str,
    target: int,
    tallies: Sequence[Tally],
    candidates: Sequence[Candidate],
    *,
    scale: Sequence[tuple[int, str]] = (),
    thresholds: Thresholds = OURS,
) -> Path:
    """Return the fewest statements to make true so that `target`, or more, is suggested.

    Candidates are at the target, and below it where the target stands on what is below (a cumulative scale, a level
    on top of another). Weaker statements that are still true are part of it only as counterparts of these.
    """
    counts = {tally.rank: tally for tally in tallies}
    if target not in counts:
        return Path(None, why="The framework describes nothing at this level.")
    if rule == "cumulative":
        return _climb(target, counts, candidates, thresholds)
    if rule == "best_fit" and counts[target].builds == "on_top":
        return _on_top(target, counts, candidates, thresholds)
    at_target = _at(target, candidates)
    describes_good = rule == "distance_from_good"
    success = _is_good(scale, target, thresholds) if describes_good else _suggests(target, thresholds)
    path = _fewest(counts, at_target, success)
    return path if path.count is not None else Path(None, why=_obstacle(_after(counts, at_target), target, thresholds))


def path_to(measured: Measured, target: int) -> Path:
    """Return the shortest path of one criterion, as it is measured, to a rank."""
    words, concerns = measured.words, measured.concerns
    candidates = _candidates(measured, target)
    path = shortest_path(words.rule, target, measured.tallies, candidates, scale=words.scale, thresholds=measured.ours)
    if words.rule == "best_fit" and path.count != 0:
        path = replace(path, shorter=_shorter_way(measured, target, path.count))
    if path.count is not None and concerns and measured.node.graded and words.rule == "distance_from_good":
        besides = " too" if path.count else ""
        return replace(path, why=f"What is behind {', '.join(concerns)} has to be put right{besides}: {CONCERN_STANDS}")
    return path


def _shorter_way(measured: Measured, target: int, count: int | None) -> str:
    """Return in a sentence which way takes fewer statements than the path's `count`, or leads there where none does.

    Statements that nobody has judged may turn out not to be true, which can leave the target as the best. A level
    above the target may be nearer than the target itself.
    """
    counts = {tally.rank: tally for tally in measured.tallies}
    suggests, most = _suggests(target, measured.ours), len(measured.statements) if count is None else count - 1
    lead = "One way" if count is None else "Shorter still"
    for tally in counts.values():
        number = min(tally.unjudged, most)
        if tally.rank == target or not number or not suggests(_judged(counts, tally, number, "no")):
            continue
        fewest = next(few for few in range(1, number + 1) if suggests(_judged(counts, tally, few, "no")))
        said = "1 statement" if fewest == 1 else f"{fewest} statements"
        if suggests(_judged(counts, tally, fewest, "yes")):
            # Whatever is found, that it is judged leads there: the path says so where judging alone is missing.
            return "" if count is None else f"{lead}: if {said} of {tally.name} that nobody has judged were judged."
        return f"{lead}: if {said} of {tally.name} that nobody has judged turned out not to be true."
    for tally in counts.values():
        if tally.rank <= target or not most:
            continue
        higher = _at(tally.rank, _candidates(measured, tally.rank))
        if not suggests(_after(counts, sorted(higher, key=_strength)[:most])):
            continue
        path = _fewest(counts, higher, suggests)
        if path.count and path.count <= most:
            return f"{lead}: {path.count} of {tally.name} would suggest {tally.name}."
    return ""


def _judged(counts: Counts, tally: Tally, number: int, answer: str) -> Counts:
    answered = {answer: getattr(tally, answer) + number}
    return {**counts, tally.rank: tally._replace(unjudged=tally.unjudged - number, **answered)}


def _candidates(measured: Measured, target: int) -> list[Candidate]:
    """Return what isn't true yet at the target or below it, each with its lone weaker counterpart."""
    by_pk = {each.pk: each for each in measured.statements}
    found = []
    for each in measured.statements:
        answer = measured.answer(each)
        if answer in ("yes", "na") or (each.rank or 0) > target:
            continue
        weaker = by_pk.get(measured.words.counterparts.get(each.pk, 0))
        found.append(
            Candidate(
                rank=each.rank or 0,
                answer=answer or "unjudged",
                weaker_rank=weaker.rank if weaker else None,
                weaker_answer=(measured.answer(weaker) or "unjudged") if weaker else None,
                statement=each.pk,
                weaker=weaker.pk if weaker else None,
            )
        )
    return found


def _suggests(target: int, thresholds: Thresholds) -> Callable[[Counts], bool]:
    return lambda now: (best_fit(list(now.values()), thresholds).rank or 0) >= target


def _is_good(scale: Sequence[tuple[int, str]], target: int, thresholds: Thresholds) -> Callable[[Counts], bool]:
    return lambda now: (distance_from_good(now[target], scale, thresholds=thresholds).rank or 0) >= target


def _is_reached(rank: int, thresholds: Thresholds) -> Callable[[Counts], bool]:
    return lambda now: _reached(now[rank], thresholds)


def _climb(target: int, counts: Counts, candidates: Sequence[Candidate], thresholds: Thresholds) -> Path:
    """Return the path that makes every level up to the target substantially true, each by its own statements."""
    steps = [
        _fewest(counts, _at(rank, candidates), _is_reached(rank, thresholds))
        for rank in sorted(counts)
        if rank <= target and counts[rank].applies
    ]
    then = list(_after(counts, [candidate for candidate in candidates if candidate.rank <= target]).values())
    if (cumulative(then, thresholds).rank or 0) < target:
        return Path(None, why=_obstacle(counts, target, thresholds))
    return _joined(steps)


def _on_top(target: int, counts: Counts, candidates: Sequence[Candidate], thresholds: Thresholds) -> Path:
    """Return the path that makes a level substantially true, and gets the one below it suggested."""
    below = max((rank for rank in counts if rank < target), default=target)
    top = _fewest(counts, _at(target, candidates), lambda then: _reached(then[target], thresholds))
    chosen = {key for pick in top.picks for key in pick.of[: pick.count]}
    then = _after(counts, [candidate for candidate in candidates if candidate.statement in chosen])
    # The level below goes second: which of its statements become true decides which weaker ones stop being true.
    path = _fewest(then, _at(below, candidates), _suggests(target, thresholds))
    if path.count is None:
        return Path(None, why=_obstacle(_after(then, _at(below, candidates)), target, thresholds))
    return _joined([path, top])


def _at(rank: int, candidates: Sequence[Candidate]) -> list[Candidate]:
    return [candidate for candidate in candidates if candidate.rank == rank]


def _joined(steps: Sequence[Path]) -> Path:
    return Path(sum(step.count or 0 for step in steps), tuple(pick for step in steps for pick in step.picks))


def _reached(tally: Tally, thresholds: Thresholds) -> bool:
    return tally.half_judged and reaches(tally.share, thresholds.substantial)


def _fewest(counts: Counts, candidates: Sequence[Candidate], success: Callable[[Counts], bool]) -> Path:
    if success(counts):
        return Path(0)
    ordered = sorted(candidates, key=_strength)
    kinds = [list(group) for _, group in groupby(ordered, key=lambda candidate: candidate.kind)]
    taken = next((n for n in range(1, len(ordered) + 1) if success(_after(counts, ordered[:n]))), None)
    if taken is None:
        return _fewest_of_any(counts, kinds, success)
    way = _way_of(ordered[:taken], kinds)
    while taken > 1:
        fewer = next((each for each in _ways(taken - 1, kinds) if success(_after(counts, _chosen(each, kinds)))), None)
        if fewer is None:
            break
        taken, way = taken - 1, fewer
    return Path(taken, _picks(taken, way, kinds, counts, success))


def _fewest_of_any(counts: Counts, kinds: list[list[Candidate]], success: Callable[[Counts], bool]) -> Path:
    """Return the fewest from below: more can hurt where a level above is true too, and would contradict this one."""
    for taken in range(1, sum(len(kind) for kind in kinds) + 1):
        for way in _ways(taken, kinds):
            if success(_after(counts, _chosen(way, kinds))):
                return Path(taken, _picks(taken, way, kinds, counts, success))
    return Path(None)


def _strength(candidate: Candidate) -> tuple:
    """Sort first what most probably moves the level most: a plain no, its counterpart true."""
    gain = {"no": 0, "unjudged": 1, "partly": 2}[candidate.answer]
    relief = {"yes": 0, "partly": 1}.get(candidate.weaker_answer or "", 2)
    return (gain, relief, candidate.rank, candidate.weaker_rank or 0, candidate.weaker_answer or "")


def _picks(
    taken: int, way: Sequence[int], kinds: list[list[Candidate]], counts: Counts, success: Callable[[Counts], bool]
) -> tuple[Pick, ...]:
    """Return one pick over as many kinds as really are interchangeable at this count, or one pick per kind."""
    for width in range(len(kinds), 0, -1):
        some = kinds[:width]
        pool = [candidate for kind in some for candidate in kind]
        if len(pool) < taken:
            break
        ways = list(_ways(taken, some))
        if len(ways) < MOST_WAYS and all(success(_after(counts, _chosen(each, some))) for each in ways):
            return (Pick(taken, tuple(sorted(candidate.statement for candidate in pool))),)
    return tuple(
        Pick(number, tuple(candidate.statement for candidate in kind))
        for number, kind in zip(way, kinds, strict=True)
        if number
    )


def _way_of(chosen: Sequence[Candidate], kinds: list[list[Candidate]]) -> tuple[int, ...]:
    return tuple(sum(candidate.kind == kind[0].kind for candidate in chosen) for kind in kinds)


def _chosen(way: Sequence[int], kinds: list[list[Candidate]]) -> list[Candidate]:
    return [candidate for number, kind in zip(way, kinds, strict=True) for candidate in kind[:number]]


def _ways(count: int, kinds: list[list[Candidate]]) -> Iterator[tuple[int, ...]]:
    """Yield every split of `count` over the kinds, at most MOST_WAYS of them."""
    left = MOST_WAYS

    def split(rest: int, place: int) -> Iterator[tuple[int, ...]]:
        if place == len(kinds) - 1:
            if rest <= len(kinds[place]):
                yield (rest,)
            return
        for number in range(min(rest, len(kinds[place])), -1, -1):
            for tail in split(rest - number, place + 1):
                yield (number, *tail)

    for way in split(count, 0):
        if not left:
            return
        left -= 1
        yield way


def _after(counts: Counts, chosen: Sequence[Candidate]) -> Counts:
    """Return the tallies once the chosen statements are true and their weaker counterparts are not."""
    moves: dict[int, dict[str, int]] = {}
    for candidate in chosen:
        _move(moves, candidate.rank, candidate.answer, "yes")
        if candidate.weaker_rank is not None and candidate.weaker_answer not in (None, "no", "na"):
            _move(moves, candidate.weaker_rank, candidate.weaker_answer or "", "no")
    return {**counts, **{rank: _moved(counts[rank], changes) for rank, changes in moves.items()}}


def _move(moves: dict[int, dict[str, int]], rank: int, old: str, new: str) -> None:
    changes = moves.setdefault(rank, {})
    changes[old] = changes.get(old, 0) - 1
    changes[new] = changes.get(new, 0) + 1


def _moved(tally: Tally, changes: Mapping[str, int]) -> Tally:
    return tally._replace(**{answer: getattr(tally, answer) + change for answer, change in changes.items()})


def _obstacle(counts: Counts, target: int, thresholds: Thresholds) -> str:
    if not counts[target].applies:
        return f"No statement of {counts[target].name} applies here."
    others = [tally for tally in counts.values() if tally.applies and tally.rank != target]
    waiting = [tally.name for tally in others if not tally.half_judged]
    if waiting:
        return f"Judge at least half of the statements of {', '.join(waiting)} first."
    strong = [tally for tally in others if tally.builds == "alone" and _reached(tally, thresholds)]
    # A neighbour is no contradiction, unless there is one on either side.
    names = [tally.name for tally in strong if abs(tally.rank - target) > 1] or [tally.name for tally in strong]
    if names:
        return f"Making statements true is not enough: {', '.join(names)} would have to stop being substantially true."
    return "No choice of statements at this level leads to it."
