"""The figures as plain text, with the limit and whether it holds beside each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.speed.measures import Burst, Figure
from bench.speed.weight import Weight

# Bytes of a page with all that it names, of the gap report, and requests; ms for each of many; MB for each worker.
PAGE, GAP_REPORT, REQUESTS = 60_000, 120_000, 15
AT_ONCE = 300
MEMORY = 150
QUERIES = {"criterion page": 10, "gap report": 8}


@dataclass(frozen=True, slots=True)
class Held:
    """One limit, what was measured in its unit, and whether it holds."""

    what: str
    measured: str
    limit: str
    holds: bool


def figures(found: Sequence[Figure]) -> str:
    head = ("", "p50 ms", "p95 ms", "a second", "floor p50", "times floor", "limit", "")
    body = [
        (
            each.what,
            f"{each.times.p50:.1f}",
            f"{each.times.p95:.1f}",
            f"{each.a_second:.0f}" if each.a_second else "",
            f"{each.floor.p50:.1f}" if each.floor else "",
            f"{each.ratio:.1f}" if each.ratio else "",
            f"{each.limit:g}" if each.limit else "",
            "" if each.limit is None or each.ratio is None else verdict(each.ratio <= each.limit),
        )
        for each in found
    ]
    return _columns([head, *body])


def limits(found: Sequence[Held]) -> str:
    return _columns([("", "measured", "limit", ""), *((h.what, h.measured, h.limit, verdict(h.holds)) for h in found)])


def verdict(holds: bool) -> str:
    return "holds" if holds else "MISSED"


def of_figures(found: Sequence[Figure]) -> list[Held]:
    return [
        Held(each.what, f"{each.ratio:.1f} floors", f"{each.limit:g} floors", each.ratio <= each.limit)
        for each in found
        if each.limit and each.ratio
    ]


def of_queries(found: Mapping[str, int]) -> list[Held]:
    return [
        Held(f"Queries, {what}", str(found[what]), str(most), found[what] <= most) for what, most in QUERIES.items()
    ]


def of_memory(workers: Sequence[float], after: str) -> list[Held]:
    return [
        Held(f"Memory of worker {n} after {after}", f"{mb:.0f} MB", f"{MEMORY} MB", mb <= MEMORY)
        for n, mb in enumerate(workers, 1)
    ]


def of_bursts(found: Sequence[Burst]) -> list[Held]:
    return [
        held
        for each in found
        for held in (
            Held(f"{each.what}: stored", f"{each.stored} of {each.sent}", "all", each.stored == each.sent),
            Held(f"{each.what}: p95", f"{each.times.p95:.0f} ms", f"below {AT_ONCE} ms", each.times.p95 < AT_ONCE),
        )
    ]


def of_weights(found: Sequence[Weight]) -> list[Held]:
    held = []
    for title, limit, is_gap in (("gap report", GAP_REPORT, True), ("other page", PAGE, False)):
        heaviest = max((each for each in found if each.path.endswith("/gap/") == is_gap), key=lambda each: each.bytes)
        what, most = f"Heaviest {title} with its assets, {heaviest.path}", f"{limit / 1000:.0f} kB"
        held.append(Held(what, f"{heaviest.bytes / 1000:.1f} kB", most, heaviest.bytes <= limit))
    requests, outside = max(each.requests for each in found), sorted({one for each in found for one in each.outside})
    held.append(Held(f"Requests of a page, {len(found)} pages", str(requests), str(REQUESTS), requests <= REQUESTS))
    held.append(Held("Requests to other hosts", ", ".join(outside) or "none", "none", not outside))
    return held


def _columns(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at in (0, len(row) - 1) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
