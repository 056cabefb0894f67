"""Build a large database on the engine that DATABASE_URL names, serve it, measure, and print what holds.

python -m bench [files|register|shares|growth|all] [--short]

Run by scripts/bench.sh, on a database that is empty. `growth` is apart from all others. --short takes half a minute, on
a database that may be ready; its figures say nothing.
"""

import argparse
import os
import platform
import subprocess
import sys
from time import perf_counter

import django

FIXTURES = ("ci_sam", "peel_paf_2021", "judgment_criteria", "nisp", "competency")
LOADING = {"sqlite": 5, "postgresql": 10}


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("part", nargs="?", choices=("files", "register", "shares", "growth", "all"), default="all")
    asked.add_argument("--short", action="store_true")
    asked = asked.parse_args()
    from bench.killable_server import steady_port

    port = steady_port()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "SITE_URL": f"http://127.0.0.1:{port}"}
    django.setup()
    from bench import ground
    from bench.speed import measures, parts

    print(f"\n== {ground.engine()}, Python {platform.python_version()}, {os.cpu_count()} processors ==", flush=True)
    loaded = [] if asked.short else [load()]
    manage("prepare", "--no-demo")
    began, amount = perf_counter(), measures.SHORT if asked.short else measures.Amount()
    built = ground.build(1 if asked.part == "growth" else amount.forces)
    ground.settle()
    print(f"{ground.rows()}, built in {perf_counter() - began:.0f} s.\n", flush=True)
    if asked.part == "growth":
        print_limits(growth(port, built, short=asked.short))
    elif asked.part == "all":
        print_limits([*loaded, *parts.whole(port, built, amount)])
    else:
        alone = {"files": parts.files_alone, "register": parts.register_alone, "shares": parts.shares_alone}
        print_limits(alone[asked.part](port, built, amount))


def load():
    """Make the tables and load what is shipped; return whether the five frameworks took no longer than they may."""
    from django.db import connection

    from bench.speed.table import Held

    manage("migrate")
    began = perf_counter()
    manage("loaddata", *FIXTURES)
    took, limit = perf_counter() - began, LOADING[connection.vendor]
    return Held("Five frameworks loaded", f"{took:.1f} s", f"{limit} s", took <= limit)


def manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command, "--verbosity", "0"], check=True, stdout=subprocess.DEVNULL)


def growth(port: int, built, *, short: bool) -> list:
    """Print what more forces and more people come to, as Markdown, and return every limit on it."""
    from bench.growth import forces, steps, table

    plan, began = steps.SHORT if short else steps.Plan(), perf_counter()
    rows = list(forces.by_forces(port, built, plan))
    print(f"\n{table.forces(rows, plan.forces)}\n", flush=True)
    measured = []
    for step in steps.steps(plan):
        measured.append(step)
        print(table.said(step), flush=True)
    for words in (table.people, table.processors, table.where_it_ends):
        print(f"\n{words(measured)}", flush=True)
    print(f"\nMeasured in {perf_counter() - began:.0f} s.")
    return [*forces.limits(rows), *table.limits(measured)]


def print_limits(limits) -> None:
    from bench.speed import table

    print("\n" + table.limits(limits))
    missed = [each.what for each in limits if not each.holds]
    verdict = f"{len(missed)} of {len(limits)} limits missed: {'; '.join(missed)}." if missed else "Every limit holds."
    print(f"\n{verdict}", flush=True)


if __name__ == "__main__":
    main()
