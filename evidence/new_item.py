"""Adding something to the shelf: the form for its kind, and what the virus check says of its file."""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Force
from config.form_page import posted
from evidence.forms import FORMS, ItemForm
from evidence.models import Item
from evidence.shelf import is_waiting
from evidence.virus_scan import scan

KINDS: dict[str, str] = {Item.Kind.FILE: "A file", Item.Kind.LINK: "A link", Item.Kind.NOTE: "A note"}


def form_of(request: HttpRequest, kind: str, force: Force) -> ItemForm:
    """Return the form for a new item of a kind, with what was typed; 404 for a kind that there isn't."""
    if kind not in FORMS:
        raise Http404("Evidence is a file, a link or a note.")
    typed = posted(request)
    return FORMS[kind](typed, None if typed is None else request.FILES, force=force, on=timezone.localdate())


def kinds(name: str, *args) -> list[tuple[str, str, str]]:
    """Return each kind of evidence with what its page is called and its address."""
    return [(str(kind), KINDS[kind], reverse(name, args=[*args, kind])) for kind in FORMS]


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
