"""Whether a text that was worded otherwise says another thing: a rule, tried on pairs of texts."""

import pytest

from frameworks.compare.meaning import turned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plans are in place.", "Plans are not in place."),
        ("The force reviews its plans.", "The force doesn\N{RIGHT SINGLE QUOTATION MARK}t review its plans."),
        ("Staff are aware of the plan.", "Staff are unaware of the plan."),
        ("The data is sufficient to decide.", "The data is insufficient to decide."),
        ("Processes are consistent.", "Processes are inconsistent."),
        ("Staff are careful with data.", "Staff are careless with data."),
        ("There is a little evidence of change.", "There is little evidence of change."),
        ("Evaluation is always carried out.", "Evaluation is never carried out."),
        ("The force has a plan.", "The force lacks a plan."),
        ("Officers, not staff, decide.", "Staff, not officers, decide."),
        ("Officers are not trained, but staff are trained.", "Officers are trained, but staff are not trained."),
        ("Leaders do not blame and praise.", "Leaders blame and do not praise."),
        ("Leaders do not know the plan.", "Leaders do not always know the plan."),
    ],
)
def test_a_not_that_came_or_moved_turns_a_text_both_ways(one, other):
    assert (turned(one, other), turned(other, one)) == ("negation", "negation")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Records are read each week.", "Records are read each month."),
        ("Reports are made annually.", "Reports are made quarterly."),
        ("Requests are answered within 20 days.", "Requests are answered within 56 days."),
        ("Forty per cent of officers are trained.", "Sixty per cent of officers are trained."),
        ("It is reviewed in the first quarter.", "It is reviewed in the third quarter."),
        ("Two supervisors read it.", "Three supervisors read it."),
    ],
)
def test_a_number_or_a_time_turns_a_text_both_ways(one, other):
    assert (turned(one, other), turned(other, one)) == ("number", "number")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plans are in place.", "Plans are in place, and the force can show it."),
        ("The force doesn\N{RIGHT SINGLE QUOTATION MARK}t review its plans.", "The force does not review its plans."),
        ("The force does not know its demand.", "The force does not understand its demand."),
        ("Nobody is left out, and no team decides alone.", "No team decides alone, and nobody is left out."),
        ("Officers understand their duty.", "Officers in units understand their duty."),
        ("Records are read each week.", "Records are read weekly."),
        ("It is answered within two days.", "It is answered within 2 days."),
        ("", ""),
    ],
)
def test_other_words_for_the_same_turn_nothing(one, other):
    assert (turned(one, other), turned(other, one)) == ("", "")
