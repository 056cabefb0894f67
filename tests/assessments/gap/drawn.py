"""Assessments by the shipped editions, filled by chance: what holds of each of them holds of any."""

import random

from assessments.models import Judgement, Score
from frameworks.models import Edition, Statement
from tests.factories import NOON, AssessmentFactory, ConcernFactory, UserFactory

GRADED = ("peel-paf", "judgment-criteria")
SHIPPED = ("ci-sam", "competency", *GRADED)


def filled(slug, seed, force):
    """Return an assessment whose answers, levels and causes of concern are drawn by chance, some criteria untouched."""
    chance = random.Random(seed)
    edition = Edition.objects.get(framework__slug=slug)
    assessment, by = AssessmentFactory(force=force, edition=edition), UserFactory()
    levels = list(edition.levels.order_by("rank"))
    rows, scores = [], []
    for criterion in edition.criteria.order_by("position"):
        leaning = chance.choice(["", "yes", "no", "partly", "na", "any"])
        for statement in Statement.objects.filter(criterion=criterion, level__isnull=False):
            answer = chance.choice(["yes", "no", "partly", "na", ""]) if leaning == "any" else leaning
            if chance.random() < 0.2:
                answer = ""
            rows.append(Judgement(assessment=assessment, statement=statement, answer=answer, by=by, at=NOON))
        if criterion.graded or (criterion.scored and slug not in GRADED):
            if chance.random() < 0.8:
                scores.append(
                    Score(assessment=assessment, criterion=criterion, level=chance.choice(levels), by=by, at=NOON)
                )
            if chance.random() < 0.15:
                ConcernFactory(force=force, criterion=criterion)
    Judgement.objects.bulk_create(rows)
    Score.objects.bulk_create(scores)
    return assessment
