"""How much evidence backs each statement of an assessment, and how strong the strongest is."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Count, Max

from assessments.models import Assessment, Citation
from assessments.rules.answers import Answered
from evidence.models import Item
from frameworks.content import Content


class Backing(NamedTuple):
    """How many items back one statement, and how strong the strongest is, from 1 to 4; nought of both for none."""

    number: int = 0
    strength: int = 0

    @property
    def strongest(self) -> str:
        """The strongest item's strength, in words; empty where there is none."""
        return Item.Strength(self.strength).label if self.strength else ""


def backing(assessment: Assessment, statements: Sequence[int] | None = None) -> dict[int, Backing]:
    """Return what backs each statement that cites anything, of all or of those named; one query."""
    rows = Citation.objects.usable().filter(assessment=assessment)
    if statements is not None:
        rows = rows.filter(statement__in=statements)
    counted = rows.order_by().values_list("statement").annotate(Count("pk"), Max("item__strength"))
    return {statement: Backing(number, strength) for statement, number, strength in counted}


def backed(answers: Mapping[int, Answered], found: Mapping[int, Backing], words: Content) -> dict[int, Answered]:
    """Return what stands on each statement, with what backs it. What is cited at a pair's stronger backs both."""
    both = {weaker: found[stronger] for stronger, weaker in words.counterparts.items() if stronger in found}
    return {
        **answers,
        **{
            statement: answers.get(statement, Answered())._replace(evidence=each.number, strongest=each.strongest)
            for statement, each in {**both, **found}.items()
        },
    }


def cited_at(statement: int, words: Content) -> int:
    """Return the statement at which evidence of this one is cited: of a pair, the stronger, as the note is."""
    return next((stronger for stronger, weaker in words.counterparts.items() if weaker == statement), statement)
