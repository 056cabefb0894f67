"""An installation whose thresholds were settings is upgraded: its editions have them, and verify as they were."""

import json
import os
import subprocess
import sys

from frameworks.models.lock import MESSAGE
from tests.records.test_backup import ROOT


def test_a_published_edition_has_todays_rule_and_verifies_by_its_own_version(spare_database):
    command = [sys.executable, "-m", "tests.frameworks.rule.upgraded"]
    environment = os.environ | {"DATABASE_URL": spare_database, "SHARE_SUBSTANTIAL": "0.9", "SHARE_SOME": "0.3"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    there = json.loads(done.stdout)
    assert MESSAGE in there.pop("locked")
    assert there == {"rule": ["best_fit", "ours", 0.9, 0.3], "digest": [1, True], "problems": []}
