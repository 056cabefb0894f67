"""Which assessment readiness and a board's paper speak by: those that there are, and the one to begin with."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Max
from django.utils import timezone

from accounts.models import Force
from assessments.models import Assessment, AssessmentQuerySet, SignOff
from assessments.overview.list import progress
from frameworks.models import Framework

# What the pages say of it.
BEGINS_WITH = "the one that was signed off last, or else the one of which most is judged"


@dataclass(frozen=True, slots=True)
class Choice:
    """An assessment against what the inspectorate grades by, and how far it has come."""

    assessment: Assessment
    judged: int
    total: int
    signed_at: datetime.datetime | None

    @property
    def share(self) -> float:
        """How much of it is judged."""
        return self.judged / self.total if self.total else 0

    @property
    def words(self) -> str:
        """What it is called, and how far it has come."""
        if self.signed_at:
            on = timezone.localdate(self.signed_at)
            how = f"signed off on {on.day} {on:%B %Y}"
        else:
            state = self.assessment.get_state_display().lower()
            how = f"{state}, {self.judged:,} of {self.total:,} statements judged"
        return f"{title_of(self.assessment)} ({how})"


def title_of(assessment: Assessment) -> str:
    """Return what an assessment is called where its force is known."""
    return f"{assessment.edition}: {assessment}"


def graded_assessments() -> AssessmentQuerySet:
    """Return the assessments against what the inspectorate grades by, those of the newest edition first."""
    graded = Assessment.objects.filter(edition__framework__kind=Framework.Kind.GRADED)
    newest = F("edition__published_on").desc(nulls_last=True)
    return graded.with_edition().order_by(newest, "-starts_on", "-pk")


def choices_of(force: Force) -> tuple[Choice, ...]:
    """Return a force's assessments to speak by, those of the newest edition first; four queries."""
    assessments = list(graded_assessments().filter(force=force))
    # One that was reopened isn't what was signed any more.
    signed = SignOff.objects.filter(assessment__in=assessments, assessment__state=Assessment.State.SIGNED_OFF)
    days = dict(signed.values_list("assessment").annotate(last=Max("at")))
    rows = progress(assessments)
    return tuple(Choice(row.assessment, row.judged, row.total, days.get(row.assessment.pk)) for row in rows)


def begin_with(choices: Sequence[Choice]) -> Choice | None:
    """Return the last one signed off, else the one with most judged; None where there is none.

    One that nobody has begun gives way to any other, and then a unit's to one of the whole force. Of equals the first
    counts.
    """
    begun = [choice for choice in choices if choice.signed_at or choice.judged] or choices
    offered = [choice for choice in begun if not choice.assessment.subject] or begun
    signed = [(choice.signed_at, choice) for choice in offered if choice.signed_at]
    if signed:
        return max(signed, key=lambda pair: pair[0])[1]
    return max(offered, key=lambda choice: choice.share, default=None)
