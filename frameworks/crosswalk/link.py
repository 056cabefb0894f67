"""What framework administrators do with the crosswalk: link two criteria, or say that they don't correspond."""

import datetime
from collections.abc import Callable

from django.db import transaction
from django.db.models import Q

from config.refusal import Refusal
from frameworks.models import Criterion, Link
from frameworks.models.decisions import Unrelated

# As one side sees it: the relation, and whether it runs from the first criterion to the second.
WAYS = {
    "same": (Link.Relation.SAME, True),
    "overlaps": (Link.Relation.OVERLAPS, True),
    "supports": (Link.Relation.SUPPORTS, True),
    "supported": (Link.Relation.SUPPORTS, False),
}


class Unlinkable(Refusal):
    """The two can't be linked; the message says why."""


def between(one: Criterion, other: Criterion):
    """Return the links between two criteria, whichever way they run: one at most."""
    return Link.objects.filter(Q(source=one, target=other) | Q(source=other, target=one))


def way_of(link: Link, one: Criterion) -> str:
    """Return how a link reads from one of its sides: a key of WAYS."""
    forwards = link.source_id == one.pk or link.relation != Link.Relation.SUPPORTS
    return next(way for way, found in WAYS.items() if found == (link.relation, forwards))


@transaction.atomic
def link(one: Criterion, other: Criterion, *, way: str, note: str, by) -> Link:
    """Link two criteria, or change how they are linked, and return the link. Raises Unlinkable."""
    if one.edition_id == other.edition_id:
        raise Unlinkable("Both belong to one edition. The crosswalk joins different ones.")
    relation, forwards = WAYS[way]
    source, target = (one, other) if forwards else (other, one)
    between(one, other).exclude(source=source).delete()
    _refused(one, other).delete()
    said = {"relation": relation, "note": note, "author": str(by)[:100]}
    return Link.objects.update_or_create(source=source, target=target, defaults=said)[0]


@transaction.atomic
def refuse(one: Criterion, other: Criterion, *, by, at: datetime.datetime) -> None:
    """Record that two criteria don't correspond: a link between them goes, and they aren't suggested again."""
    between(one, other).delete()
    low, high = sorted((one.pk, other.pk))
    Unrelated.objects.update_or_create(one_id=low, other_id=high, defaults={"by": by, "at": at})


def undecided() -> Callable[[Link], bool]:
    """Return what says of an unsaved link whether its pair is open: not linked either way, and not refused."""
    linked = Link.objects.values_list("source", "target")
    decided = {frozenset(pair) for pair in (*linked, *Unrelated.objects.values_list("one", "other"))}
    return lambda found: frozenset((found.source_id, found.target_id)) not in decided


def _refused(one: Criterion, other: Criterion):
    low, high = sorted((one.pk, other.pk))
    return Unrelated.objects.filter(one=low, other=high)
