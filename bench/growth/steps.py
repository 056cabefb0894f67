"""Where one machine ends: more forces on the same database, more people behind nginx, one process and three.

Run by `sh scripts/bench.sh postgresql growth` on an empty database; what it prints at the end is Markdown.
"""

import asyncio
import socket
import ssl
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from time import perf_counter, sleep

import uvloop
from django.db import connections

from bench import nginx, processors
from bench.growth.people import CYCLE, Counted, Seat, Site, counted, seats, sit_down
from bench.killable_server import steady_port
from bench.server import serving
from bench.timing import Times, summed_up

# Milliseconds, of pages and of saves: the line where one machine ends.
LIMIT = 1_000
# Each person is a connection, and the proxy has another to the application.
CONNECTIONS = 4_096
# Seconds in which nginx has started.
STARTING = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """How many forces and people, and for how long.

    People come one after another for `coming` seconds, then `seconds` are measured. `tries` is how often a number of
    people between two that were measured is tried, to come nearer to the line. `times` is how often each page is
    measured for each number of forces.
    """

    forces: tuple[int, ...] = (1, 10, 50)
    people: tuple[int, ...] = (30, 300, 1_000)
    coming: float = CYCLE
    seconds: float = 30
    tries: int = 2
    processes: tuple[int, ...] = (1, 3)
    times: int = 150


# To see in half a minute that it runs; its figures say nothing.
SHORT = Plan(forces=(1, 2), people=(12,), coming=3, seconds=10, tries=0, processes=(3,), times=2)


@dataclass(frozen=True, slots=True)
class Step:
    """So many people at once: milliseconds, answers a second, and how many processors each part kept busy."""

    processes: int
    people: int
    pages: Times
    saves: Times
    a_second: float
    counted: Counted
    busy: Mapping[str, float]
    memory: float

    @property
    def holds(self) -> bool:
        return max(self.pages.p95, self.saves.p95) <= LIMIT and not self.counted.refused


def steps(plan: Plan) -> Iterator[Step]:
    """Yield each step as it is measured, with one process and then with three."""
    people = seats(max(plan.people))
    for processes in plan.processes:
        with behind_nginx(processes) as (site, roots):

            def measured(number: int, site=site, roots=roots, processes=processes) -> Step:
                return step(plan, people[:number], site, roots, processes)

            yield from to_the_line(measured, plan.people, plan.tries)


def to_the_line(measured: Callable[[int], Step], numbers: Sequence[int], tries: int) -> Iterator[Step]:
    """Yield a step for each number of people, and for some between the last that holds and the first that doesn't."""
    found = []
    for number in numbers:
        found.append(measured(number))
        yield found[-1]
    for _ in range(tries):
        number = between(found)
        if number is None:
            return
        found.append(measured(number))
        yield found[-1]


def between(found: Sequence[Step]) -> int | None:
    """Return how many people to try next, None where the line is off the ends or as near as matters.

    A step that is too much says by its rate how many there could be; the line is somewhat below that.
    """
    most, least = line(found)
    if not most or least is None or least.people - most.people <= max(10, least.people // 20):
        return None
    could = round(0.9 * least.a_second * CYCLE / 2)
    is_inside = most.people * 1.05 < could < least.people * 0.95
    return (could if is_inside else (most.people + least.people) // 2) // 10 * 10


def line(found: Sequence[Step]) -> tuple[Step | None, Step | None]:
    """Return the step with the fewest people that is too much, and the one with the most below it that holds."""
    least = min((each for each in found if not each.holds), key=lambda each: each.people, default=None)
    below = [each for each in found if each.holds and (least is None or each.people < least.people)]
    return max(below, key=lambda each: each.people, default=None), least


@contextmanager
def behind_nginx(processes: int) -> Iterator[tuple[Site, dict[str, int]]]:
    """Serve the site as it is deployed, on the loopback; yield it with the first process of each part."""
    port, ports = steady_port(), (steady_port(), steady_port())
    more = {"SITE_URL": f"https://{nginx.NAME}", "BEHIND_PROXY": "yes", "WEB_WORKERS": str(processes)}
    with tempfile.TemporaryDirectory() as folder, serving(port, **more) as server:
        application = f"127.0.0.1:{port}"
        chain = nginx.configured(
            Path(folder), at="127.0.0.1", ports=ports, application=application, connections=CONNECTIONS
        )
        proxy = nginx.start(Path(folder))
        try:
            _wait(ports[1])
            site = Site(nginx.NAME, ports[1], ssl.create_default_context(cafile=str(chain)))
            yield site, {"application": server, "nginx": proxy.pid, **processors.database()}
        finally:
            proxy.terminate()
            proxy.wait(20)


def _wait(port: int) -> None:
    """Wait until somebody listens at the port."""
    end = perf_counter() + STARTING
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if perf_counter() > end:
                raise
            sleep(0.1)
        else:
            return


def step(plan: Plan, people: Sequence[Seat], site: Site, roots: Mapping[str, int], processes: int) -> Step:
    """Return what so many people see, and hold what they were told against the database."""
    sit_down(people)
    connections.close_all()
    begin = perf_counter() + plan.coming
    busy = uvloop.run(_together(plan, people, site, roots, begin))
    pages = [each for seat in people for each in seat.pages if each[0] >= begin]
    saves = [each for seat in people for each in seat.saves if each[0] >= begin]
    return Step(
        processes=processes,
        people=len(people),
        pages=_times(pages),
        saves=_times(saves),
        a_second=sum(at + took < begin + plan.seconds for at, took in [*pages, *saves]) / plan.seconds,
        counted=counted(people),
        busy=busy,
        memory=processors.largest(roots["application"]),
    )


def _times(done: Sequence[tuple[float, float]]) -> Times:
    """Return their milliseconds, without end where next to nothing was answered."""
    return summed_up([took for _, took in done]) if len(done) > 1 else Times(inf, inf, len(done))


async def _together(
    plan: Plan, people: Sequence[Seat], site: Site, roots: Mapping[str, int], begin: float
) -> dict[str, float]:
    """Let them come one after another until a moment, and return what the processors did from then on."""
    end, apart = begin + plan.seconds, plan.coming / len(people)
    sitting = [asyncio.ensure_future(seat.sit(site, begin - apart * n, end)) for n, seat in enumerate(people, 1)]
    await asyncio.sleep(begin - perf_counter())
    before = processors.read(roots)
    await asyncio.sleep(end - perf_counter())
    busy = processors.read(roots).since(before)
    await asyncio.gather(*sitting)
    return busy
