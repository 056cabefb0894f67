"""One shelf of evidence per force: files, links and notes, and what people are asked to bring."""

from evidence.models.access import Refused
from evidence.models.items import MOST_STATEMENTS, Item, ItemQuerySet, Shelf
from evidence.models.requests import EvidenceRequest, EvidenceRequestQuerySet
