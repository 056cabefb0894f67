"""Comments as they are read: thread by thread, with what was withdrawn kept out of view."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from assessments.models import Assessment, Comment, Deed
from frameworks.content import Node, content

PAGE_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Said:
    """One comment. `text` is empty where its author withdrew it; `is_mine` where the reader may withdraw it."""

    pk: int
    by: str
    at: datetime.datetime
    text: str
    is_withdrawn: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment, what was answered, and who settled or reopened it, in the order in which it was done."""

    opening: Said
    replies: tuple[Said, ...]
    deeds: tuple[Deed, ...]
    is_open: bool
    node: Node


@dataclass(frozen=True, slots=True)
class Threads:
    """One page of threads, the newest first; `open` counts those of all pages that aren't resolved."""

    rows: tuple[Thread, ...]
    page: Page
    open: int

    @property
    def settled(self) -> int:
        """How many are resolved, over all pages."""
        return self.page.paginator.count - self.open


def threads(
    assessment: Assessment,
    *,
    reader,
    node: Node | None = None,
    thread: int | None = None,
    only_open: bool = False,
    page: str | None = None,
) -> Threads:
    """Return the threads on one criterion or on all, or one of them; five queries at most, however many there are."""
    mine = Comment.objects.filter(assessment=assessment)
    if node is not None:
        mine = mine.filter(criterion=node.pk)
    if thread is not None:
        mine = mine.filter(pk=thread)
    listed = mine.open_threads() if only_open else mine.threads().with_last_act()
    at = Paginator(listed.with_withdrawn().select_related("by").order_by("-pk"), PAGE_LENGTH).get_page(page)
    openings = list(at.object_list)
    replies = Comment.objects.filter(thread__in=openings).with_withdrawn().select_related("by").order_by("pk")
    answered: dict[int, list[Comment]] = defaultdict(list)
    for reply in replies:
        answered[reply.thread_id or 0].append(reply)
    done = _deeds(openings)
    words = content(assessment.edition)
    rows = tuple(
        _thread(each, answered[each.pk], done[each.pk], words.by_pk[each.criterion_id], reader) for each in openings
    )
    return Threads(rows, at, at.paginator.count if only_open else mine.open_threads().count())


def open_threads(assessment: Assessment, node: Node | None = None) -> int:
    """Return how many threads on one criterion, or on all, aren't resolved; one query."""
    rows = Comment.objects.filter(assessment=assessment).open_threads()
    return (rows.filter(criterion=node.pk) if node else rows).count()


def _thread(opening, replies: Iterable, deeds: list[Deed], node: Node, reader) -> Thread:
    said = tuple(_said(each, reader) for each in replies)
    return Thread(_said(opening, reader), said, tuple(deeds), opening.last_act != Deed.Kind.RESOLVED, node)


def _said(each, reader) -> Said:
    gone = each.withdrawn
    return Said(each.pk, str(each.by), each.at, "" if gone else each.text, gone, each.by_id == reader.pk and not gone)


def _deeds(openings: list[Comment]) -> dict[int, list[Deed]]:
    settling = [Deed.Kind.RESOLVED, Deed.Kind.REOPENED]
    found: dict[int, list[Deed]] = defaultdict(list)
    for deed in Deed.objects.filter(comment__in=openings, kind__in=settling).select_related("by").order_by("pk"):
        found[deed.comment_id].append(deed)
    return found
