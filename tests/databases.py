"""Databases of the tests: one is made and filled in each run, and every other one is a copy of it."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("forces", "ci_sam", "peel_paf_2021", "judgment_criteria", "nisp", "competency")
FILL = (
    "import django; django.setup(); from django.core.management import call_command; "
    f"call_command('migrate', verbosity=0); call_command('loaddata', *{SHIPPED}, verbosity=0)"
)


def shipped(folder: Path) -> str:
    """Return the address of a database with every table, the forces and the frameworks, for nobody but to copy.

    Of all processes of a run, which share the folder, the first one makes it; the others wait for that.
    """
    address = f"sqlite:///{folder / 'shipped.sqlite3'}"
    if connection.vendor == "postgresql":
        server = urlsplit(os.environ["DATABASE_URL"])
        address = server._replace(path=f"/test_{server.path[1:]}_shipped").geturl()
    with (folder / "shipped.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "shipped").exists():
            if connection.vendor == "postgresql":
                _drop(name_of(address))
                _ask(f'CREATE DATABASE "{name_of(address)}"')
            environment = os.environ | {"DATABASE_URL": address}
            subprocess.run([sys.executable, "-c", FILL], cwd=ROOT, env=environment, check=True)
            (folder / "shipped").touch()
    return address


def name_of(address: str) -> str:
    """Return what the database at an address is called; of SQLite, the path of its file."""
    return urlsplit(address).path[1:]


@contextmanager
def database(folder: Path, name: str, *, like: str = "") -> Iterator[str]:
    """Yield the address of a database on the engine of this run, a copy of `like` or empty; it is gone afterwards."""
    if connection.vendor == "sqlite":
        if like:
            shutil.copyfile(name_of(like), folder / f"{name}.sqlite3")
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    name = f"{name}_{os.getpid()}"
    _ask(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{name_of(like)}"' if like else ""))
    try:
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    finally:
        _drop(name)


def _drop(name: str) -> None:
    _ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _ask(sql: str) -> None:
    link = psycopg2.connect(os.environ["DATABASE_URL"])
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(sql)
    link.close()
