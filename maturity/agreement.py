"""How far a room agrees on one criterion. Pure functions: counts of votes per level in, words and numbers out.

The index is van der Eijk's agreement A (C. van der Eijk, "Measuring agreement in ordered rating scales", Quality and
Quantity 35, 2001). The words are this product's own, made for rooms of three to thirty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


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
    """Return Unanimous, Close, Outlier, Split or Spread; empty where nobody chose a level."""
    votes = [rank for rank, count in enumerate(counts, 1) for _ in range(count)]
    if not votes:
        return ""
    span, middle = votes[-1] - votes[0], lower_median(votes)
    far = sum(abs(vote - middle) > 1 for vote in votes)
    if span == 0:
        return "Unanimous"
    if span == 1 or (span == 2 and not far):
        return "Close"
    if len(votes) >= 4 and far == 1:
        return "Outlier"
    return "Split" if _is_split(votes) else "Spread"


def _is_split(votes: Sequence[int]) -> bool:
    """Return whether an empty level lies between two groups of two or more."""
    gaps = [place for place, (low, high) in enumerate(pairwise(votes), 1) if high - low > 1]
    return any(place >= 2 and len(votes) - place >= 2 for place in gaps)


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
