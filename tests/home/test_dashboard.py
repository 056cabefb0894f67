"""The first page: what waits for one person, and nothing of what waits for another."""

import pytest

from home.dashboard import Mine, mine
from home.register_alerts import ahead
from tests.factories import NOON, ActionFactory, AssessmentFactory, AssignmentFactory, KeyDateFactory

pytestmark = pytest.mark.django_db


def test_what_waits_for_somebody_is_theirs_alone(assessor, reader, force):
    assessment = AssessmentFactory(force=force)
    for _ in range(2):
        ActionFactory(assessment=assessment, owner=assessor, due_on=NOON.date())
    AssignmentFactory(assessment=assessment, owner=assessor, due_on=NOON.date())
    late = NOON.date().replace(year=2027)
    assert (mine(assessor, on=late), mine(reader, on=late)) == (Mine(2, 2, 1, 1), Mine(0, 0, 0, 0))


def test_what_is_ahead_is_told_to_whoever_keeps_the_register(lead, reader, outsider, force):
    KeyDateFactory(force=force)
    told = [[each.force for each in ahead(user, on=NOON.date())] for user in (lead, reader, outsider)]
    assert told == [[force], [], [outsider.memberships.get().force]]
