"""How two people's grades of the same questions compare. Plain Python: ranks in, counts out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Apart:
    """How many questions the first grades differently, by so many grades."""

    grades: int
    count: int

    @property
    def words(self) -> str:
        return f"{self.grades} grade{'s' if self.grades != 1 else ''}"


@dataclass(frozen=True, slots=True)
class Prediction:
    """The first one's grades beside the second's, over the questions that both graded.

    `mean` is the first's grade less the second's, on average, in grades; None where they share no question.
    """

    compared: int
    same: int
    higher: tuple[Apart, ...]
    lower: tuple[Apart, ...]
    mean: float | None

    @property
    def on_average(self) -> str:
        """The mean as people say it: 0.4 grades higher, 1 grade lower, neither higher nor lower."""
        if not self.mean or not round(abs(self.mean), 1):
            return "neither higher nor lower"
        size = f"{abs(self.mean):.1f}".removesuffix(".0")
        return f"{size} grade{'' if size == '1' else 's'} {'higher' if self.mean > 0 else 'lower'}"


def prediction(pairs: Iterable[tuple[int, int]]) -> Prediction:
    """Return how the first rank of each pair compares with the second."""
    steps = [first - second for first, second in pairs]
    counted = Counter(steps)
    apart = sorted((step, number) for step, number in counted.items() if step)
    return Prediction(
        compared=len(steps),
        same=counted[0],
        higher=tuple(Apart(step, number) for step, number in apart if step > 0),
        lower=tuple(Apart(-step, number) for step, number in reversed(apart) if step < 0),
        mean=sum(steps) / len(steps) if steps else None,
    )


def difference(first: int | None, second: int | None) -> str:
    """Return how far the first rank is above or below the second, in words; empty where either is missing."""
    if first is None or second is None:
        return ""
    if first == second:
        return "Same"
    return f"{Apart(abs(first - second), 1).words} {'higher' if first > second else 'lower'}"
