"""How quick pages are for everybody else while one person asks for much at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import sleep

from bench.speed.measures import Bench
from bench.speed.table import Held
from bench.timing import Times, summed_up

# What one person asks for at the same moment, again and again.
PDFS, WHAT_IFS = 6, 40
# How many times another's page may take what it takes alone, and how often each is measured.
MOST_TIMES, EACH = 3, 60
# Seconds between two pages of somebody who reads.
PAUSE = 0.05


def shares(bench: Bench) -> Iterator[Held]:
    """Yield each limit, as it is measured."""
    report = f"/assessments/{bench.ground.largest.pk}/"
    for path in ("/assessments/", report, f"{report}gap/"):
        alone = _alone(bench, path)
        beside = _beside_one_who_asks_for_much(bench, path, report)
        what = f"{path} while one other person asks for {PDFS} PDFs and {WHAT_IFS} what-ifs at once"
        measured = f"p95 {beside.p95:.0f} ms, alone {alone.p95:.0f} ms: {beside.p95 / alone.p95:.1f} times"
        yield Held(what, measured, f"{MOST_TIMES} times", beside.p95 <= MOST_TIMES * alone.p95)


def _alone(bench: Bench, path: str) -> Times:
    reader, taken = bench.visitor(3), []
    for _ in range(bench.times(EACH)):
        taken.append(reader.time(path))
        sleep(PAUSE)
    return summed_up(taken)


def _beside_one_who_asks_for_much(bench: Bench, path: str, report: str) -> Times:
    asked = [f"{report}gap/pdf/"] * bench.times(PDFS) + [f"{report}what-if/"] * bench.times(WHAT_IFS)
    reader, taken = bench.visitor(3), []
    with ThreadPoolExecutor(len(asked)) as pool:
        while len(taken) < bench.times(EACH):
            busy = [pool.submit(bench.visitor(1).get, each) for each in asked]
            while not all(request.done() for request in busy):
                taken.append(reader.time(path))
                sleep(PAUSE)
            statuses = {request.result().status for request in busy}
            if not statuses <= {200, 429}:
                raise RuntimeError(f"What one person asked for was answered {sorted(statuses)}")
    return summed_up(taken)
