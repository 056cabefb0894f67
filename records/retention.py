"""What a force keeps, by when it is due for review."""

import datetime
from dataclasses import dataclass

from accounts.models import Force
from assessments.models import Assessment
from records.models import Retention, review_day


@dataclass(frozen=True, slots=True)
class KeptAssessment:
    """One assessment: when it is due for review, and what holds it; empty where nothing does."""

    assessment: Assessment
    review_on: datetime.date
    hold: str
    is_due: bool


def kept(force: Force, *, on: datetime.date) -> tuple[KeptAssessment, ...]:
    """Return every assessment of the force, those due first; two queries."""
    decided = {each.assessment_id: each for each in Retention.objects.filter(assessment__force=force)}
    found = []
    for assessment in Assessment.objects.filter(force=force).with_edition():
        each = decided.get(assessment.pk)
        day = each.review_on if each else review_day(assessment.starts_on)
        found.append(KeptAssessment(assessment, day, each.hold if each else "", day <= on))
    return tuple(sorted(found, key=lambda row: (row.review_on, row.assessment.pk)))
