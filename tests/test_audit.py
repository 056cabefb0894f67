"""The audit of locked packages: it passes only where everything was asked about and nothing is known to be unsafe."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "scripts" / "audit.py"
SAFE = {"name": "django", "version": "5.2", "vulns": []}
UNSAFE = {"name": "flask", "version": "0.1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.0"]}]}
NOT_ASKED = {"name": "requests", "skip_reason": "no connection"}


def answering(folder: Path, said: str) -> Path:
    """Return a folder's Python beside which a `pip-audit` stands that says this, whatever it is asked."""
    python = folder / "python"
    python.symlink_to(sys.executable)
    program = folder / "pip-audit"
    (folder / "said").write_text(said)
    program.write_text(f"#!/bin/sh\ncat {folder / 'said'}\n")
    program.chmod(0o755)
    shutil.copy(SCRIPT, folder / "audit.py")
    return python


@pytest.mark.parametrize(
    ("said", "ends", "words"),
    [
        (json.dumps({"dependencies": [SAFE]}), 0, "1 packages asked about, 0 faults."),
        (json.dumps({"dependencies": [SAFE, UNSAFE]}), 1, "flask 0.1: PYSEC-1, put right in 1.0"),
        (json.dumps({"dependencies": [SAFE, NOT_ASKED]}), 2, "nothing is known"),
        (json.dumps({"dependencies": [UNSAFE, NOT_ASKED]}), 1, "nothing is known"),
        (json.dumps({"dependencies": []}), 2, "nothing is known"),
        ("", 2, "nothing is known"),
        ("ConnectionError: no route to host", 2, "nothing is known"),
    ],
    ids=["safe", "unsafe", "one not asked", "unsafe, and one not asked", "none", "silent", "no connection"],
)
def test_it_ends_by_what_is_known(tmp_path, said, ends, words):
    python = answering(tmp_path, said)
    done = subprocess.run([python, tmp_path / "audit.py"], capture_output=True, text=True)
    assert done.returncode == ends
    assert words in done.stdout
    assert done.stderr == ""
