"""Reports that were on a register before it noted when they were entered: what their history tells."""

import datetime

import pytest
from django.db import connection

from history import triggers
from history.models import Entry
from inspections.inspection.day_of_entry import note_days_of_entry
from inspections.models import FindingEvent, Inspection
from tests.factories import FindingFactory, InspectionFactory

D = datetime.date
OTHERWISE = D(2026, 11, 28)


def noted(**only):
    note_days_of_entry(
        Inspection.objects.all(), entries=Entry.objects.filter(**only), events=FindingEvent.objects, otherwise=OTHERWISE
    )
    return dict(Inspection.objects.values_list("title", "entered_on"))


@pytest.fixture
def reports(force):
    """Four reports of whose entry nothing is noted, and one of which it is."""
    early = datetime.datetime(2026, 3, 1, 23, 30, tzinfo=datetime.UTC)
    for title in ("Alone", "With findings"):
        InspectionFactory(force=force, title=title, entered_on=None)
    with_findings = Inspection.objects.get(title="With findings")
    for at in (early + datetime.timedelta(days=9), early):
        FindingFactory(inspection=with_findings, at=at)
    InspectionFactory(force=force, title="Not published", published_on=None, entered_on=None)
    InspectionFactory(force=force, title="Published later", published_on=None, entered_on=None)
    Inspection.objects.filter(title="Published later").update(published_on=D(2026, 2, 1))
    InspectionFactory(force=force, title="Noted", entered_on=D(2026, 1, 7))


def test_the_history_tells_when_the_publication_was_first_said(reports):
    today = Entry.objects.order_by("pk").last().at.date()
    assert noted() == {
        "Alone": today,
        "With findings": today,
        "Published later": today,
        "Not published": None,
        "Noted": D(2026, 1, 7),
    }


def test_a_later_change_of_it_is_no_entry(reports):
    triggers.release(connection)
    Entry.objects.update(at=datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC))
    triggers.hold(connection)
    Inspection.objects.filter(title="Alone").update(published_on=D(2026, 1, 4))
    assert noted()["Alone"] == D(2026, 5, 1)


def test_without_a_history_the_first_thing_that_was_recorded_tells_it(reports):
    assert noted(kind="nothing") == {
        "Alone": OTHERWISE,
        "With findings": D(2026, 3, 1),
        "Published later": OTHERWISE,
        "Not published": None,
        "Noted": D(2026, 1, 7),
    }
