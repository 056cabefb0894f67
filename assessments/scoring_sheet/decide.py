"""Choosing a criterion's level or target: what was typed, held against what the answers suggest."""

import datetime

from django.utils import timezone

from assessments.gap.report import gap_row
from assessments.models import Assessment, Score, Source
from assessments.scoring_sheet.forms import AimForm, DecideForm
from frameworks.content import Node
from frameworks.models import Criterion, Level


def decide_level(
    assessment: Assessment, node: Node, form: DecideForm, *, by, at: datetime.datetime, source: str = Source.SELF
) -> Score:
    """Record the level of a valid form and return the score. Raises what `Assessment.decide` raises."""
    row, _ = gap_row(assessment, node, on=timezone.localdate(at), source=source)
    suggested = Level.objects.filter(pk=row.suggested.pk).first() if row.suggested else None
    criterion = Criterion.objects.get(pk=node.pk)
    typed = form.cleaned_data
    return assessment.decide(
        criterion,
        level=typed["level"],
        suggested=suggested,
        basis=row.basis,
        rationale=typed["rationale"],
        version=typed["version"],
        by=by,
        at=at,
        source=source,
    )


def set_target(assessment: Assessment, node: Node, form: AimForm, *, by, at: datetime.datetime) -> Score:
    """Record the target of a valid form and return the score. Raises what `Assessment.aim` raises."""
    return assessment.aim(Criterion.objects.get(pk=node.pk), by=by, at=at, **form.cleaned_data)
