"""On which day reports were entered, worked out for those that came in before the register noted it."""

import datetime
from typing import Any

from django.utils import timezone


def note_days_of_entry(inspections: Any, *, entries: Any, events: Any, otherwise: datetime.date) -> None:
    """Give each published inspection without a day of entry the day that its history tells.

    Where its history has gone, the day on which something about its findings was first recorded; else `otherwise`.
    All three are rows as a migration or the program knows them.
    """
    days: dict[int, datetime.date] = {}
    for pk, at in events.order_by("recorded_at").values_list("finding__inspection", "recorded_at"):
        days.setdefault(pk, timezone.localdate(at))
    told: dict[int, datetime.date] = {}
    history = entries.filter(kind="inspections_inspection").order_by("pk")
    for row, at, after in history.values_list("row", "at", "after"):
        if after.get("published_on"):
            told.setdefault(int(row), timezone.localdate(at))
    days |= told
    for inspection in inspections.filter(published_on__isnull=False, entered_on__isnull=True):
        inspections.filter(pk=inspection.pk).update(entered_on=days.get(inspection.pk, otherwise))
