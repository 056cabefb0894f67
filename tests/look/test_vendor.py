"""What comes from others is what was recorded, and carries nothing of anybody's brand."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "static/vendor", ROOT / "reports/fonts", ROOT / "tests/vendor"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_file_is_the_one_recorded(folder):
    packages = json.loads((folder / "VERSIONS.json").read_text())
    recorded = {file: digest for package in packages for file, digest in package["files"].items()}
    there = {path.name: path for path in folder.iterdir() if path.name != "VERSIONS.json"}
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items()} == recorded


def test_nothing_that_is_shipped_points_at_a_file_we_do_not_ship():
    texts = {path.name: path.read_text() for path in (ROOT / "static").rglob("*.*") if path.suffix in {".css", ".js"}}
    assert [name for name, text in texts.items() if "sourceMappingURL" in text] == []
    assert [name for name, text in texts.items() if name.endswith(".css") and "url(" in text] == []


def test_the_identity_is_our_own():
    css = (ROOT / "static/vendor/govuk-frontend.css").read_text()
    assert re.findall(r"GDS Transport|crest|\.govuk-header|\.govuk-footer|logotype", css) == []
