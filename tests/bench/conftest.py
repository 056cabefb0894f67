"""The programs of `bench/`, started as their scripts start them, in their short form."""

import os
import subprocess
import sys

import pytest

from tests.databases import ROOT, database


@pytest.fixture
def run(tmp_path, shipped_database):
    """Return a function that runs a program on a database of its own, with what is shipped, and returns its words."""
    with database(tmp_path, "bench", like=shipped_database) as address:
        # As from a shell: pytest's own settings would be the program's.
        shell = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        environment = shell | {"DATABASE_URL": address, "DEBUG": "off", "BEHIND_PROXY": "off"}
        del environment["DJANGO_ALLOW_ASYNC_UNSAFE"], environment["PYTHONWARNINGS"]

        def start(program: str, *words: str) -> str:
            command = [sys.executable, "-m", program, *words]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180)
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout

        yield start
