"""What the first page tells whoever keeps a register: what is late, what is overdue, and the next dates."""

import datetime

from django.urls import reverse
from django.utils import timezone

from home.register_alerts import NEXT_DATES, ahead
from tests.factories import FindingFactory, InspectionFactory, KeyDateFactory

D = datetime.date


def test_what_is_ahead_of_the_forces_whose_register_somebody_keeps(
    force, lead, reader, today, django_assert_num_queries
):
    inspection = InspectionFactory(force=force, title="Late report", published_on=D(2026, 9, 1))
    FindingFactory(inspection=inspection, due_on=D(2026, 11, 1))
    FindingFactory(due_on=D(2026, 11, 1))
    for number in range(NEXT_DATES + 1):
        KeyDateFactory(force=force, title=f"Date {number}", on=D(2027, 1, 1 + number))
    with django_assert_num_queries(6):
        (found,) = ahead(lead, on=today)
    assert (found.force, found.overdue) == (force, 1)
    assert [each.title for each in found.late] == ["Late report"]
    assert [each.title for each in found.dates] == ["Date 0", "Date 1", "Date 2", "Date 3"]
    assert ahead(reader, on=today) == ()


def test_the_first_page_says_so(client, lead, force):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    FindingFactory(inspection=InspectionFactory(force=force, published_on=None), due_on=yesterday)
    client.force_login(lead)
    text = client.get(reverse("home:dashboard")).content.decode()
    assert "1 finding</a>" in text
    assert reverse("inspections:calendar", args=[force.code]) in text
