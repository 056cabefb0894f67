"""One shelf of evidence per force: files, links and notes, and what people are asked to bring."""

from evidence.belonging import Refused
from evidence.items import MOST_STATEMENTS, Item, ItemQuerySet, Shelf
from evidence.requests import EvidenceRequest, EvidenceRequestQuerySet

__all__ = [
    "MOST_STATEMENTS",
    "EvidenceRequest",
    "EvidenceRequestQuerySet",
    "Item",
    "ItemQuerySet",
    "Refused",
    "Shelf",
]
