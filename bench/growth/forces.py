"""Whether a force waits longer because there are others: the same pages while the database grows by forces."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from accounts.models import Force
from assessments.models import Assessment, Judgement
from bench import ground
from bench.growth.steps import Plan
from bench.server import serving
from bench.speed.measures import Amount, Bench, largest_criterion, statement_count
from bench.speed.register import findings
from bench.speed.table import Held
from bench.timing import Times, in_turn
from bench.visitor import Line
from frameworks.content import content
from inspections.models import Finding

FINDINGS = 200
# Of each act, and never for longer.
TIMES, SECONDS = 150, 10
# With the most forces nothing may take so many times its floors with one.
LIMIT = 1.5


@dataclass(frozen=True, slots=True)
class Row:
    """One page or save, with its floor of the same run, for each number of forces."""

    what: str
    found: tuple[tuple[Times, Times], ...]

    @property
    def ratios(self) -> list[float]:
        return [times.p50 / floor.p50 for times, floor in self.found]

    @property
    def growth(self) -> float:
        """How many times its floors with one force it takes with the most."""
        return self.ratios[-1] / self.ratios[0]


def by_forces(port: int, built: ground.Ground, plan: Plan) -> Iterator[Row]:
    """Grow the database from the one force that was built, and yield a row for each page once it is all measured."""
    measured = []
    for number in plan.forces:
        ground.grow(number)
        _registers()
        ground.settle()
        print(f"Forces with assessments and a register: {_filled()} of {ground.rows()}", flush=True)
        with serving(port):
            measured.append(list(_acts(Bench(f"127.0.0.1:{port}", built, Amount(times=plan.times)))))
    for acts in zip(*measured, strict=True):
        yield Row(acts[0][0], tuple((times, floor) for _, times, floor in acts))


def limits(rows: Sequence[Row]) -> list[Held]:
    what = "{}: floors with all forces over floors with one"
    return [Held(what.format(row.what), f"{row.growth:.2f}", f"{LIMIT}", row.growth <= LIMIT) for row in rows]


def _filled() -> int:
    return Assessment.objects.values("force").distinct().count()


def _registers() -> None:
    """Give every force that has assessments and no findings its register."""
    for force in Force.objects.filter(pk__in=Assessment.objects.values("force")).order_by("pk"):
        if not Finding.objects.filter(force=force).exists():
            findings(force, force.memberships.order_by("pk").first().user, FINDINGS)


def _acts(bench: Bench) -> Iterator[tuple[str, Times, Times]]:
    """Yield each act with its times and its floor's."""
    largest, matrix = bench.ground.largest, bench.ground.assessments["ci-sam"]
    node, force = largest_criterion(content(matrix.edition)), largest.force
    at, count, line = f"/assessments/{largest.pk}", statement_count(largest), bench.line(largest)
    yield _page(bench, "The force's assessments", "/assessments/")
    yield _page(bench, f"Overview, {count} statements", f"{at}/")
    yield _page(
        bench, f"Criterion page, {len(node.on_or_below)} statements", f"/assessments/{matrix.pk}/criteria/{node.pk}/"
    )
    yield _page(bench, f"Gap report, {count} statements, unchanged", f"{at}/gap/")
    yield _page(bench, f"Gap report, {count} statements, just changed", f"{at}/gap/", after=line.save)
    yield _save(bench, bench.line(matrix))
    yield _page(bench, f"Register, {FINDINGS} findings", f"/inspections/{force.code}/")
    yield _page(bench, f"Register's table, {FINDINGS} findings", f"/inspections/{force.code}/table/")


def _page(bench: Bench, what: str, path: str, *, after: Callable | None = None) -> tuple[str, Times, Times]:
    floor_path, _ = bench.floor(path)

    def page() -> float:
        if after:
            after()
        return bench.lead.time(path)

    times, floor = in_turn(page, lambda: bench.lead.time(floor_path), times=bench.times(TIMES), at_most=SECONDS)
    return what, times, floor


def _save(bench: Bench, line: Line) -> tuple[str, Times, Times]:
    row = Judgement.objects.get(assessment=line.assessment, statement=line.statement)
    acts = lambda: line.save().seconds, lambda: bench.bare_save(f"/bare/save/{row.pk}/")
    return "One answer saved", *in_turn(*acts, times=bench.times(TIMES), at_most=SECONDS)
