"""The units of a force side by side: one column each, and a fixed number of queries."""

import datetime

import pytest

from assessments.units.page import beside
from tests.factories import NOON, AssessmentFactory, ScoreFactory, first_criterion

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def test_each_unit_stands_in_its_own_column(old, lead):
    levels = {level.rank: level for level in old.edition.levels.all()}
    same = {"force": old.force, "edition": old.edition}
    roads = AssessmentFactory(**same, subject="Roads policing", round_label="One")
    AssessmentFactory(
        **same, subject="Roads policing", round_label="Zero", starts_on=datetime.date(2027, 1, 1), due_on=None
    )
    ScoreFactory(assessment=roads, criterion=first_criterion(old.edition), level=levels[3])
    AssessmentFactory(edition=old.edition, subject="Another force's unit")
    found = beside(old, on=TODAY)
    assert list(found.units) == [old, roads]
    assert [[(cell.level, cell.mark) for cell in row.cells] for row in found.rows] == [
        [("Level 2", "lowest"), ("Level 3", "highest")],
        [("Not decided; Level 2 suggested", ""), ("Not decided", "")],
    ]
    assert [cell.judged for cell in found.rows[0].cells] == ["6 of 6 judged", "0 of 6 judged"]


@pytest.mark.parametrize("units", [1, 5])
def test_so_many_queries(old, units, django_assert_num_queries):
    for number in range(units):
        AssessmentFactory(force=old.force, edition=old.edition, subject=f"Unit {number}")
    with django_assert_num_queries(4 + 10):
        beside(old, on=TODAY)
