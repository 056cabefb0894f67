"""An installation with texts that are the same by now is upgraded, and none of them is lost."""

import json
import os
import subprocess
import sys

from tests.records.test_backup import ROOT


def test_what_is_there_twice_is_numbered_and_said(spare_database):
    command = [sys.executable, "-m", "tests.config.upgrade"]
    environment = os.environ | {"DATABASE_URL": spare_database}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    *said, last = done.stdout.splitlines()
    there = json.loads(last)
    assert [row[:1] for row in there["inspections.Finding"]] == [["Z-17"], ["z\u201117 (2)"]]
    assert there["assessments.Concern"] == [["Z-17"], ["z\u201117 (2)"]]
    assert there["assessments.Assessment"] == [
        ["", "Autumn 2026", "", "autumn 2026"],
        ["", "AUTUMN\u00a02026 (2)", "", "autumn 2026 (2)"],
    ]
    assert there["maturity.Participant"] == [
        ["Siân", "siân"],
        ["Sia\u0302n (3)", "siân (3)"],
        ["Siân (2)", "siân (2)"],
        ["Sian", "sian"],
    ]
    assert sorted(said) == [
        "Assessment 2: “AUTUMN\u00a02026” is “AUTUMN\u00a02026 (2)” now, since another was called the same.",
        "Finding 2: “z\u201117” is “z\u201117 (2)” now, since another was called the same.",
        "Participant 2: “Sia\u0302n” is “Sia\u0302n (3)” now, since another was called the same.",
    ]
