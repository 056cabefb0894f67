"""Each fault: what is done to the installation while people write, and the moment from which it has to recover."""

import asyncio
import random
from dataclasses import dataclass
from time import perf_counter

from bench.faults.places import Clock, Disk, Postgres, drop_connections, no_room_in_the_log, outside
from bench.faults.writes import Round
from bench.killable_server import Server
from bench.rooms.votes import _reveal

HOUR = 3600
# Seconds for which the disk is full, and how many writes must have been refused by then.
FULL, REFUSED = 3, 5


@dataclass
class Fault:
    """One fault. `act` does it while a round is sent and returns the moment from which the service has to recover."""

    server: Server

    name = ""
    writes = 120

    @property
    def ports(self) -> list[int]:
        return [self.server.port]

    async def act(self, round_: Round, turn: int) -> float:
        raise NotImplementedError


@dataclass
class Killed(Fault):
    """Every process of the server ends in the middle of whatever it does, and it is started again."""

    name = "Server killed"
    writes = 500

    async def act(self, round_: Round, turn: int) -> float:
        await round_.until(random.uniform(0.1, 0.7))
        moment = perf_counter()
        await asyncio.to_thread(self.server.kill)
        await asyncio.to_thread(self.server.start)
        return moment


@dataclass
class DiskFull(Fault):
    """There is not a byte left on the disk, until somebody makes room."""

    disk: Disk

    name = "Disk full"

    async def act(self, round_: Round, turn: int) -> float:
        await round_.until(random.uniform(0.1, 0.3))
        await asyncio.to_thread(self.disk.fill)
        end = perf_counter() + FULL
        while perf_counter() < end and round_.refused < REFUSED:
            await outside(no_room_in_the_log)
            self.disk.fill()
            await asyncio.sleep(0.02)
        self.disk.free()
        return perf_counter()


@dataclass
class Dropped(Fault):
    """Every connection to the database ends, three times over."""

    name = "Connections dropped"

    async def act(self, round_: Round, turn: int) -> float:
        moment = 0.0
        for share in (0.2, 0.4, 0.6):
            await round_.until(share)
            moment = perf_counter()
            await outside(drop_connections)
        return moment


@dataclass
class Restarted(Fault):
    """PostgreSQL is stopped and started: in order, and every other time as if it had crashed."""

    postgres: Postgres

    name = "PostgreSQL restarted"

    async def act(self, round_: Round, turn: int) -> float:
        await round_.until(random.uniform(0.1, 0.6))
        moment = perf_counter()
        await self.postgres.restart("immediate" if turn % 2 else "fast")
        return moment


@dataclass
class ClockStepped(Fault):
    """The time of day jumps an hour forward and then two back; a ballot is revealed before it was opened."""

    clock: Clock

    name = "Clock stepped"

    async def act(self, round_: Round, turn: int) -> float:
        await round_.until(0.25)
        self.clock.set(HOUR)
        await round_.until(0.5)
        self.clock.set(-HOUR)
        moment = perf_counter()
        await round_.until(0.75)
        return moment

    async def after(self, round_: Round) -> bool:
        """Reveal a ballot while the clock is behind; return whether it was."""
        revealed = await _reveal(self.server.port, round_.rooms[0], round_.ballots[0], perf_counter() + 10)
        self.clock.set(0)
        return revealed


@dataclass
class TwoServers(Fault):
    """Two servers take writes on one database; then one of them is killed, and the other goes on."""

    other: Server

    name = "Two servers, one killed"

    @property
    def ports(self) -> list[int]:
        return [self.server.port, self.other.port]

    async def act(self, round_: Round, turn: int) -> float:
        await round_.until(random.uniform(0.3, 0.6))
        moment = perf_counter()
        await asyncio.to_thread(self.other.kill)
        await asyncio.to_thread(self.other.start)
        return moment
