"""What growth came to, as the tables of docs/performance.md and the sentence that says where one machine ends."""

from collections.abc import Sequence

from bench.growth.forces import Row
from bench.growth.steps import LIMIT, Step, line
from bench.speed.table import Held

WORDS = {1: "one process", 3: "three processes"}
PARTS = ("application", "database", "nginx", "client", "other")


def forces(rows: Sequence[Row], numbers: Sequence[int]) -> str:
    """Return p50, p95 and floors of each act for each number of forces."""
    each = ["p50", "p95", "floors"]
    head = ["", *(f"{kind}, {_counted(number)}" for number in numbers for kind in each), "growth in floors"]
    body = []
    for row in rows:
        figures = [
            f"{figure:.1f}"
            for (times, _), ratio in zip(row.found, row.ratios, strict=True)
            for figure in (times.p50, times.p95, ratio)
        ]
        body.append([row.what, *figures, f"{row.growth:.2f}"])
    return _markdown(head, body)


def said(step: Step) -> str:
    """Return a line about a step, for whoever waits."""
    return f"{step.people:,} people, {WORDS[step.processes]}: {_p95(step)}"


def people(steps: Sequence[Step]) -> str:
    """Return what each number of people waited for, and what became of their answers."""
    head = ("processes people requests/a/second page/p50/ms p95 save/p50/ms p95 acknowledged stored refused").split()
    body = [
        [
            *(str(each.processes), f"{each.people:,}", f"{each.a_second:.0f}"),
            *(f"{figure:,.0f}" for times in (each.pages, each.saves) for figure in (times.p50, times.p95)),
            *(f"{each.counted.acknowledged:,}", f"{each.counted.stored:,}", f"{each.counted.refused:,}"),
        ]
        for each in in_order(steps)
    ]
    return _markdown([word.replace("/", " ") for word in head], body)


def processors(steps: Sequence[Step]) -> str:
    """Return how many processors each part kept busy, and what the largest process held."""
    head = ["processes", "people", *PARTS, "largest process, MB"]
    body = [
        [str(each.processes), f"{each.people:,}", *(_busy(each, part) for part in PARTS), f"{each.memory:.0f}"]
        for each in in_order(steps)
    ]
    return _markdown(head, body)


def where_it_ends(steps: Sequence[Step]) -> str:
    """Return the line where one machine ends, in words, for each number of processes."""
    numbers = sorted({step.processes for step in steps})
    return "\n".join(
        f"- With {WORDS[number]}, {_ends([step for step in steps if step.processes == number])}" for number in numbers
    )


def limits(steps: Sequence[Step]) -> list[Held]:
    found = []
    for each in in_order(steps):
        what, done = f"{each.people:,} people, {WORDS[each.processes]}", each.counted
        stored = f"{done.stored:,} of {done.acknowledged:,}"
        found.append(Held(f"{what}: answers stored", stored, "all", done.stored == done.acknowledged))
        found.append(Held(f"{what}: refused", str(done.refused), "none", not done.refused))
    return found


def in_order(steps: Sequence[Step]) -> list[Step]:
    return sorted(steps, key=lambda each: (each.processes, each.people))


def _ends(steps: Sequence[Step]) -> str:
    most, least = line(steps)
    held = f"{most.people:,} people are within {LIMIT / 1000:g} s ({_p95(most)})" if most else ""
    passed = f"{least.people:,} are not ({_p95(least)})" if least else "the line lies further"
    return f"{held}, {passed}." if held else f"{passed}."


def _p95(step: Step) -> str:
    refused = f"; {step.counted.refused:,} refused" if step.counted.refused else ""
    return f"p95 {step.pages.p95 / 1000:.2f} s for pages, {step.saves.p95 / 1000:.2f} s for answers{refused}"


def _busy(step: Step, part: str) -> str:
    return f"{step.busy[part]:.2f}" if part in step.busy else "elsewhere"


def _counted(number: int) -> str:
    return f"{number} force{'s' if number > 1 else ''}"


def _markdown(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    rule = ["---" if not head[0] else "--:", *("--:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(cells)} |".replace("|  |", "| |") for cells in (head, rule, *body))
