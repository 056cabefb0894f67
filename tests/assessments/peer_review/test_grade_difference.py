"""How grades compare: ranks in, counts out."""

import pytest

from assessments.peer_review.grade_difference import Apart, difference, prediction


@pytest.mark.parametrize(
    ("pairs", "compared", "same", "higher", "lower", "mean"),
    [
        ([], 0, 0, (), (), None),
        ([(3, 3)], 1, 1, (), (), 0),
        ([(4, 3), (4, 3), (5, 3)], 3, 0, (Apart(1, 2), Apart(2, 1)), (), 4 / 3),
        ([(1, 2), (1, 5), (2, 3)], 3, 0, (), (Apart(1, 2), Apart(4, 1)), -2),
        ([(4, 3), (3, 4), (2, 2)], 3, 1, (Apart(1, 1),), (Apart(1, 1),), 0),
        ([(5, 1), (1, 5)], 2, 0, (Apart(4, 1),), (Apart(4, 1),), 0),
    ],
)
def test_counts_of_same_higher_and_lower(pairs, compared, same, higher, lower, mean):
    found = prediction(pairs)
    assert (found.compared, found.same, found.higher, found.lower) == (compared, same, higher, lower)
    assert found.mean == pytest.approx(mean) if mean is not None else found.mean is None


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([], "neither higher nor lower"),
        ([(3, 3)], "neither higher nor lower"),
        ([(4, 3)], "1 grade higher"),
        ([(4, 3), (3, 3)], "0.5 grades higher"),
        ([(1, 3)], "2 grades lower"),
        ([(2, 3), (3, 3), (3, 3)], "0.3 grades lower"),
        # 1 in 30 rounds to nothing, and is said as nothing.
        ([(4, 3), *[(3, 3)] * 29], "neither higher nor lower"),
    ],
)
def test_the_average_is_said_in_words(pairs, said):
    assert prediction(pairs).on_average == said


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [(None, 3, ""), (3, None, ""), (3, 3, "Same"), (4, 3, "1 grade higher"), (1, 5, "4 grades lower")],
)
def test_one_question(first, second, said):
    assert difference(first, second) == said
