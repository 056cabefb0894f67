"""What the faults are done to: a small disk of its own, the started PostgreSQL, and the server's clock."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.db import OperationalError, connection

# What grows with every answer and vote.
GROWING = ("assessments_judgement", "maturity_vote", "history_entry")


class Disk:
    """A small file system in memory, which can be filled to the last byte."""

    def __init__(self, folder: Path):
        self.folder, self.ballast = folder, folder / "ballast"

    def fill(self) -> None:
        with self.ballast.open("ab") as file, suppress(OSError):
            while free := os.statvfs(self.folder).f_bavail:
                size = file.seek(0, os.SEEK_END)
                os.posix_fallocate(file.fileno(), size, free * os.statvfs(self.folder).f_frsize)

    def free(self) -> None:
        self.ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Disk | None]:
    """Mount one for as long as the block lasts; None where this user may not mount."""
    folder = Path(tempfile.mkdtemp(prefix="disk-", dir="/tmp"))
    folder.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none", str(folder)]
    mounted = subprocess.run(mount, capture_output=True).returncode == 0
    try:
        yield Disk(folder) if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database_on(disk: Disk | None) -> Iterator[None]:
    """Let DATABASE_URL name a copy of its SQLite database on that disk. Before Django is set up."""
    url = os.environ["DATABASE_URL"]
    if disk is not None and url.startswith("sqlite"):
        there, copy = urlsplit(url).path.replace("//", "/"), disk.folder / "db.sqlite3"
        if Path(there).exists():
            with sqlite3.connect(there) as source:
                source.execute("VACUUM INTO ?", [str(copy)])
            source.close()
        os.environ |= {"DATABASE_URL": f"sqlite:///{copy}", "EVIDENCE_FOLDER": str(disk.folder / "evidence")}
    yield


@contextmanager
def growing_on(disk: Disk) -> Iterator[None]:
    """Keep the tables that grow on that disk: PostgreSQL's own log stays where it was."""
    if connection.vendor != "postgresql":
        yield
        return
    space = disk.folder / "tables"
    space.mkdir(mode=0o700)
    owner = data_folder().stat()
    os.chown(space, owner.st_uid, owner.st_gid)
    name = f"small_{os.getpid()}"
    run(f"CREATE TABLESPACE {name} LOCATION '{space}'")
    try:
        for table in GROWING:
            run(f"ALTER TABLE {table} SET TABLESPACE {name}")
        yield
    finally:
        disk.free()
        connection.close()
        for table in GROWING:
            run(f"ALTER TABLE {table} SET TABLESPACE pg_default")
        run(f"DROP TABLESPACE {name}")


def run(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


async def outside(act: Callable[[], object]) -> None:
    """Do what asks the database in a thread of its own, and leave no connection behind."""

    def alone() -> None:
        try:
            act()
        finally:
            connection.close()

    await asyncio.to_thread(alone)


def no_room_in_the_log() -> None:
    """Let SQLite's log begin again where it can, so that what comes next needs room on the disk."""
    if connection.vendor == "sqlite":
        with suppress(OperationalError):
            run("PRAGMA wal_checkpoint(TRUNCATE)")


# --- PostgreSQL


def data_folder() -> Path:
    return Path(run("SHOW data_directory")[0][0])


def drop_connections() -> int:
    """End every connection to this database but our own; return how many there were."""
    ended = run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    return len(ended)


class Postgres:
    """The server that was started for this run."""

    def __init__(self):
        self.data = data_folder()
        process = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        self.control = Path(os.readlink(f"/proc/{process}/exe")).parent / "pg_ctl"
        self.owner = self.data.stat()

    async def restart(self, way: str) -> None:
        """Stop it, `fast` or `immediate`ly as if it had crashed, and start it again."""
        command = [self.control, "-D", self.data, "-m", way, "-w", "-l", self.data / "restarts.log", "restart"]
        who = {"user": self.owner.st_uid, "group": self.owner.st_gid, "extra_groups": []} if os.getuid() == 0 else {}
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        await asyncio.to_thread(subprocess.run, command, check=True, cwd="/", **quiet, **who)


# --- The clock


class Clock:
    """The time of day of a server that is started with this environment. It can be set while the server runs.

    What counts seconds goes on, as where somebody corrects a machine's clock.
    """

    def __init__(self, file: Path):
        self.file = file
        self.set(0)
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "bench.faults.clock_settings",
            "CLOCK_OF": os.environ["DJANGO_SETTINGS_MODULE"],
            "CLOCK_FILE": str(file),
        }

    def set(self, seconds: int) -> None:
        """Set it so many seconds before or after the right time."""
        new = self.file.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self.file)
