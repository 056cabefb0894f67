"""Has files made in a process of their own, so that what making them takes never stays with a server's process.

Each of a server's processes keeps one press beside it, started with its first file. The press makes nothing itself: it
has the writers loaded, and for each file it forks a process that makes it, sends it back and ends. A fork costs a few
milliseconds, where a new Python and its libraries would cost half a second.
"""

import atexit
import io
import pickle
import socket
import subprocess
import sys
import threading
from functools import lru_cache
from pathlib import Path

from config.refusal import NotMade

PROGRAM = Path(__file__).with_name("press_run.py")
# Seconds. The press ends a file's process itself a little sooner.
LONGEST = 65
MADE = b"+"
TOO_MUCH = (
    "Making it took more than a minute, or more memory than there is, so it was stopped: there is too much in it for a "
    "file of this kind. Choose another kind, or ask for less."
)
FAULTY = (
    "Something in it can't be written into a file of this kind. The fault is ours, and it is noted for the people who "
    "run this service. Another kind of file may do."
)
_turn = threading.Lock()


class Plain(pickle.Pickler):
    """Writes a document as plain values: a choice of a model's becomes its text or number, so no model goes along."""

    def reducer_override(self, obj):
        if isinstance(obj, str):
            return str, (str(obj),)
        if isinstance(obj, int):
            return int, (int(obj),)
        return NotImplemented


class Press:
    """The process beside this one, and the line on which it takes jobs."""

    def __init__(self) -> None:
        self.line, theirs = socket.socketpair()
        with theirs:
            # The same Python, in isolation: no folder or variable of the server's can put another module in its way.
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", str(PROGRAM)], stdin=theirs.fileno(), stdout=subprocess.DEVNULL
            )

    def takes(self, job: socket.socket) -> None:
        """Hand over the other end of a job's own line. Raises OSError where the press has ended."""
        socket.send_fds(self.line, [b"j"], [job.fileno()])

    def end(self) -> None:
        """Let it end; it does so as soon as nobody holds the other end of its line."""
        self.line.close()
        self.process.wait()


def made(writer: str, value: object) -> bytes:
    """Return the file that a writer makes of a document, workbook or sheet. Raises NotMade."""
    job = io.BytesIO()
    Plain(job, protocol=pickle.HIGHEST_PROTOCOL).dump((writer, value))
    try:
        with _handed_over() as line:
            line.settimeout(LONGEST)
            line.sendall(job.getvalue())
            line.shutdown(socket.SHUT_WR)
            answer = _all_of(line)
    except OSError as error:
        raise NotMade(TOO_MUCH, f"{writer}: it was not finished: {error}") from error
    if not answer:
        raise NotMade(TOO_MUCH, f"{writer}: the process that made it ended.")
    if answer[:1] != MADE:
        raise NotMade(FAULTY, f"{writer}: {answer[1:].decode(errors='replace')}")
    return answer[1:]


def _handed_over() -> socket.socket:
    """Return this end of a job's line, with the press at the other; started again where it has ended."""
    mine, theirs = socket.socketpair()
    with theirs, _turn:
        try:
            _press().takes(theirs)
        except OSError:
            _press().end()
            _press.cache_clear()
            _press().takes(theirs)
    return mine


@lru_cache(maxsize=1)
def _press() -> Press:
    press = Press()
    atexit.register(press.end)
    return press


def _all_of(line: socket.socket) -> bytes:
    parts = []
    while part := line.recv(1 << 18):
        parts.append(part)
    return b"".join(parts)
