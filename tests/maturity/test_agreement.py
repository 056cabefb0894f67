"""The words and the index of agreement: the tables to reproduce, and what holds for every count of votes."""

from itertools import combinations, pairwise

import pytest

from maturity.agreement import WORD_FROM, agreement, index, middles, word

WORDS = {
    "Spread": ((1, 1, 1, 1), (1, 1, 1), (1, 1, 1, 1, 1), (6, 1, 1, 1)),
    "Split": (
        *((2, 1, 2, 1), (3, 1, 3, 0, 1), (2, 0, 2), (2, 1, 2), (0, 3, 0, 2, 0)),
        *((3, 0, 0, 0, 3), (6, 1, 5), (5, 1, 4, 1), (2, 2)),
    ),
    "Close": ((0, 1, 1, 2), (2, 1, 1, 0), (0, 2, 2, 4), (4, 2, 2, 0), (1, 3, 1), (4, 2, 2)),
    "Outliers": ((0, 0, 2, 0, 23), (6, 2, 2)),
    "Outlier": ((1, 0, 0, 0, 9), (0, 1, 3, 1, 1), (3, 1)),
    "Unanimous": ((0, 3, 0), (3, 0)),
    "": ((0, 0), (1, 1), (0, 2, 0, 0), (1, 0, 0, 1)),
}
INDICES = {
    (0, 4, 1, 0, 0): 0.90,
    (0, 3, 2, 0, 0): 0.80,
    (0, 1, 4, 1, 0): 0.75,
    (0, 5, 0, 1, 0): 0.72,
    (0, 2, 2, 1, 0): 0.60,
    (0, 1, 3, 1, 1): 0.50,
    (0, 3, 0, 2, 0): 0.33,
    (1, 1, 1, 1, 1): 0.0,
    (0, 3, 0, 0, 3): -0.42,
    (3, 0, 0, 0, 3): -1.0,
}
MOST_VOTES, SCALES = 12, range(2, 7)


@pytest.mark.parametrize(("counts", "expected"), [(counts, said) for said, all_ in WORDS.items() for counts in all_])
def test_the_words_to_reproduce(counts, expected):
    assert (word(counts), word(counts[::-1])) == (expected, expected)


@pytest.mark.parametrize(("counts", "expected"), INDICES.items())
def test_the_indices_to_reproduce(counts, expected):
    assert round(index(counts), 2) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # On two levels the fewer are outliers while they are one of four or a fifth.
        ((2, 1), "Split"),
        ((8, 2), "Outliers"),
        ((7, 2), "Split"),
        # Three voters have no outlier.
        ((2, 0, 0, 1), "Spread"),
        ((3, 0, 0, 1), "Outlier"),
        # What is left beside the outlier has to be close itself.
        ((2, 1, 2, 0, 0, 1), "Split"),
        # A camp of less than a fifth is none, nor one with a full level beside it.
        ((2, 3, 4), "Close"),
        ((3, 1, 3), "Split"),
        ((3, 2, 5), "Spread"),
    ],
)
def test_words_at_their_limits(counts, expected):
    assert word(counts) == expected


def every_count(levels):
    """Yield every way in which up to MOST_VOTES votes can lie on so many levels."""
    for votes in range(1, MOST_VOTES + 1):
        for bars in combinations(range(votes + levels - 1), levels - 1):
            edges = (-1, *bars, votes + levels - 1)
            yield tuple(high - low - 1 for low, high in pairwise(edges))


@pytest.mark.parametrize("levels", SCALES)
def test_a_word_never_changes_when_the_scale_is_turned_round(levels):
    assert [counts for counts in every_count(levels) if word(counts) != word(counts[::-1])] == []


@pytest.mark.parametrize("levels", SCALES)
def test_no_close_room_has_a_low_index(levels):
    assert [counts for counts in every_count(levels) if word(counts) == "Close" and index(counts) < 0.1] == []


@pytest.mark.parametrize("levels", SCALES)
def test_few_votes_have_no_word_and_more_always_have_one(levels):
    assert {counts for counts in every_count(levels) if bool(word(counts)) != (sum(counts) >= WORD_FROM)} == set()


def test_every_way_to_vote_is_tried():
    assert sum(1 for _ in every_count(3)) == sum((votes + 1) * (votes + 2) // 2 for votes in range(1, MOST_VOTES + 1))


def test_the_level_offered_leans_low_and_the_middle_has_two_ends():
    said = agreement([2, 0, 2])
    assert (said.median, middles(said.counts), said.word, said.range) == (1, (1, 3), "Split", 2)
    assert agreement([0, 0]).word == ""


@pytest.mark.parametrize("counts", [[3], [1, -1]])
def test_a_scale_of_one_level_and_less_than_no_votes_are_refused(counts):
    with pytest.raises(ValueError, match="two levels or more"):
        agreement(counts)
