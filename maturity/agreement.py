"""How far a room agrees on one criterion. Pure functions: counts of votes per level in, words and numbers out.

The index is van der Eijk's agreement A (C. van der Eijk, "Measuring agreement in ordered rating scales", Quality and
Quantity 35, 2001). The words are this product's own, made for rooms of three to thirty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from assessments.rules.answers import Answer

# A word for fewer votes would say more than they do: the levels themselves are shown.
WORD_FROM = 3


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a room's votes say. Levels are ranks from 1; `index` runs from -1 to 1, None where nobody chose a level."""

    counts: tuple[int, ...]
    voters: int
    median: int | None
    lowest: int | None
    highest: int | None
    word: str
    index: float | None

    @property
    def range(self) -> int | None:
        """The steps between the lowest and the highest vote."""
        return None if self.lowest is None or self.highest is None else self.highest - self.lowest


def agreement(counts: Sequence[int]) -> Agreement:
    """Return how far the votes agree; `counts` are the votes for each level, lowest first, empty levels included.

    Raises ValueError for fewer than two levels or a count below none.
    """
    if len(counts) < 2 or min(counts) < 0:
        raise ValueError("Give the number of votes for each of two levels or more.")
    votes = tuple(rank for rank, count in enumerate(counts, 1) for _ in range(count))
    if not votes:
        return Agreement(tuple(counts), 0, None, None, None, "", None)
    middle = lower_median(votes)
    return Agreement(tuple(counts), len(votes), middle, votes[0], votes[-1], word(counts), index(counts))


def lower_median(ordered: Sequence[int]) -> int:
    """Return the middle of ordered votes; of an even number the lower of the two in the middle.

    Leans low: a force should earn a level, not round up to it.
    """
    return ordered[(len(ordered) - 1) // 2]


def word(counts: Sequence[int]) -> str:
    """Return Unanimous, Close, Outlier, Outliers, Split or Spread; empty for fewer than WORD_FROM votes with a level.

    The word is the same with the scale turned round.
    """
    if sum(counts) < WORD_FROM:
        return ""
    span = _span(counts)
    if span == 0:
        return "Unanimous"
    if len(counts) == 2:
        return _outliers(sum(counts), min(counts)) or "Split"
    if span == 1:
        return "Close"
    rest = _without_far(counts)
    alike = _span(rest) <= 1 or _has_rare_end(rest)
    if alike and (outliers := _outliers(sum(counts), sum(counts) - sum(rest))):
        return outliers
    if _is_split(counts):
        return "Split"
    return "Close" if _has_rare_end(counts) else "Spread"


def _span(counts: Sequence[int]) -> int:
    """Return the steps between the lowest and the highest vote."""
    voted = [rank for rank, count in enumerate(counts) if count]
    return voted[-1] - voted[0]


def middles(counts: Sequence[int]) -> tuple[int, int]:
    """Return the ranks of the lower and the upper middle vote, which are one vote where their number is odd."""
    votes = [rank for rank, count in enumerate(counts, 1) for _ in range(count)]
    return lower_median(votes), votes[len(votes) // 2]


def _without_far(counts: Sequence[int]) -> list[int]:
    """Return the counts without the votes that are more than one step outside the middle."""
    low, high = middles(counts)
    return [count if low - 1 <= rank <= high + 1 else 0 for rank, count in enumerate(counts, 1)]


def _outliers(votes: int, few: int) -> str:
    """Return the word for `few` votes that stand apart from all the others; empty where they are too many."""
    if votes >= 4 and few == 1:
        return "Outlier"
    return "Outliers" if votes >= 4 and few > 1 and 5 * few <= votes else ""


def _has_rare_end(counts: Sequence[int]) -> bool:
    """Return whether the votes lie on three neighbouring levels, with at most a quarter of them at the rarer end."""
    voted = [rank for rank, count in enumerate(counts) if count]
    rarer = min(counts[voted[0]], counts[voted[-1]])
    return voted[-1] - voted[0] == 2 and 4 * rarer <= sum(counts)


def _is_split(counts: Sequence[int]) -> bool:
    """Return whether two camps stand at least two steps apart, with few votes between them."""
    places = range(len(counts))
    return any(
        _are_camps(counts[: low + 1], counts[low + 1 : high], counts[high:])
        for low, high in combinations(places, 2)
        if high - low > 1
    )


def _are_camps(low: Sequence[int], between: Sequence[int], high: Sequence[int]) -> bool:
    """Return whether each end is two people and a fifth of the votes, and what is between them little beside both."""
    votes = sum(low) + sum(between) + sum(high)
    fewest = min(sum(low), sum(high))
    fullest = min(max(camp) for camp in (low, high) if sum(camp) == fewest)
    return fewest >= 2 and 5 * fewest >= votes >= 5 * sum(between) and 2 * max(between) <= fullest


# From the least to the most, so that the middle leans low.
ANSWER_ORDER = (Answer.NO, Answer.PARTLY, Answer.YES)


def agreed_answer(answers: Sequence[str]) -> str:
    """Return what a room's answers to one statement come to: the lower median; not applicable where most say so."""
    ranks = sorted(ANSWER_ORDER.index(Answer(answer)) for answer in answers if answer in ANSWER_ORDER)
    if len(answers) - len(ranks) > len(ranks):
        return Answer.NOT_APPLICABLE
    return ANSWER_ORDER[lower_median(ranks)]


def index(counts: Sequence[int]) -> float | None:
    """Return van der Eijk's A: 1 where all votes are in one level, 0 where they are even, -1 between the extremes.

    The votes are taken apart into layers, each of equal votes in some of the levels; a layer's agreement is
    U x (1 - (S - 1) / (K - 1)), with S levels taken of K, and U = ((K - 2) TU - (K - 1) TDU) / ((K - 2) (TU + TDU))
    over all triples of levels: TU of them in the patterns 110, 011, 010's kind (unimodal), TDU in the pattern 101.
    """
    total, levels = sum(counts), len(counts)
    if not total:
        return None
    left, result = list(counts), 0.0
    while any(left):
        step = min(count for count in left if count)
        taken = [count > 0 for count in left]
        result += step * sum(taken) / total * _layer(taken, levels)
        left = [count - step if count else 0 for count in left]
    return result


def _layer(taken: Sequence[bool], levels: int) -> float:
    size = sum(taken)
    if size == levels:
        return 0.0
    if size == 1:
        return 1.0
    if levels == 2:
        return 0.0
    unimodal = broken = 0
    for low in range(levels):
        for middle in range(low + 1, levels):
            for high in range(middle + 1, levels):
                pattern = (taken[low], taken[middle], taken[high])
                broken += pattern == (True, False, True)
                unimodal += pattern in ((True, True, False), (False, True, True))
    share = ((levels - 2) * unimodal - (levels - 1) * broken) / ((levels - 2) * (unimodal + broken))
    return share * (1 - (size - 1) / (levels - 1))
