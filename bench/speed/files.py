"""How long each file of the largest report takes, and whether pages answer while two are being made."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from bench.speed.measures import Bench, statement_count
from bench.speed.table import Held
from bench.timing import Times, summed_up

# Milliseconds, from the request to the last byte.
LIMITS = {"docx": 600, "xlsx": 150, "pdf": 450, "csv": 50}
PAGE_BESIDE = 500
EACH, BESIDE = 20, 60


def files(bench: Bench) -> Iterator[Held]:
    """Yield each limit, as it is measured."""
    report = f"/assessments/{bench.ground.largest.pk}/gap/"
    count = statement_count(bench.ground.largest)
    for ending, limit in LIMITS.items():
        path = f"{report}{ending}/"
        size = len(bench.lead.get(path).body)
        times = summed_up([bench.lead.time(path) for _ in range(bench.times(EACH))])
        what = f"Gap report of {count} statements as {ending}, {size / 1000:.0f} kB"
        yield Held(what, words(times), f"p50 {limit} ms", times.p50 <= limit)
    for path in (report, "/assessments/"):
        times = beside_two_files(bench, path, report)
        yield Held(f"{path} while two files are made", words(times), f"p95 {PAGE_BESIDE} ms", times.p95 <= PAGE_BESIDE)


def beside_two_files(bench: Bench, path: str, report: str) -> Times:
    """Return the times of a page while Word and PDF files of the report are made all the while."""
    enough = Event()

    def make(person: int, ending: str) -> None:
        visitor = bench.visitor(person)
        while not enough.is_set():
            visitor.time(f"{report}{ending}/")

    reader = bench.visitor(3)
    with ThreadPoolExecutor(2) as pool:
        makers = [pool.submit(make, person, ending) for person, ending in ((1, "docx"), (2, "pdf"))]
        try:
            times = summed_up([reader.time(path) for _ in range(bench.times(BESIDE))])
        finally:
            enough.set()
        for maker in makers:
            maker.result()
    return times


def words(times: Times) -> str:
    return f"p50 {times.p50:.0f} ms, p95 {times.p95:.0f} ms"
