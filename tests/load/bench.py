"""Build a large database on the engine that DATABASE_URL names, serve it, measure, and print what holds.

Run by scripts/bench.sh, on a database that is empty.
"""

import os
import platform
import subprocess
import sys
from time import perf_counter

import django

FIXTURES = ("ci_sam", "peel_paf_2021", "judgment_criteria", "nisp", "competency")
LOADING = {"sqlite": 5, "postgresql": 10}
MEMORY = 150


def main() -> None:
    from tests.load.server import free_port

    port = free_port()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.load.settings", "SITE_URL": f"http://127.0.0.1:{port}"}
    django.setup()
    from django.db import connection

    from tests.load import ground

    print(f"\n== {ground.engine()}, Python {platform.python_version()}, {os.cpu_count()} processors ==", flush=True)
    loaded = prepare()
    began = perf_counter()
    built = ground.build()
    ground.settle()
    print(f"{ground.rows()}, built in {perf_counter() - began:.0f} s.\n", flush=True)
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
    from tests.load import table
    from tests.load.measures import Bench
    from tests.load.server import WORKERS, memory, serving

    with serving(port) as server:
        bench = Bench(f"127.0.0.1:{port}", built)
        figures = [*bench.pages(), *bench.saves()]
        print(table.figures(figures), flush=True)
        bursts, weights, queries = list(bench.bursts()), list(bench.weights()), bench.queries()
        held = memory(server)
    limits = [
        *table.of_figures(figures),
        *(
            table.Held(f"Queries, {what}", str(n), str(most), n <= most)
            for (what, n), most in zip(queries.items(), (10, 8), strict=True)
        ),
        *table.of_bursts(bursts),
        *table.of_weights(weights),
        table.Held("Five frameworks loaded", f"{loaded:.1f} s", f"{loading} s", loaded <= loading),
        *(
            table.Held(f"A worker's memory, {n} of {WORKERS}", f"{mb:.0f} MB", f"{MEMORY} MB", mb <= MEMORY)
            for n, mb in enumerate(held, 1)
        ),
    ]
    print("\n" + table.limits(limits))
    missed = [each.what for each in limits if not each.holds]
    print(
        "\nEvery limit holds."
        if not missed
        else f"\n{len(missed)} of {len(limits)} limits missed: " + "; ".join(missed)
    )


if __name__ == "__main__":
    main()
