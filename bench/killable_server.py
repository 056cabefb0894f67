"""The production server, to be killed and started again."""

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic, sleep

WORKERS = 2
MOST_SECONDS = 30


def steady_port() -> int:
    """Return a free port that no connection is given by itself.

    While the server is down, one that tries again and again to reach a port of that range would in the end reach
    itself, and hold the port.
    """
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


class Server:
    """The site at a port, served as `make run` serves it by a process group of its own."""

    def __init__(self, port: int, **environment: str):
        self.port, self.environment = port, environment
        self.process: subprocess.Popen | None = None
        self.log = TemporaryFile("w+")  # noqa: SIM115

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and return once it answers."""
        more = {"HOST": "127.0.0.1", "PORT": str(self.port), "WEB_WORKERS": str(WORKERS), "LOG_LEVEL": "ERROR"}
        more |= self.environment
        command = [sys.executable, "-m", "config.serve"]
        self.process = subprocess.Popen(
            command, env=os.environ | more, start_new_session=True, stdout=self.log, stderr=self.log
        )
        end = monotonic() + MOST_SECONDS
        while monotonic() < end:
            try:
                self._ask()
            except OSError:
                sleep(0.05)
            else:
                return
        self.log.seek(0)
        raise RuntimeError(f"The server did not answer within {MOST_SECONDS} s.\n{self.log.read()[-4000:]}")

    def stop(self) -> None:
        """End it as a system does, and wait."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def kill(self) -> None:
        """End every process of it in the middle of whatever it does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def kill_one_worker(self, choice: random.Random) -> None:
        """End one worker in the middle of whatever it does; the server starts another by itself."""
        if self.process is not None:
            workers = workers_of(self.process.pid)
            if workers:
                os.kill(choice.choice(workers), signal.SIGKILL)

    def _ask(self) -> None:
        connection = HTTPConnection(self.address, timeout=5)
        connection.request("GET", "/accounts/login/")
        if connection.getresponse().status != 200:
            raise OSError("Not yet")
        connection.close()


def workers_of(parent: int) -> list[int]:
    """Return the process numbers of the server's workers."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, _, rest = status.read_text().partition(" ")
            command = (status.parent / "cmdline").read_text()
        except OSError:
            continue
        if int(rest.rpartition(")")[2].split()[1]) == parent and "spawn_main" in command:
            found.append(int(number))
    return found


@contextmanager
def served(port: int) -> Iterator[Server]:
    """Serve the site for as long as the block lasts."""
    server = Server(port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        server.log.close()
