"""The register's first day: who says it, what it settles, and on whose word."""

import datetime

import pytest
from django.utils import timezone

from history.models import Entry
from inspections.models import FirstDay, Inspection
from tests.factories import InspectionFactory
from tests.inspections.pages import page, three

D = datetime.date


@pytest.fixture
def reports(force):
    """Two reports without comments whose 56 days were over in 2019 and 2021; both were entered in time."""
    InspectionFactory(force=force, title="Earlier", published_on=D(2019, 1, 1))
    InspectionFactory(force=force, title="Later", published_on=D(2021, 1, 1))


def test_somebody_says_the_day_once_and_it_is_on_record_who(as_lead, force, lead, reports):
    address = page("first_day", force.code)
    before = as_lead.get(address)
    assert before.context["form"]["on"].value() == D(2019, 1, 1)
    assert "Nobody has said yet" in before.content.decode()
    assert before.content.decode().count("days late") == 2
    assert as_lead.post(address, three("on", D(2020, 4, 1))).status_code == 302
    kept = FirstDay.objects.get()
    assert (kept.force, kept.on, kept.by, timezone.localdate(kept.at)) == (
        force,
        D(2020, 4, 1),
        lead,
        timezone.localdate(),
    )
    text = as_lead.get(address).content.decode()
    assert f"{lead} said so on" in text
    assert "The 56 days of 1 report below were over before then" in text
    assert (text.count("days late"), text.count("Before the register")) == (1, 1)
    assert "Earlier" not in as_lead.get(page("calendar", force.code)).content.decode()
    assert Entry.objects.filter(kind="inspections_firstday", act="made", by=lead, force=force).count() == 1


def test_it_can_be_put_right(as_lead, force, reports):
    for on in (D(2022, 1, 1), D(2018, 1, 1)):
        as_lead.post(page("first_day", force.code), three("on", on))
    assert FirstDay.objects.get().on == D(2018, 1, 1)
    assert as_lead.get(page("first_day", force.code)).content.decode().count("days late") == 2
    assert Entry.objects.filter(kind="inspections_firstday").count() == 2


def test_a_day_to_come_is_refused(as_lead, force):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    refused = as_lead.post(page("first_day", force.code), three("on", tomorrow))
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"on": ["The day is in the future. Give today or a day that has been."]}
    assert not FirstDay.objects.exists()
    assert as_lead.post(page("first_day", force.code), three("on", timezone.localdate())).status_code == 302


def test_a_reader_reads_it_and_another_forces_day_changes_nothing(client, reader, outsider, reports, force):
    theirs = outsider.memberships.get().force
    FirstDay.objects.keep_from(D(2026, 1, 1), force=theirs, by=outsider, at=timezone.now())
    client.force_login(reader)
    text = client.get(page("first_day", force.code)).content.decode()
    assert text.count("days late") == 2
    assert "Nobody has said yet" in text
    assert "keep-from" not in text


def test_a_page_of_two_queries(force, reports, django_assert_num_queries):
    from inspections.first_day.page import first_day_page

    with django_assert_num_queries(2):
        first_day_page(force, on=D(2026, 11, 22))


def sent(published_on=None):
    day = three("published_on", published_on) if published_on else {}
    return {"title": "Custody", "kind": "custody", "origin": "unannounced_custody", "link": "", "edition": "", **day}


def test_the_day_of_entry_is_that_on_which_the_publication_was_first_said(as_lead, force):
    """A report announced long before is entered when somebody says that it was published; a slip put right is not."""
    today, address = timezone.localdate(), page("inspections", force.code)
    assert as_lead.post(address, sent()).status_code == 302
    inspection = Inspection.objects.get()
    assert inspection.entered_on is None
    change = page("change_inspection", force.code, inspection.pk)
    as_lead.post(change, sent(D(2026, 1, 5)))
    inspection.refresh_from_db()
    assert inspection.entered_on == today
    Inspection.objects.update(entered_on=D(2026, 1, 6))
    as_lead.post(change, sent(D(2026, 1, 4)))
    inspection.refresh_from_db()
    assert (inspection.published_on, inspection.entered_on) == (D(2026, 1, 4), D(2026, 1, 6))
    as_lead.post(change, sent())
    inspection.refresh_from_db()
    assert inspection.entered_on is None
