"""manage.py register_table: the page's own numbers, in names and columns that other programs can count on."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from inspections.models import PortalCount
from tests.factories import FindingFactory, InspectionFactory, UserFactory


@pytest.fixture
def register(force):
    """Return a force with two areas for improvement of a custody inspection, and what the portal counted."""
    inspection = InspectionFactory(force=force, origin="unannounced_custody")
    for reference in ("AFI-1", "AFI-2"):
        FindingFactory(inspection=inspection, reference=reference)
    counts = {"causes_of_concern": 0, "recommendations": 1, "afis": 2}
    PortalCount.objects.create(force=force, on="2026-02-01", by=UserFactory(), **counts)
    return force


def written(force, form, **options):
    out = io.StringIO()
    call_command("register_table", force=force.code, format=form, stdout=out, **options)
    return out.getvalue()


def test_csv(register):
    headings, *rows = csv.reader(io.StringIO(written(register, "csv", as_at="2026-03-01"), newline=""))
    assert headings == [
        "Marking",
        "Force",
        "As at",
        "Origin",
        "Causes of concern",
        "Recs",
        "Areas for improvement",
        "Causes of concern, live",
        "Causes of concern, submitted",
        "Recs, live",
        "Recs, submitted",
        "Areas for improvement, live",
        "Areas for improvement, submitted",
    ]
    same = ["OFFICIAL", "Northshire Police", "2026-03-01"]
    empty = ["", "", "", "0", "0", "0", "0", "0", "0"]
    two = ["", "", "2", "0", "0", "0", "0", "2", "0"]
    assert rows == [
        [*same, "Local PEEL", *empty],
        [*same, "National PEEL", *empty],
        [*same, "National DA PEEL Thematic", *empty],
        [*same, "National Child Protection Inspection (NCPI)", *empty],
        [*same, "Crime Data Integrity (CDI)", *empty],
        [*same, "Unannounced Custody inspection", *two],
        [*same, "Other national thematic inspections", *empty],
        [*same, "Total on Force register", *two],
        [*same, "Total on HMIC monitoring portal", "", "1", "2", "0", "", "1", "", "2", ""],
    ]


def test_json(register):
    said = json.loads(written(register, "json", as_at="2026-03-01", since="2026-01-01"))
    none = {"live": 0, "submitted_for_closure": 0, "printed": ""}
    two = {"live": 2, "submitted_for_closure": 0, "printed": "2"}

    def counts(code, label, afis=0):
        return {"code": code, "label": label, "causes_of_concern": 0, "recommendations": 0, "afis": afis}

    bands = [
        ("0", "Less than 3 months"),
        ("91", "3 to 6 months"),
        ("182", "6 to 12 months"),
        ("365", "1 to 2 years"),
        ("730", "2 years or more"),
    ]
    custody = next(row for row in said["rows"] if row["code"] == "unannounced_custody")
    total = {"causes_of_concern": none, "recommendations": none, "afis": two}
    assert custody == {"code": "unannounced_custody", "origin": "Unannounced Custody inspection", **total}
    assert [row["afis"]["printed"] for row in said.pop("rows")] == ["", "", "", "", "", "2", ""]
    assert said == {
        "force": "Northshire Police",
        "marking": "OFFICIAL",
        "as_at": "2026-03-01",
        "total": {"code": "total", "origin": "Total on Force register", **total},
        "portal": {
            **counts("portal", "Total on HMIC monitoring portal", 2),
            "recommendations": 1,
            "on": "2026-02-01",
        },
        "movement": {
            "since": "2026-01-01",
            "balance": [
                counts("live_before", "Live before"),
                counts("issued", "New", 2),
                counts("reopened", "Reopened"),
                counts("closed", "Closed by HMICFRS"),
                counts("no_action", "No further action"),
                counts("live_now", "Live now", 2),
            ],
            "passed": [
                counts("completed", "Completed locally"),
                counts("submitted", "Submitted to HMICFRS"),
                counts("returned", "Returned with feedback"),
            ],
        },
        "ageing": {
            "with_force": [counts(*each, 2 if each[0] == "0" else 0) for each in bands],
            "with_hmicfrs": [counts(*each) for each in bands],
        },
        "overdue": counts("overdue", "Overdue"),
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"force": "nowhere"}, "There is no force with the code nowhere."),
        ({"as_at": "yesterday"}, "yesterday is not a date. Write it as year, month and day: 2026-11-22."),
        ({"since": "31/1/2026"}, "31/1/2026 is not a date. Write it as year, month and day: 2026-11-22."),
    ],
)
def test_what_is_refused(options, message, register):
    with pytest.raises(CommandError) as refusal:
        call_command("register_table", **{"force": register.code, **options})
    assert str(refusal.value) == message
