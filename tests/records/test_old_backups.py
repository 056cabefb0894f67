"""Backups that older versions made by their own code: whatever changes in the schema, they come back whole.

Each file in `backups/` is the demo as it stood under the version of that day. Who changes the schema keeps this true;
what no longer fits is named in `GONE`, by table, with the reason.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.records.test_backup import manifest_of, rows_of

ROOT = Path(settings.FIXTURE_DIRS[0]).parent
BACKUPS = sorted((Path(__file__).parent / "backups").glob("*.zip"))
# Tables whose rows are kept elsewhere or otherwise now, by backup: {backup: {table: reason}}.
GONE: dict[str, dict[str, str]] = {
    "2026-11-22": {"assessments_score": "published grades stand in reports of the force, and in no assessment"}
}


def test_there_is_a_backup_of_an_older_version():
    assert [path.stem for path in BACKUPS] == ["2026-11-22"]


@pytest.mark.parametrize("path", BACKUPS, ids=lambda path: path.stem)
def test_a_backup_of_an_older_version_comes_back_whole(path, spare_database, tmp_path):
    environment = os.environ | {"DATABASE_URL": spare_database, "EVIDENCE_FOLDER": str(tmp_path / "evidence")}
    # As the installation had them, while they were settings of it.
    environment |= {"SHARE_SUBSTANTIAL": "0.9", "SHARE_SOME": "0.3"}
    command = [sys.executable, "-m", "tests.records.restored_rows", str(path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    there = json.loads(done.stdout)
    named = GONE.get(path.stem, {})
    had = {table: about["rows"] for table, about in manifest_of(path)["tables"].items() if table not in named}
    assert {table: there["rows"].get(table) for table in had} == had
    scores = rows_of(path, "assessments_score")
    published = [row for row in scores if row["source"] == "published"]
    assert there["rows"]["assessments_score"] == len(scores) - len(published)
    assert there["published"] == sorted(
        [row["criterion_id"], row["level_id"], row["published_on"], row["link"]] for row in published
    )
    assert (there["altered"], there["thresholds"]) == ([], [[0.9, 0.3]])
    assert set(there["pages"].values()) == {200}
    assert there["entered"] == [manifest_of(path)["made_at"][:10]]
    assert len(there["pages"]) == 2 + 2 * had["assessments_assessment"]
