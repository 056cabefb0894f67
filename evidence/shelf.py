"""What the shelf's pages print: the items that a filter lets through, where one is used, and a choice of some."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Q

from accounts.models import Force
from config.texts.keys import words
from evidence.models import MOST_STATEMENTS, Item, ItemQuerySet

PAGE_LENGTH = 50
CHOICES_LENGTH = 20
SEARCHED = (
    "title_found__contains",
    "shows_found__contains",
    "text_found__contains",
    "name_found__contains",
    "link__icontains",
)
NOBODY = "0"


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about an item that somebody should look at, in words, with the colour of its tag."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as the shelf prints it."""

    item: Item
    used: str
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """One page of rows, by title, and how many there are in all."""

    rows: tuple[ItemRow, ...]
    page: Page
    total: int


@dataclass(frozen=True, slots=True)
class Use:
    """One statement that cites an item, in one assessment."""

    assessment: int
    where: str
    statement: int
    words: str


@dataclass(frozen=True, slots=True)
class Choices:
    """One page of a force's usable items, as searched, to choose from."""

    words: str
    rows: tuple[ItemRow, ...]
    page: Page
    total: int


def shelf(force: Force, filters: Mapping, *, on: datetime.date, page: str | None) -> ShelfPage:
    """Return one page of the force's items, as filtered; two queries, however many there are."""
    items = filtered(Item.objects.filter(force=force).with_uses(), filters, on=on)
    at = Paginator(items.select_related("owner").order_by("title_found", "title", "pk"), PAGE_LENGTH).get_page(page)
    return ShelfPage(tuple(row_of(item, on=on) for item in at.object_list), at, at.paginator.count)


def filtered(items: ItemQuerySet, filters: Mapping, *, on: datetime.date) -> ItemQuerySet:
    """Return, of items with their uses, those that the filters let through."""
    items = containing(items, filters.get("q") or "")
    for name in ("kind", "strength"):
        if filters.get(name):
            items = items.filter(**{name: filters[name]})
    if filters.get("owner"):
        items = items.filter(owner=None if filters["owner"] == NOBODY else filters["owner"])
    flags = {
        "stale": lambda: items.stale(on=on),
        "undated": lambda: items.undated(),
        "uncited": lambda: items.uncited(),
        "relied_on": lambda: items.over_relied_on(),
        "quarantine": lambda: items.filter(scan__in=Item.in_quarantine()),
    }
    flag = flags.get(filters.get("flag") or "")
    return flag() if flag else items


def containing(items: ItemQuerySet, typed: str) -> ItemQuerySet:
    """Return the items in which every one of the words stands somewhere."""
    for word in words(typed):
        anywhere = Q()
        for lookup in SEARCHED:
            anywhere |= Q(**{lookup: word})
        items = items.filter(anywhere)
    return items


def row_of(item: Item, *, on: datetime.date) -> ItemRow:
    """Return what the shelf prints of an item with its uses."""
    return ItemRow(item, used(item.statements, item.frameworks), flags_of(item, item.statements, on=on))


def used(statements: int, frameworks: int) -> str:
    """Return in words how many statements cite something, and in how many frameworks."""
    if not statements:
        return "Not cited yet"
    plural, also = "s" if statements != 1 else "", "s" if frameworks != 1 else ""
    return f"Used by {statements} statement{plural} in {frameworks} framework{also}"


def flags_of(item: Item, statements: int, *, on: datetime.date) -> tuple[Flag, ...]:
    """Return what somebody should look at about an item, the gravest first."""
    reasons = [
        (item.is_refused, "Refused by the virus check", "red"),
        (is_waiting(item), "Waiting for the virus check", "yellow"),
        (item.review_on is not None and item.review_on < on, "Review overdue", "orange"),
        (item.effective_on is None, "Undated", "grey"),
        (statements > MOST_STATEMENTS, "Relied on by many", "orange"),
    ]
    return tuple(Flag(text, colour) for holds, text, colour in reasons if holds)


def is_waiting(item: Item) -> bool:
    """Return whether the item's file is in quarantine until the virus check has passed it."""
    return item.scan == Item.Scan.WAITING and bool(settings.EVIDENCE_SCAN_COMMAND)


def uses_of(item: Item) -> tuple[Use, ...]:
    """Return every statement that cites the item, by framework and round, the newest round first; one query."""
    about = ("assessment__edition__framework__title", "assessment__subject", "assessment__round_label")
    order = (about[0], "-assessment__starts_on", "assessment", "statement__criterion__position", "pk")
    rows = item.citations.order_by(*order).values_list("assessment", *about, "statement", "statement__text")
    return tuple(
        Use(assessment, f"{title}: {subject or 'Whole force'}, {label}", statement, text)
        for assessment, title, subject, label, statement, text in rows
    )


def choices(force: Force, words: str, *, without: Collection[int] = (), on: datetime.date, page: str | None) -> Choices:
    """Return one page of what a force can cite, as searched, those added last first; two queries."""
    usable = containing(Item.objects.filter(force=force).with_uses().usable(), words).exclude(pk__in=without)
    at = Paginator(usable.order_by("-at", "-pk"), CHOICES_LENGTH).get_page(page)
    rows = tuple(row_of(item, on=on) for item in at.object_list)
    return Choices(words=words, rows=rows, page=at, total=at.paginator.count)
