"""Times of many requests: one after another in turn, as many as go through, and all at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles
from threading import Barrier
from time import perf_counter
from typing import NamedTuple

Act = Callable[[], float]
FEWEST = 20


class Times(NamedTuple):
    """Milliseconds."""

    p50: float
    p95: float
    count: int


def summed_up(seconds: Sequence[float]) -> Times:
    return Times(1000 * median(seconds), 1000 * quantiles(seconds, n=20)[-1], len(seconds))


def in_turn(*acts: Act, times: int, at_most: float) -> list[Times]:
    """Return the times of each act. They take turns, so that whatever else this machine does hits all alike.

    `at_most` bounds the seconds that all of it takes.
    """
    for act in acts * min(5, times):
        act()
    taken: list[list[float]] = [[] for _ in acts]
    end = perf_counter() + at_most
    while len(taken[0]) < times and (perf_counter() < end or len(taken[0]) < FEWEST):
        for act, kept in zip(acts, taken, strict=True):
            kept.append(act())
    return [summed_up(each) for each in taken]


def a_second(acts: Sequence[Act], *, seconds: float) -> float:
    """Return how many requests a second go through, where each act is repeated by a thread of its own."""
    end = perf_counter() + seconds

    def repeat(act: Act) -> int:
        done = 0
        while perf_counter() < end:
            act()
            done += 1
        return done

    began = perf_counter()
    with ThreadPoolExecutor(len(acts)) as pool:
        done = sum(pool.map(repeat, acts))
    return done / (perf_counter() - began)


def at_once(acts: Sequence[Callable]) -> list:
    """Return what the acts returned, all begun at the same moment."""
    barrier = Barrier(len(acts))

    def wait_and(act):
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(wait_and, acts))
