"""How much of the processors each part takes, as this system counts it for processes and whatever they started."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, process_time, sleep

from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
# Where the fields of /proc/N/stat stand after the command: parent; user and system time, own and of ended children.
PARENT, TIMES, RESIDENT = 1, slice(11, 15), 21
# Of the first line of /proc/stat: user, nice and system; then interrupts and what a host took.
BUSY = (0, 1, 2, 5, 6, 7)

# The share of a processor below which nothing is done, looked at over so many seconds.
IDLE, PAUSE = 0.05, 1


@dataclass(frozen=True, slots=True)
class Reading:
    """Seconds of processor time until a moment: of each part, and of the whole machine."""

    at: float
    parts: Mapping[str, float]
    machine: float

    def since(self, before: "Reading") -> dict[str, float]:
        """Return how many processors each part kept busy, and how many were busy with anything else."""
        lasted = self.at - before.at
        found = {name: (self.parts[name] - before.parts[name]) / lasted for name in self.parts}
        return found | {"other": max(0, (self.machine - before.machine) / lasted - sum(found.values()))}


def read(roots: Mapping[str, int]) -> Reading:
    """Read what the trees of processes below these have taken, and this process as the client."""
    stats = _stats()
    parts = {name: sum(_seconds(stats[each]) for each in _tree(root, stats)) for name, root in roots.items()}
    with open("/proc/stat") as file:
        ticks = file.readline().split()[1:]
    return Reading(monotonic(), parts | {"client": process_time()}, sum(int(ticks[at]) for at in BUSY) / TICKS)


def wait_until_idle(root: int, *, at_most: float = 30) -> None:
    """Wait until a process and all below it have next to nothing to do: until whatever starts has started."""
    end, before = monotonic() + at_most, float("-inf")
    while monotonic() < end:
        stats = _stats()
        taken = sum(_seconds(stats[each]) for each in _tree(root, stats))
        if taken - before <= IDLE * PAUSE:
            return
        before = taken
        sleep(PAUSE)


def largest(root: int) -> float:
    """Return how many MB the largest process of the tree holds."""
    stats = _stats()
    return max(int(stats[each][RESIDENT]) for each in _tree(root, stats)) * PAGE / 1024**2


def database() -> dict[str, int]:
    """Return the number of the database's first process, where it is one of this machine's."""
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found = _stats().get(cursor.fetchone()[0])
    return {"database": int(found[PARENT])} if found else {}


def _stats() -> dict[int, list[str]]:
    """Return the fields of every process by its number."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, _, rest = path.read_text().partition(" ")
        except OSError:
            continue
        found[int(number)] = rest.rpartition(")")[2].split()
    return found


def _seconds(fields: list[str]) -> float:
    return sum(map(int, fields[TIMES])) / TICKS


def _tree(root: int, stats: Mapping[int, list[str]]) -> set[int]:
    """Return a process and all below it."""
    found, more = set(), {root} & set(stats)
    while more:
        found |= more
        more = {number for number, fields in stats.items() if int(fields[PARENT]) in more}
    return found
