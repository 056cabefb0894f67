"""From a commit to each screen having its new fragment: how long that takes, for rooms of several sizes."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

from django.db import connection
from django.utils import timezone

from bench.rooms.ground import Room, rooms
from bench.rooms.screens import Screen
from maturity import live, room_board
from maturity.models import Ballot, Workshop

# Screens connected, and the seconds in which 95 of 100 follow.
LIMITS = {30: 0.3, 300: 0.8, 1_000: 2.0}
MOST_SECONDS = 15
CONNECTING_A_SECOND = 250


@dataclass(frozen=True, slots=True)
class Followed:
    """Seconds from commit to screen, over every screen and change; `missed` never had it."""

    screens: int
    changes: int
    seconds: Sequence[float]
    missed: int

    @property
    def p50(self) -> float:
        return median(self.seconds)

    @property
    def p95(self) -> float:
        return quantiles(self.seconds, n=20)[-1]

    @property
    def most(self) -> float:
        return max(self.seconds)


def followed(port: int, screens: int, *, changes: int) -> Followed:
    """Return how long it took so many guests' screens to follow so many changes of their room."""
    [room] = rooms(1, seats=screens)
    return asyncio.run(_follow(port, room, _acts(room.workshop, changes)))


async def _follow(port: int, room: Room, acts: Sequence[Callable[[], object]]) -> Followed:
    stream = live.stream_url(room.workshop, follow="stage")
    board = f"{room.path}board/"
    screens = [
        Screen(port, room.cookies(seat), stream, board, shared=room_board.board_url(seat)) for seat in room.seats
    ]
    following = []
    for screen in screens:
        following.append(asyncio.ensure_future(screen.follow()))
        await asyncio.sleep(1 / CONNECTING_A_SECOND)
    try:
        await _all_there(screens, following)
        taken: list[float] = []
        missed = 0
        for act in acts:
            # At no particular moment of the watcher's pause.
            await asyncio.sleep(0.5 + random.random())
            committed = await asyncio.to_thread(_timed, act)
            times = await _drawn(screens, committed)
            taken += times
            missed += len(screens) - len(times)
    finally:
        for each in following:
            each.cancel()
        done = await asyncio.gather(*following, return_exceptions=True)
    broken = [str(each) for each in done if isinstance(each, Exception)]
    if broken:
        raise RuntimeError(f"{len(broken)} streams broke: {broken[0]}")
    return Followed(len(screens), len(acts), taken, missed)


async def _all_there(screens: Sequence[Screen], following: Sequence[asyncio.Future]) -> None:
    """Wait until every screen has its first fragment; whatever keeps one from it is raised."""
    there = asyncio.gather(*(screen.has_heard.wait() for screen in screens))
    await asyncio.wait({there, *following}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
    if not there.done():
        there.cancel()
        raise next((each.exception() for each in following if each.done()), None) or TimeoutError("No first fragment.")


def _acts(workshop: Workshop, changes: int) -> list[Callable[[], object]]:
    """Return what a facilitator does: open a ballot, reveal it, vote again, reveal it, agree nothing and so on."""
    first = workshop.agenda.select_related("criterion").order_by("position").first()

    def latest() -> Ballot:
        return workshop.ballots.select_related("workshop", "criterion").order_by("-round").first()

    acts: list[Callable[[], object]] = [lambda: workshop.open_ballot(first.criterion, at=timezone.now())]
    for turn in range(changes - 1):
        if turn % 2:
            acts.append(lambda: latest().reopen(at=timezone.now()))
        else:
            acts.append(lambda: latest().reveal(at=timezone.now()))
    return acts


def _timed(act: Callable[[], object]) -> float:
    """Do it in a transaction of its own and return when that was committed."""
    act()
    committed = perf_counter()
    connection.close()
    return committed


async def _drawn(screens: Sequence[Screen], committed: float) -> list[float]:
    """Wait until every screen has a newer fragment, or too long, and return how many seconds each took."""
    end = committed + MOST_SECONDS
    while perf_counter() < end and any(screen.drawn < committed for screen in screens):
        await asyncio.sleep(0.05)
    return [screen.drawn - committed for screen in screens if screen.drawn >= committed]
