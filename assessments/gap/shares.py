"""How much of each level is true, as numbers and as cells of a heat map. Plain Python: a measured criterion in."""

from typing import NamedTuple

from assessments.rules.answers import ANSWER_WORDS, UNJUDGED
from assessments.rules.suggestion import Measured
from frameworks.content import Step
from frameworks.rule.suggestion import Tally, good_share, percentage

GOOD = "distance_from_good"


class Share(NamedTuple):
    """How one level's statements were answered, in numbers.

    `percent` (0-100) is how much is true, None where none is judged; `percent_of` says of how many.
    """

    rank: int
    name: str
    yes: int
    partly: int
    no: int
    na: int
    unjudged: int
    percent: int | None
    total: int
    is_now: bool
    is_target: bool
    percent_of: str

    @property
    def judged(self) -> int:
        return self.total - self.unjudged


class Cell(NamedTuple):
    """One cell of the heat map. `heat` runs from 0 (nothing judged) to 5 (all true); `words` says the same."""

    level: str
    heat: int
    words: str
    is_now: bool
    is_target: bool


def percent_of(rule: str) -> str:
    """Return what a rule counts the true ones of: where it asks how much of good is met, nothing is left out."""
    return "all that apply" if rule == GOOD else "those judged"


def shares_of(measured: Measured, now: int | None, target: int | None) -> tuple[Share, ...]:
    """Return one share for each level that has statements here, with the percentage that its rule counts."""
    return tuple(_share(measured.words.rule, tally, now, target) for tally in measured.tallies)


def cells_of(measured: Measured, now: int | None, target: int | None) -> tuple[Cell, ...]:
    """Return one cell for each level of the scale; none where the criterion has no statements of any."""
    if not measured.statements:
        return ()
    by_rank = {tally.rank: tally for tally in measured.tallies}
    rule = measured.words.rule
    return tuple(_cell(rule, level, by_rank.get(level.rank), now, target) for level in measured.words.levels)


def percent_met(measured: Measured) -> int | None:
    """Return how much of good is met; None where the rule doesn't ask that."""
    if measured.words.rule != GOOD or not measured.tallies:
        return None
    return percentage(good_share(measured.tallies[-1]))


def _true(rule: str, tally: Tally) -> float | None:
    """Return the part that is true as the rule counts it, 0 to 1; None where nothing is judged."""
    return good_share(tally) if rule == GOOD and tally.share is not None else tally.share


def _share(rule: str, tally: Tally, now: int | None, target: int | None) -> Share:
    true = _true(rule, tally)
    return Share(
        rank=tally.rank,
        name=tally.name,
        yes=tally.yes,
        partly=tally.partly,
        no=tally.no,
        na=tally.na,
        unjudged=tally.unjudged,
        percent=None if true is None else percentage(true),
        total=tally.total,
        is_now=tally.rank == now,
        is_target=tally.rank == target,
        percent_of=percent_of(rule),
    )


def _cell(rule: str, level: Step, tally: Tally | None, now: int | None, target: int | None) -> Cell:
    true = _true(rule, tally) if tally else None
    if true is None:
        heat, words = 0, ANSWER_WORDS[UNJUDGED] if tally else ""
    else:
        heat, words = 1 + min(4, int(true * 5)), f"{percentage(true)}% true"
    return Cell(level=level.name, heat=heat, words=words, is_now=level.rank == now, is_target=level.rank == target)
