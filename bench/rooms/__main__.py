"""Measure rooms on the production server and the engine that DATABASE_URL names, and print what holds.

python -m bench.rooms live|votes|killed|all [--short]

Run by scripts/load.sh on an empty database; --short takes some seconds on one that is ready.
"""

import argparse
import asyncio
import os
import platform
import random
import subprocess
import sys
from collections.abc import Iterator

import django
import uvloop

PARTS = ("live", "votes", "killed")
# Whatever these are, every act in a test that kills is drawn from the one that is printed.
SEEDS = 10_000


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("part", choices=[*PARTS, "all"])
    asked.add_argument("--short", action="store_true")
    asked.add_argument("--seed", type=int, default=random.randrange(SEEDS))
    asked = asked.parse_args()
    from bench.killable_server import WORKERS, served, steady_port

    port = steady_port()
    os.environ["SITE_URL"] = f"http://127.0.0.1:{port}"
    django.setup()
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    from bench import ground

    if not asked.short:
        subprocess.run([sys.executable, "manage.py", "prepare", "--no-demo", "--verbosity", "0"], check=True)
    print(
        f"\n== {ground.engine()}, Python {platform.python_version()}, {os.cpu_count()} processors, "
        f"{WORKERS} server processes ==",
        flush=True,
    )
    held = []
    with served(port) as server:
        for part in PARTS if asked.part == "all" else [asked.part]:
            for one in {"live": screens, "votes": instant, "killed": killed}[part](server, asked.short, asked.seed):
                print(one.line, flush=True)
                held.append(one.holds)
    print("Everything holds." if all(held) else f"{held.count(False)} of {len(held)} MISSED.", flush=True)
    return 0 if all(held) else 1


class Line:
    """One printed line and whether what it says holds."""

    def __init__(self, words: str, holds: bool):
        self.line, self.holds = f"{words}  {'holds' if holds else 'MISSED'}", holds


def screens(server, short: bool, seed: int) -> Iterator[Line]:
    from bench.rooms.live import LIMITS, followed

    for number, changes in ((30, 5),) if short else ((30, 20), (300, 12), (1_000, 8)):
        found, limit = followed(server.port, number, changes=changes), LIMITS[number]
        yield Line(
            f"{number:>5} screens, {changes} changes: p50 {found.p50:.2f} s, p95 {found.p95:.2f} s, "
            f"the last {found.most:.2f} s, missed {found.missed}; limit p95 {limit:g} s",
            found.missed == 0 and (short or found.p95 <= limit),
        )


def instant(server, short: bool, seed: int) -> Iterator[Line]:
    from bench.rooms.votes import at_once

    for _ in range(1 if short else 5):
        found = at_once(server.port, votes=30)
        yield Line(
            f"{found.sent} votes at the same instant: {found.acknowledged} acknowledged, {found.stored} there, "
            f"{found.wrong} wrong, all within {found.whole:.2f} s",
            found.sent == found.acknowledged == found.stored and not found.wrong,
        )


def killed(server, short: bool, seed: int) -> Iterator[Line]:
    from bench.rooms.votes import killed as kill

    sizes = (
        {"ballots": 4, "votes": 60, "seconds": 4, "kills": 1}
        if short
        else {"ballots": 20, "votes": 500, "seconds": 30, "kills": 9}
    )
    for turn in range(1 if short else 2):
        found = kill(server, **sizes, seed=seed + turn)
        yield Line(
            f"{found.voters} votes over {found.ballots} ballots in {found.seconds:.0f} s, killed {found.kills} times "
            f"(seed {seed + turn}): {found.acknowledged} acknowledged, {found.refused} refused after the reveal, "
            f"{found.broken} broken off and sent again; lost {found.lost}, twice {found.twice}, "
            f"never sent {found.invented}, impossible ballots {found.impossible}",
            found.acknowledged + found.refused >= found.voters
            and not (found.lost or found.twice or found.invented or found.impossible),
        )


if __name__ == "__main__":
    sys.exit(main())
