"""What runs on one engine alone is there, and is no more than what is named."""

import re

import pytest

from tests.databases import ROOT
from tests.engines import ONCE, PURE, reason

PLACES = [place for places in ONCE.values() for place in places]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_holds_a_test(place):
    path, _, name = place.partition("::")
    name, _, case = name.rstrip("]").partition("[")
    assert (ROOT / path).exists()
    files = [ROOT / path] if path.endswith(".py") else (ROOT / path).rglob("test_*.py")
    texts = [file.read_text() for file in files]
    assert [text for text in texts if re.search(rf"^ *def {name or 'test_'}", text, re.M)]
    assert not case or any(f'"{case}"' in text for text in texts)


def test_each_place_is_named_once_with_a_reason():
    assert len(PLACES) == len(set(PLACES))
    assert all(places and why.endswith(".") for why, places in ONCE.items())


@pytest.mark.parametrize(
    ("test", "asks_database", "why"),
    [
        ("tests/reports/test_docx.py::test_a", False, PURE),
        ("tests/reports/test_docx.py::test_a", True, ""),
        ("tests/reports_more/test_a.py::test_a", False, ""),
        ("tests/test_access.py::test_reading[lead]", False, ""),
        ("tests/browser/test_main_job.py::test_a", True, ""),
        ("tests/browser/test_print.py::test_a[official]", True, "These stories"),
        ("tests/look/test_headers.py::test_a", True, "What stands before"),
    ],
)
def test_what_is_not_named_runs_on_both_engines(test, asks_database, why):
    assert reason(test, asks_database).startswith(why)
    assert bool(reason(test, asks_database)) == bool(why)
