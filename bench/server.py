"""The production server, started as `make run` starts it, and what its workers hold in memory."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

from bench.processors import wait_until_idle

WORKERS = 2
MOST_SECONDS = 60
LOG = Path("var/bench/server.log")


@contextmanager
def serving(port: int, **environment: str) -> Iterator[int]:
    """Serve the site at the port and yield the server's process number; it is stopped afterwards."""
    more = {"PORT": str(port), "WEB_WORKERS": str(WORKERS), "LOG_LEVEL": "WARNING", **environment}
    command = [sys.executable, "-m", "config.serve"]
    with LOG.open("a") as log, subprocess.Popen(command, env=os.environ | more, stdout=log, stderr=log) as server:
        try:
            _wait(port)
            # Each worker starts by itself, and one that answers says nothing of the others.
            wait_until_idle(server.pid)
            yield server.pid
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(port: int) -> None:
    end = monotonic() + MOST_SECONDS
    while monotonic() < end:
        try:
            connection = HTTPConnection(f"127.0.0.1:{port}", timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            sleep(0.1)
    raise RuntimeError(f"The server did not answer within {MOST_SECONDS} s: see {LOG}.")


def memory(server: int) -> list[float]:
    """Return how many MB each worker holds, the largest first; nothing where this system doesn't say."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
            command = (status.parent / "cmdline").read_text()
        except OSError:
            continue
        if fields.get("PPid", "").strip() == str(server) and "spawn_main" in command:
            found.append(int(fields["VmRSS"].split()[0]) / 1024)
    return sorted(found, reverse=True)
