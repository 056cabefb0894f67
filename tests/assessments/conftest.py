"""What the tests of assessments begin with: one of CI SAM, somebody who may answer it, and a round answered whole."""

import pytest

from frameworks.models import Statement
from tests.factories import AssessmentFactory, JudgementFactory, ScoreFactory, first_criterion, small_edition


@pytest.fixture
def assessment(force, ci_sam):
    return AssessmentFactory(force=force, edition=ci_sam)


@pytest.fixture
def criterion(assessment):
    return assessment.edition.criteria.get(code="leadership")


@pytest.fixture
def statement(criterion):
    return criterion.statements.get(level__rank=1, position=1)


@pytest.fixture
def client(client, assessor):
    client.force_login(assessor)
    return client


@pytest.fixture
def old(force):
    """Return a round in which all is answered: each statement of level 1 and 2 yes, of level 3 no, with a level."""
    made = AssessmentFactory(force=force, edition=small_edition(levels=3, criteria=2), round_label="One")
    for statement in Statement.objects.filter(criterion__edition=made.edition).order_by("pk"):
        JudgementFactory(
            assessment=made,
            statement=statement,
            answer="no" if statement.level.rank == 3 else "yes",
            note=f"n{statement}",
        )
    levels = {level.rank: level for level in made.edition.levels.all()}
    ScoreFactory(assessment=made, criterion=first_criterion(made.edition), level=levels[2], target=levels[3])
    return made
