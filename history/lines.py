"""Entries as lines that people read: who did what to which thing, before and after, in words."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import capfirst

from history import labels
from history.labels import FORMER_FIELDS, FORMER_VALUES, Names, keys_in, no_keys, value_in_words
from history.models import Departure, DepartureQuerySet, Entry, EntryQuerySet, Visit, VisitQuerySet

PAGE = 50
# Of an entry that says where it belongs, and of no interest beside its heading.
WHERE = frozenset({"force_id", "assessment_id", "criterion_id", "statement_id"})


@dataclass(frozen=True, slots=True)
class Change:
    """One column: what it said before and says after, None where there was no row."""

    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `name` is what the row itself is called; `about` the statement or criterion that it is about."""

    at: datetime.datetime
    who: str
    act: str
    kind: str
    name: str
    about: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the history."""

    lines: tuple[Line, ...]
    page: Page
    total: int

    @property
    def total_words(self) -> str:
        """How many changes there are on all pages."""
        return f"{self.total:,} change{'' if self.total == 1 else 's'}"


def listed(entries: EntryQuerySet, page: str | None) -> Listed:
    """Return one page of the entries, the newest first. A query for the count, one for the entries, then for words."""
    at = Paginator(entries.newest_first(), PAGE).get_page(page)
    return Listed(lines(list(at.object_list)), at, at.paginator.count)


def matching(entries: EntryQuerySet, search: Mapping[str, Any]) -> EntryQuerySet:
    """Return the entries that a search asks for."""
    if search.get("person"):
        entries = entries.filter(by=search["person"])
    if search.get("kind"):
        entries = entries.filter(kind=search["kind"])
    if search.get("act"):
        entries = entries.filter(act=search["act"])
    if search.get("text"):
        entries = entries.annotate(was=Cast("before", TextField()), became=Cast("after", TextField()))
        for word in search["text"].split():
            entries = entries.filter(Q(was__icontains=word) | Q(became__icontains=word))
    return entries.filter(_between(search))


def visits_page(visits: VisitQuerySet, search: Mapping[str, Any], page: str | None) -> Page:
    """Return one page of who signed in and out, the newest first; two queries."""
    return Paginator(matching_visits(visits, search), PAGE).get_page(page)


def matching_visits(visits: VisitQuerySet, search: Mapping[str, Any]) -> QuerySet[Visit]:
    """Return the visits that a search asks for, the newest first."""
    if search.get("person"):
        visits = visits.filter(user=search["person"])
    if search.get("act"):
        visits = visits.filter(act=search["act"])
    return visits.filter(_between(search)).select_related("user").order_by("-pk")


def departures_page(departures: DepartureQuerySet, search: Mapping[str, Any], page: str | None) -> Page:
    """Return one page of what left, the newest first; two queries."""
    return Paginator(matching_departures(departures, search), PAGE).get_page(page)


def matching_departures(departures: DepartureQuerySet, search: Mapping[str, Any]) -> QuerySet[Departure]:
    """Return what left that a search asks for, the newest first."""
    if search.get("person"):
        departures = departures.filter(by=search["person"])
    if search.get("event"):
        departures = departures.filter(event=search["event"])
    if search.get("number"):
        departures = departures.filter(Q(assessment=search["number"]) | Q(row=str(search["number"])))
    return departures.filter(_between(search)).select_related("by").order_by("-pk")


def _between(search: Mapping[str, Any]) -> Q:
    """Return the days from `since` until `until`, both included, in local time."""
    days = Q()
    if search.get("since"):
        days &= Q(at__gte=_midnight(search["since"]))
    if search.get("until"):
        days &= Q(at__lt=_midnight(search["until"] + datetime.timedelta(days=1)))
    return days


def _midnight(on: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(on, datetime.time.min))


def lines(entries: Sequence[Entry]) -> tuple[Line, ...]:
    """Return the entries in words: a query for each kind of thing that they name, whatever their number, and one more
    for what isn't there any more."""
    models_by_table = labels.tables()
    known = labels.names(_keys(entries, models_by_table))
    gone = _gone(entries, models_by_table, known)
    return tuple(_line(entry, models_by_table.get(entry.kind), known, gone) for entry in entries)


def _keys(entries: Iterable[Entry], models_by_table: Mapping[str, type[models.Model]]) -> labels.Keys:
    keys, by_label = no_keys(), {model._meta.label: model for model in models_by_table.values()}
    statement, criterion = by_label["frameworks.Statement"], by_label["frameworks.Criterion"]
    for entry in entries:
        if entry.statement:
            keys[statement].add(str(entry.statement))
        if entry.criterion:
            keys[criterion].add(str(entry.criterion))
        model = models_by_table.get(entry.kind)
        if model is not None:
            keys[model].add(entry.row)
            keys_in(model, entry.before, keys)
            keys_in(model, entry.after, keys)
    return keys


def _gone(
    entries: Iterable[Entry], models_by_table: Mapping[str, type[models.Model]], known: Names
) -> dict[tuple[str, str], str]:
    """Return what rows were called that aren't there any more, by table and key: as they were when they went."""
    lost = {
        (entry.kind, entry.row)
        for entry in entries
        if (model := models_by_table.get(entry.kind)) and entry.row not in known.get(model, {})
    }
    if not lost:
        return {}
    rows = Entry.objects.filter(
        act=Entry.Act.REMOVED, kind__in={kind for kind, _ in lost}, row__in={row for _, row in lost}
    )
    gone = {}
    for kind, row, before in rows.values_list("kind", "row", "before"):
        by = labels.called_by(models_by_table[kind]) if kind in models_by_table else ()
        gone[kind, row] = ", ".join(str(before[name]) for name in by if before.get(name))
    return gone


def _line(entry: Entry, model: type[models.Model] | None, known: Names, gone: Mapping[tuple[str, str], str]) -> Line:
    by_label = {named._meta.label: texts for named, texts in known.items()}
    about = by_label.get("frameworks.Statement", {}).get(str(entry.statement), "")
    about = about or by_label.get("frameworks.Criterion", {}).get(str(entry.criterion), "")
    name = (known.get(model, {}).get(entry.row) if model else "") or gone.get((entry.kind, entry.row), "")
    return Line(
        at=entry.at,
        who=who(entry),
        act=entry.get_act_display(),
        kind=labels.kind_of(model) if model else entry.kind,
        name=name,
        about=about,
        changes=_changes(entry, model, known),
    )


def who(entry: Entry) -> str:
    """Return who did it, in words."""
    if entry.by_id:
        return str(entry.by) if entry.by else "Somebody who is no longer here"
    return f"The command {entry.way}" if entry.way else "Nobody signed in"


def _changes(entry: Entry, model: type[models.Model] | None, known: Names) -> tuple[Change, ...]:
    fields = {str(field.column): field for field in model._meta.local_concrete_fields} if model else {}
    fields |= FORMER_FIELDS.get(entry.kind, {})
    changes = []

    def told(column: str, value: Any) -> str:
        former = FORMER_VALUES.get((entry.kind, column, str(value)))
        return former or value_in_words(fields.get(column), value, known)

    for column in dict.fromkeys([*fields, *entry.before, *entry.after]):
        was, became = entry.before.get(column), entry.after.get(column)
        if column in WHERE or (was in (None, "") and became in (None, "")):
            continue
        field = fields.get(column)
        label = str(field.verbose_name) if field else column
        before = None if entry.act == Entry.Act.MADE else told(column, was)
        after = None if entry.act == Entry.Act.REMOVED else told(column, became)
        changes.append(Change(capfirst(label), before, after))
    return tuple(changes)
