"""Putting something new on the shelf: what was typed, then what the virus check says of its file."""

import datetime

from django.conf import settings

from accounts.models import Force
from evidence.forms import ItemForm
from evidence.models import Item
from evidence.shelf import is_waiting
from evidence.virus_scan import scan


def add(form: ItemForm, *, force: Force, by, at: datetime.datetime) -> Item:
    """Put a valid form's item on the shelf, ask the scanner about its file, and return it. Raises Item.Refused.

    Not inside a transaction: a slow scanner would hold everybody else's changes up.
    """
    item = form.put(force=force, by=by, at=at)
    scan(item, seconds=settings.EVIDENCE_SCAN_SECONDS)
    if item.is_refused:
        raise Item.Refused("The virus check refused this file, so it was deleted.")
    return item


def told(item: Item) -> str:
    """Return what to tell whoever added the item."""
    if is_waiting(item):
        return "It is on the shelf. Nobody can have the file until the virus check has passed it."
    return "It is on the shelf."
