"""Databases of the tests: one is made and filled, and every other one is a copy of it.

It is kept for the next run for as long as nothing changes that it was made of.
"""

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import django
import psycopg2
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "test" / "shipped"
SHIPPED = ("forces", "ci_sam", "peel_paf_2021", "judgment_criteria", "nisp", "competency")
# Prints at the end which files it ran through.
FILL = (
    "import sys, django; django.setup(); from django.core.management import call_command; "
    "call_command('migrate', verbosity=0); call_command('createcachetable', verbosity=0); "
    f"call_command('loaddata', *{SHIPPED}, verbosity=0); "
    "print(*{module.__file__ for module in [*sys.modules.values()] if getattr(module, '__file__', None)}, sep='\\n')"
)
# What would be read or loaded if it were there, though no file that was read has changed.
SOURCES = ("*/migrations/*.py", "*/management/commands/migrate.py", "*/management/commands/loaddata.py", "fixtures/*")
LOCK = "requirements/run.txt"
VERSIONS = f"Python {sys.version}, Django {django.__version__}, SQLite {sqlite3.sqlite_version}"


def main() -> None:
    """Make what is kept anew, where anything changed: before the tests, none of whose processes then waits for it."""
    if connection.vendor == "postgresql":
        _kept_on_the_server()
    else:
        with _kept_file():
            pass


def shipped(folder: Path) -> str:
    """Return the address of a database with every table, the forces and the frameworks, for nobody but to copy.

    Of all processes of a run, which share the folder, the first one brings it; the others wait for that.
    """
    with _alone(folder):
        if connection.vendor == "postgresql":
            return _kept_on_the_server()
        own = folder / "shipped.sqlite3"
        if not own.exists():
            with _kept_file() as whole:
                shutil.copyfile(whole, own)
        return f"sqlite:///{own}"


@contextmanager
def _kept_file() -> Iterator[Path]:
    """Yield SQLite's. Other runs of the same checkout wait meanwhile."""
    KEPT.mkdir(parents=True, exist_ok=True)
    whole, made_of = KEPT / "shipped.sqlite3", KEPT / "made_of.json"
    with _alone(KEPT):
        if not (whole.exists() and made_of.exists() and is_current(made_of.read_text(), ROOT)):
            made_of.unlink(missing_ok=True)
            with TemporaryDirectory(dir=KEPT) as new:
                note = _fill(f"sqlite:///{new}/{whole.name}")
                (Path(new) / whole.name).replace(whole)
            made_of.write_text(note)
        yield whole


def _kept_on_the_server() -> str:
    """Return the address of PostgreSQL's, which says in a comment what it was made of."""
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"test_{server.path[1:]}_shipped"
    address = server._replace(path=f"/{name}").geturl()
    said = _ask("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", name)
    if not (said and is_current(said[0][0] or "", ROOT)):
        _drop(name)
        _ask(f'CREATE DATABASE "{name}"')
        _ask(f'COMMENT ON DATABASE "{name}" IS %s', _fill(address))
    return address


def _fill(address: str) -> str:
    """Make the tables and load what is shipped; return what it is made of, nothing where that changed meanwhile."""
    began, fill, environment = time.time(), [sys.executable, "-c", FILL], os.environ | {"DATABASE_URL": address}
    done = subprocess.run(fill, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    made_of = marks(ROOT, [path for path in map(Path, done.stdout.splitlines()) if path.is_relative_to(ROOT)])
    is_sure = all((ROOT / name).stat().st_mtime < began for name in made_of if name)
    return json.dumps(made_of, indent=1) if is_sure else ""


def marks(root: Path, read: Iterable[Path]) -> dict[str, str]:
    """Return a digest of each file that a database is made of: those that were read, and what might be loaded."""
    files = {*read, root / LOCK, *(path for pattern in SOURCES for path in root.glob(pattern))}
    names = {path.relative_to(root).as_posix(): path for path in files if path.is_file()}
    ours = {name: path for name, path in names.items() if not name.startswith(".venv/")}
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(ours.items())}
    return {"": VERSIONS, **digests}


def is_current(made_of: str, root: Path) -> bool:
    """Return whether a list of digests, as it was written, says what stands now."""
    try:
        written = json.loads(made_of)
    except ValueError:
        return False
    return written == marks(root, [root / name for name in written or ()])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process does the same in this folder."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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


def _ask(sql: str, *arguments: str) -> list[tuple]:
    link = psycopg2.connect(os.environ["DATABASE_URL"])
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(sql, arguments or None)
        rows = cursor.fetchall() if cursor.description else []
    link.close()
    return rows


if __name__ == "__main__":
    main()
