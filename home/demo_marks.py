"""Levels of the demo force that its answers don't carry: one of each kind that a report marks, each with its reason."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from accounts.models import User
from assessments.gap.report import gap_row
from assessments.models import Assessment
from frameworks.content import content
from frameworks.models import Criterion, Level

PAF, CRITERIA = "peel-paf", "judgment-criteria"


class Bold(NamedTuple):
    """A level that is chosen whatever the answers say: where, which rank, and why the force believes it."""

    framework: str
    number: str
    rank: int
    why: str


CHOSEN = (
    Bold(PAF, "3", 5, "Two other forces came to see how this is done. Nothing describes Outstanding; this is why."),
    # An open cause of concern stands here.
    Bold(PAF, "5", 4, "The work on the cause of concern is done, and waits for the revisit."),
    Bold(PAF, "6", 4, "The audit after the summer is expected to show it."),
    Bold(CRITERIA, "7.1", 2, "The answers fit no level well; this is the nearest, the group thought."),
    Bold(CRITERIA, "8.2", 3, "Agreed from what is seen so far; half of it is still to be judged."),
    Bold(CRITERIA, "8.3", 3, "As the last inspection graded it. Nobody has gone through the statements yet."),
)


def make_marks(assessments: Iterable[Assessment], *, by: User, on: datetime.date, at: datetime.datetime) -> None:
    """Choose these levels, with what the answers suggest kept beside each."""
    for assessment in assessments:
        words = content(assessment.edition)
        levels = {level.pk: level for level in Level.objects.filter(edition=assessment.edition)}
        nodes = {node.number: node for node in words.criteria}
        for bold in CHOSEN:
            if bold.framework != assessment.edition.framework.slug:
                continue
            node, chosen = nodes[bold.number], words.ranked(bold.rank)
            row, _ = gap_row(assessment, node, on=on)
            assessment.decide(
                Criterion.objects.get(pk=node.pk),
                level=levels[chosen.pk] if chosen else None,
                suggested=levels[row.suggested.pk] if row.suggested else None,
                basis=row.basis,
                rationale=bold.why,
                version=row.version,
                by=by,
                at=at,
            )
