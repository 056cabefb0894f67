"""What the shipped frameworks' rules suggest of a whole force: at its best, at its worst, and between."""

import pytest

from assessments.gap.report import gap_report
from assessments.models import Judgement
from frameworks.content import content
from frameworks.models import Statement
from tests.factories import NOON, AssessmentFactory, UserFactory


def answer_all(edition, answer_at):
    """Return the report of an assessment whose statements are answered by the code of their level."""
    assessment, by = AssessmentFactory(edition=edition), UserFactory()
    rows = Statement.objects.filter(criterion__edition=edition, level__isnull=False).values_list("pk", "level__code")
    Judgement.objects.bulk_create(
        Judgement(assessment=assessment, statement_id=pk, answer=answer_at(code), by=by, at=NOON) for pk, code in rows
    )
    return gap_report(assessment, on=NOON.date())


def suggested(report):
    """Return how many scored criteria have each level suggested, by its code."""
    found = {}
    for row in report.rows:
        if row.scored:
            code = row.suggested and row.suggested.code
            found[code] = found.get(code, 0) + 1
    return found


PERFECT = {"good": "yes", "outstanding": "yes", "requires_improvement": "no", "inadequate": "no"}
WORST = {"good": "no", "outstanding": "no", "requires_improvement": "no", "inadequate": "yes"}
PLAIN = {"good": "yes", "outstanding": "no", "requires_improvement": "no", "inadequate": "no"}
WEAK = {"good": "no", "outstanding": "no", "requires_improvement": "yes", "inadequate": "no"}


def test_a_perfect_force_is_outstanding_in_every_question(judgment_criteria):
    """One of the 24 questions has no statement, so 23 are scored."""
    assert suggested(answer_all(judgment_criteria, PERFECT.get)) == {"outstanding": 23}


def test_a_force_that_is_good_and_no_more(judgment_criteria):
    assert suggested(answer_all(judgment_criteria, PLAIN.get)) == {"good": 23}


def test_a_force_that_requires_improvement(judgment_criteria):
    assert suggested(answer_all(judgment_criteria, WEAK.get)) == {"requires_improvement": 23}


def test_the_worst_force_is_inadequate_wherever_the_publication_says_what_that_is(judgment_criteria):
    described = {
        node.pk
        for node in content(judgment_criteria).criteria
        if node.scored and any(each.rank == 1 for each in node.on_or_below)
    }
    expected = {"inadequate": len(described)} | ({None: 23 - len(described)} if len(described) < 23 else {})
    assert suggested(answer_all(judgment_criteria, WORST.get)) == expected
    assert len(described) > 15


@pytest.mark.parametrize("level", ["1", "2", "3", "4", "5"])
def test_a_force_at_one_level_of_the_matrix_is_suggested_it_in_all_four(ci_sam, level):
    report = answer_all(ci_sam, lambda code: "yes" if code == level else "no")
    assert suggested(report) == {level: 4}


def test_every_characteristic_met_is_good_and_never_outstanding(peel_paf):
    report = answer_all(peel_paf, lambda code: "yes")
    assert suggested(report) == {"good": 10, None: 2}
    assert [row.percent_met for row in report.rows if row.scored] == [100] * 12


def test_no_characteristic_met_requires_improvement_and_is_not_inadequate_without_a_cause_of_concern(peel_paf):
    assert suggested(answer_all(peel_paf, lambda code: "no")) == {"requires_improvement": 10, None: 2}


@pytest.mark.parametrize(("answer", "level"), [("yes", "5"), ("no", None), ("na", None)])
def test_both_ends_of_the_competency_framework(competency, answer, level):
    assert suggested(answer_all(competency, lambda code: answer)) == {level: 12}


def test_a_strategy_has_nothing_to_suggest(nisp):
    assert answer_all(nisp, lambda code: "yes").rows == ()
