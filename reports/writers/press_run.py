"""The press, started by press.py: forks a process for each file, and ends with the process that it was started for."""

import gc
import os
import pickle
import signal
import socket
import sys
import traceback
from pathlib import Path

# Pages that people wait for go first.
NICE = 5
LONGEST = 60
# What a job may name besides the values of `reports`.
KNOWN = frozenset({("datetime", "date"), ("datetime", "datetime"), ("builtins", "str"), ("builtins", "int")})


class Job(pickle.Unpickler):
    """Reads a job: values of `reports` and plain ones, nothing else."""

    def find_class(self, module: str, name: str):
        if module.startswith("reports.") or (module, name) in KNOWN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"A file isn't made of {module}.{name}.")


def main() -> None:
    # Nothing but this project and what is installed can be imported.
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from reports.writers.docx_file import docx_file
    from reports.writers.docx_styles import prepared
    from reports.writers.handouts_file import grid_file, tick_sheet_file
    from reports.writers.pdf_file import pdf_file
    from reports.writers.xlsx_file import xlsx_file

    prepared()
    writers = {
        "docx": docx_file,
        "pdf": pdf_file,
        "xlsx": xlsx_file,
        "grid": grid_file,
        "tick_sheet": tick_sheet_file,
    }
    # Forked processes that have ended leave nothing behind, and don't copy what they only read.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    serve(writers)


def serve(writers) -> None:
    """Take jobs until nobody is left to give one."""
    line = socket.socket(fileno=0)
    while True:
        said, given, _, _ = socket.recv_fds(line, 1, 1)
        if not said:
            return
        with socket.socket(fileno=given[0]) as job:
            if os.fork() == 0:
                line.close()
                answer(job, writers)


def answer(job: socket.socket, writers) -> None:
    """Make one file, send it, and end this process."""
    signal.alarm(LONGEST)
    os.nice(NICE)
    try:
        with job.makefile("rb") as told:
            writer, value = Job(told).load()
        sent = b"+" + writers[writer](value)
    except MemoryError:
        # An end without an answer is what too much of anything comes to.
        os._exit(1)
    except BaseException:
        sent = b"-" + traceback.format_exc(limit=-3).encode()
    # What is made is sent whole.
    signal.alarm(0)
    try:
        job.sendall(sent)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
