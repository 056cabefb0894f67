"""A force's assessments, by when they are due for review."""

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
    decided = {retention.assessment_id: retention for retention in Retention.objects.filter(assessment__force=force)}
    rows = []
    for assessment in Assessment.objects.filter(force=force).with_edition():
        retention = decided.get(assessment.pk)
        day = retention.review_on if retention else review_day(assessment.starts_on)
        hold = retention.hold if retention else ""
        rows.append(KeptAssessment(assessment=assessment, review_on=day, hold=hold, is_due=day <= on))
    return tuple(sorted(rows, key=lambda row: (row.review_on, row.assessment.pk)))
