"""Build a large database on the engine that DATABASE_URL names, serve it, measure, and print what holds.

Run by scripts/bench.sh, on a database that is empty. With the argument `files` or `register`, only these are measured;
`growth` is apart from all others, and `growth --short` shows that it runs.
"""

import os
import platform
import subprocess
import sys
from time import perf_counter

import django

FIXTURES = ("ci_sam", "peel_paf_2021", "judgment_criteria", "nisp", "competency")
LOADING = {"sqlite": 5, "postgresql": 10}


def main() -> None:
    from bench.killable_server import steady_port

    port = steady_port()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "SITE_URL": f"http://127.0.0.1:{port}"}
    django.setup()
    from django.db import connection

    from bench import ground

    print(f"\n== {ground.engine()}, Python {platform.python_version()}, {os.cpu_count()} processors ==", flush=True)
    loaded = prepare()
    began = perf_counter()
    part = sys.argv[1] if len(sys.argv) > 1 else "all"
    built = ground.build(1 if part == "growth" else ground.FORCES)
    ground.settle()
    print(f"{ground.rows()}, built in {perf_counter() - began:.0f} s.\n", flush=True)
    if part == "growth":
        measure_growth(port, built, short="--short" in sys.argv)
    elif part == "files":
        measure_files(port, built)
    elif part == "register":
        measure_register(port, built)
    else:
        measure(port, built, loaded, LOADING[connection.vendor])


def prepare() -> float:
    """Make the tables and load what is shipped; return how many seconds the five frameworks took."""
    manage("migrate")
    began = perf_counter()
    manage("loaddata", *FIXTURES)
    loaded = perf_counter() - began
    manage("prepare", "--no-demo")
    return loaded


def manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command, "--verbosity", "0"], check=True, stdout=subprocess.DEVNULL)


def measure(port: int, built, loaded: float, loading: float) -> None:
    """Print the figures as they come, and then every limit."""
    from bench.server import memory, serving
    from bench.speed import table
    from bench.speed.files import files
    from bench.speed.measures import Bench
    from bench.speed.register import register
    from bench.speed.workbook import workbook

    with serving(port) as server:
        bench = Bench(f"127.0.0.1:{port}", built)
        figures = [*bench.pages(), *bench.saves()]
        print(table.figures(figures), flush=True)
        limits = [
            *table.of_figures(figures),
            *table.of_queries(bench.queries()),
            *table.of_bursts(list(bench.bursts())),
            *table.of_weights(list(bench.weights())),
            table.Held("Five frameworks loaded", f"{loaded:.1f} s", f"{loading} s", loaded <= loading),
            workbook(),
            *table.of_memory(memory(server), "pages and saves"),
            *files(bench),
            *table.of_memory(memory(server), "the gap report's files"),
            *register(bench),
            *table.of_memory(memory(server), "5,000 findings as Excel"),
        ]
    print_limits(limits)


def measure_files(port: int, built) -> None:
    """Print how long files take, and every limit on them."""
    from bench.server import memory, serving
    from bench.speed import table
    from bench.speed.files import files
    from bench.speed.measures import Bench

    with serving(port) as server:
        before = memory(server)
        print("Memory of the workers before: " + ", ".join(f"{mb:.0f} MB" for mb in before), flush=True)
        limits = [*files(Bench(f"127.0.0.1:{port}", built)), *table.of_memory(memory(server), "the gap report's files")]
    print_limits(limits)


def measure_register(port: int, built) -> None:
    """Print how long a register of 5,000 findings takes, and every limit on it."""
    from bench.server import serving
    from bench.speed.measures import Bench
    from bench.speed.register import register

    with serving(port):
        limits = list(register(Bench(f"127.0.0.1:{port}", built)))
    print_limits(limits)


def measure_growth(port: int, built, *, short: bool) -> None:
    """Print what more forces and more people come to, as Markdown, and every limit on it."""
    from bench.growth import forces, steps, table

    plan, began = steps.SHORT if short else steps.Plan(), perf_counter()
    rows = list(forces.by_forces(port, built, plan.forces))
    print(f"\n{table.forces(rows, plan.forces)}\n", flush=True)
    measured = []
    for step in steps.steps(plan):
        measured.append(step)
        print(table.said(step), flush=True)
    for words in (table.people, table.processors, table.where_it_ends):
        print(f"\n{words(measured)}", flush=True)
    print(f"\nMeasured in {perf_counter() - began:.0f} s.")
    print_limits([*forces.limits(rows), *table.limits(measured)])


def print_limits(limits) -> None:
    from bench.speed import table

    print("\n" + table.limits(limits))
    missed = [each.what for each in limits if not each.holds]
    verdict = f"{len(missed)} of {len(limits)} limits missed: {'; '.join(missed)}." if missed else "Every limit holds."
    print(f"\n{verdict}", flush=True)


if __name__ == "__main__":
    main()
