"""Requests for evidence as lists print them: a force's, and those that wait for one person."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, When

from accounts.models import Force
from evidence.models import EvidenceRequest, EvidenceRequestQuerySet

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request as a list prints it."""

    request: EvidenceRequest
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class RequestList:
    """One page of a force's requests, the open ones first, and how many are open."""

    rows: tuple[RequestRow, ...]
    page: Page
    open: int


def requests_of(force: Force, *, on: datetime.date, page: str | None) -> RequestList:
    """Return one page of the force's requests: the open ones as they are due, then the last settled; three queries."""
    own = EvidenceRequest.objects.filter(force=force)
    is_open = Case(When(state=EvidenceRequest.State.OPEN, then=0), default=1)
    due = Case(When(state=EvidenceRequest.State.OPEN, then=F("due_on")))
    ordered = own.select_related("asked", "by", "item").order_by(is_open, due, "-settled_at", "pk")
    at = Paginator(ordered, PAGE_LENGTH).get_page(page)
    return RequestList(_rows(at.object_list, on), at, own.open().count())


def my_requests(user, *, on: datetime.date) -> tuple[RequestRow, ...]:
    """Return what waits for the person, as it is due; one query."""
    waiting: EvidenceRequestQuerySet = EvidenceRequest.objects.asked_of(user, on=on)
    return _rows(waiting.select_related("asked", "by", "force").order_by("due_on", "pk"), on)


def _rows(requests: Iterable[EvidenceRequest], on: datetime.date) -> tuple[RequestRow, ...]:
    return tuple(RequestRow(request, request.is_overdue(on)) for request in requests)
