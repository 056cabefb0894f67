"""Break what the service stands on while people write, and count what was acknowledged and is not there.

python -m bench.faults [--short] [--rounds N] [--only NAME]

Run by scripts/faults.sh on an empty database of the engine that DATABASE_URL names; --short takes some seconds on one
that is ready, and leaves out what would hit others: PostgreSQL is not restarted.
"""

import argparse
import asyncio
import os
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

import django

ROUNDS = 20
MEGABYTES = 512
SHORT_WRITES = 60


@dataclass
class Row:
    """What all rounds of one fault came to."""

    name: str
    rounds: int = 0
    acknowledged: int = 0
    unsettled: int = 0
    lost: int = 0
    twice: int = 0
    impossible: int = 0
    refused: int = 0
    broken: int = 0
    bare: int = 0
    recoveries: list[float] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.unsettled or self.lost or self.twice or self.impossible or self.bare)


def main() -> int:
    # So that what was mounted and started is taken away when this is told to stop, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    asked = argparse.ArgumentParser()
    asked.add_argument("--short", action="store_true")
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--only", default="")
    asked = asked.parse_args()
    from bench.faults.places import database_on, small_disk
    from bench.killable_server import steady_port

    port = steady_port()
    os.environ["SITE_URL"] = f"http://127.0.0.1:{port}"
    with small_disk(MEGABYTES) as disk, database_on(disk):
        django.setup()
        from bench import ground

        if not asked.short:
            subprocess.run([sys.executable, "manage.py", "prepare", "--no-demo", "--verbosity", "0"], check=True)
        print(f"\n== {ground.engine()}, Python {platform.python_version()}, {os.cpu_count()} processors ==", flush=True)
        with faults(port, disk, short=asked.short) as chosen:
            found = [
                tried(fault, 1 if asked.short else asked.rounds, asked.short)
                for fault in chosen
                if asked.only.lower() in fault.name.lower()
            ]
    print(table(found), flush=True)
    missed = [row.name for row in found if not row.holds]
    print(f"MISSED: {', '.join(missed)}." if missed else "Nothing acknowledged was lost.", flush=True)
    return 1 if missed else 0


@contextmanager
def faults(port: int, disk, *, short: bool) -> Iterator[list]:
    """Serve the site twice, the second time by a clock that can be set, and yield the faults that can be done here.

    Each server is one process, since starting is most of what a round takes; two of them are the fault of that name.
    """
    from django.db import connection

    from bench.faults import acts
    from bench.faults.places import Clock, Postgres, growing_on
    from bench.killable_server import Server, steady_port

    with ExitStack() as stack:
        clock = Clock(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "clock")
        one = {"WEB_WORKERS": "1"}
        server, other = Server(port, **one), Server(steady_port(), **one, **clock.environment)
        for each in (server, other):
            stack.callback(each.stop)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(Server.start, (server, other)))
        chosen: list[acts.Fault] = [
            acts.Killed(server),
            acts.TwoServers(server, other),
            acts.ClockStepped(other, clock),
        ]
        if disk is None:
            print("The disk is not filled: this user may not mount one.")
        else:
            stack.enter_context(growing_on(disk))
            chosen.append(acts.DiskFull(server, disk))
        if connection.vendor == "postgresql":
            chosen.append(acts.Dropped(server))
            # The tests share their server, and others are at work on it.
            if not short and not os.environ.get("TEST_DATABASE_URL"):
                chosen.append(acts.Restarted(server, Postgres()))
        yield chosen


def tried(fault, rounds: int, short: bool) -> Row:
    """Do one fault so many times, and return what came of it."""
    row, began = Row(fault.name), perf_counter()
    for turn in range(rounds):
        one_round(fault, turn, row, SHORT_WRITES if short else fault.writes)
    print(f"{fault.name}: {rounds} rounds in {perf_counter() - began:.0f} s", flush=True)
    return row


def one_round(fault, turn: int, row: Row, writes: int) -> None:
    from bench.faults.writes import counted, new_round

    round_ = new_round(writes, fault.ports)

    async def story() -> tuple[float, bool]:
        _, moment = await asyncio.gather(round_.sent(), fault.act(round_, turn))
        return moment, await fault.after(round_) if hasattr(fault, "after") else True

    moment, in_order = asyncio.run(story())
    found = counted(round_)
    row.rounds += 1
    row.acknowledged += found.acknowledged
    row.unsettled += found.unsettled
    row.lost += found.lost
    row.twice += found.twice
    row.impossible += found.impossible + (not in_order)
    row.refused += round_.refused
    row.broken += sum(write.broken for write in round_.writes)
    row.bare += sum(write.bare for write in round_.writes)
    row.recoveries.append(round_.recovery(moment))


def table(found: list[Row]) -> str:
    """Return the rows as plain text."""
    from bench.speed.table import _columns

    head = (
        *("", "rounds", "acknowledged", "lost", "twice", "never taken", "impossible", "broken off"),
        *("refused", "without words", "recovered s, median", "most"),
    )
    rows = [
        (
            *(row.name, row.rounds, row.acknowledged, row.lost, row.twice, row.unsettled, row.impossible, row.broken),
            *(row.refused, row.bare, f"{median(row.recoveries):.2f}", f"{max(row.recoveries):.2f}"),
        )
        for row in found
    ]
    return _columns([head, *(tuple(map(str, row)) for row in rows)])


if __name__ == "__main__":
    sys.exit(main())
