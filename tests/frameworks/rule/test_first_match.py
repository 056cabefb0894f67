"""The first row that holds gives the level: as tables, and against every way of answering what isn't judged."""

import time
from itertools import pairwise, product

import pytest

from frameworks.rule.condition import parse
from frameworks.rule.first_match import FirstMatch, Group, Row, first_match
from frameworks.rule.suggestion import Suggestion, Tally
from tests.frameworks.rule.first_match_cases import drawn, enough, groups, result, results

CAF = [
    (1, "not-achieved", "Not achieved"),
    (2, "partially-achieved", "Partially achieved"),
    (3, "achieved", "Achieved"),
]
GRADES = [(1, "inadequate", "Inadequate"), (2, "adequate", "Adequate"), (3, "good", "Good")]
LETTERS = {"y": "yes", "p": "partly", "n": "no", "-": "na", ".": ""}


def rule(*rows, levels=CAF, **options):
    """Return a rule of rows, each written "level: condition", "none" for no level."""
    codes = {code: rank for rank, code, _ in levels}
    parted = [row.split(": ") for row in rows]
    return FirstMatch(tuple(Row(codes.get(level), parse(text, codes)) for level, text in parted), **options)


NCSC = rule(
    "not-achieved: any of not-achieved",
    "achieved: all of achieved",
    "partially-achieved: all of partially-achieved",
    "not-achieved: otherwise",
)


def answered(*levels, scale=CAF):
    """Return the answers to the statements of each level, as letters; those after a "!" are marked must."""
    statements = []
    for (rank, _, _), letters in zip(scale, levels, strict=True):
        plain, _, must = letters.partition("!")
        statements += [(rank, "", LETTERS[each]) for each in plain] + [(rank, "must", LETTERS[each]) for each in must]
    return groups(statements, scale)


def of_grades(*levels):
    return answered(*levels, scale=GRADES)


@pytest.mark.parametrize(
    ("not_achieved", "partially", "achieved", "rank"),
    [
        ("all", "all", "all", 1),
        ("all", "all", "some", 1),
        ("all", "all", "none", 1),
        ("all", "some", "all", 1),
        ("all", "some", "some", 1),
        ("all", "some", "none", 1),
        ("all", "none", "all", 1),
        ("all", "none", "some", 1),
        ("all", "none", "none", 1),
        ("some", "all", "all", 1),
        ("some", "all", "some", 1),
        ("some", "all", "none", 1),
        ("some", "some", "all", 1),
        ("some", "some", "some", 1),
        ("some", "some", "none", 1),
        ("some", "none", "all", 1),
        ("some", "none", "some", 1),
        ("some", "none", "none", 1),
        ("none", "all", "all", 3),
        ("none", "all", "some", 2),
        ("none", "all", "none", 2),
        ("none", "some", "all", 3),
        ("none", "some", "some", 1),
        ("none", "some", "none", 1),
        ("none", "none", "all", 3),
        ("none", "none", "some", 1),
        ("none", "none", "none", 1),
    ],
)
def test_the_27_combinations_of_the_cyber_assessment_framework(not_achieved, partially, achieved, rank):
    letters = {"all": "yyy", "some": "yny", "none": "nnn"}
    columns = answered(letters[not_achieved], letters[partially], letters[achieved])
    assert first_match(NCSC, columns, CAF).rank == rank


@pytest.mark.parametrize(
    ("not_achieved", "achieved", "rank"),
    [("nn", "yy", 3), ("nn", "yn", 1), ("nn", "nn", 1), ("yn", "yy", 1), ("yy", "nn", 1), ("nn", "--", 1)],
)
@pytest.mark.parametrize("partially", ["", "--"])
def test_an_outcome_without_a_column_for_partially_is_achieved_or_not(not_achieved, partially, achieved, rank):
    assert first_match(NCSC, answered(not_achieved, partially, achieved), CAF).rank == rank


@pytest.mark.parametrize(
    ("condition", "answers", "holds"),
    [
        # True is yes alone, and what doesn't apply is left out.
        ("all of good", "yyy", True),
        ("all of good", "yy-", True),
        ("all of good", "yyp", False),
        ("all of good", "yyn", False),
        ("any of good", "nny", True),
        ("any of good", "nnp", False),
        ("none of good", "nnp", True),
        ("none of good", "nny", False),
        ("at least 2 of good", "yyn", True),
        ("at least 2 of good", "ypp", False),
        ("at least 3 of good", "yy-", False),
        # With nothing that applies, only none holds.
        ("all of good", "--", False),
        ("any of good", "--", False),
        ("at least 1 of good", "--", False),
        ("at least 1% of good", "--", False),
        ("none of good", "--", True),
        ("all of good", "", False),
        ("any of good", "", False),
        ("at least 1 of good", "", False),
        ("at least 1% of good", "", False),
        ("none of good", "", True),
        # Exactly on a share: 17 of 20, a partly being a half.
        ("at least 85% of good", "y" * 17 + "nnn", True),
        ("at least 85% of good", "y" * 16 + "ppnn", True),
        ("at least 85% of good", "y" * 16 + "pnnn", False),
        ("at least 100% of good", "yy-", True),
        ("at least 100% of good", "yyp", False),
        ("at least 1% of good", "n" * 99 + "y", True),
        ("at least 1% of good", "n" * 100 + "y", False),
        # A mark keeps to the statements that bear it.
        ("all of good marked must", "nn!yy", True),
        ("all of good marked MUST", "nn!yy", True),
        ("all of good marked must", "yy!yn", False),
        ("all of good marked must", "yy", False),
        ("none of good marked must", "yy", True),
        ("any of good marked must", "yy!nn", False),
        ("at least 50% of good marked must", "nn!yn", True),
        ("at least 3 of good", "y!yy", True),
        ("all of good", "y!yn", False),
        ("all of good marked must and none of good marked should", "y!yy", True),
        ("any of good and none of good", "yn", False),
    ],
)
def test_what_a_condition_means(condition, answers, holds):
    two_rows = rule(f"good: {condition}", "inadequate: otherwise", levels=GRADES)
    assert first_match(two_rows, of_grades("", "", answers), GRADES).rank == (3 if holds else 1)


@pytest.mark.parametrize(
    ("condition", "answers", "holds"),
    [
        ("any of good", "nnp", True),
        ("none of good", "nnp", False),
        ("at least 2 of good", "ypn", True),
        ("at least 2 of good", "ynn", False),
        # Neither all nor a share takes it as a yes, whatever the rule says.
        ("all of good", "yyp", False),
        ("at least 100% of good", "yyp", False),
    ],
)
def test_a_rule_may_say_that_a_partly_counts(condition, answers, holds):
    two_rows = rule(f"good: {condition}", "inadequate: otherwise", levels=GRADES, partly_counts=True)
    assert first_match(two_rows, of_grades("", "", answers), GRADES).rank == (3 if holds else 1)


@pytest.mark.parametrize(
    ("levels", "rank"),
    [
        (("yy", "yy", "y"), 3),
        (("yy", "yp", "y"), 1),
        (("yn", "yy", "y"), None),
        # What doesn't apply, and what isn't there, is passed over.
        (("--", "", "y"), 3),
        (("yy", "--", "n"), 2),
        (("--", "--", "n"), 2),
    ],
)
def test_every_level_below_is_wholly_true(levels, rank):
    cumulative = rule(
        "good: every level below and all of good",
        "adequate: every level below and none of good and none of adequate",
        "inadequate: all of inadequate",
        levels=GRADES,
    )
    assert first_match(cumulative, of_grades(*levels), GRADES).rank == rank


def test_nothing_is_below_the_lowest_level_nor_below_none():
    for level in ("inadequate", "none"):
        assert first_match(rule(f"{level}: every level below", levels=GRADES), of_grades("n", "n", "n"), GRADES) == (
            Suggestion(
                1 if level == "inadequate" else None,
                f"{'Inadequate' if level == 'inadequate' else 'No level'}: every level below is wholly true.",
            )
        )


@pytest.mark.parametrize(
    ("columns", "rank", "why"),
    [
        (("....", "....", "...."), None, "the 4 statements of Not achieved, the 4 statements of Partially achieved and "
         "the 4 statements of Achieved first: they"),
        # One that is true settles it, whatever the rest turns out to be.
        (("y...", "....", "...."), 1, ""),
        (("n...", "....", "...."), None, "the other 3 statements of Not achieved, the 4 statements of Partially "
         "achieved and the 4 statements of Achieved first: they"),
        # One of achieved that isn't leaves the rest of it without a say.
        (("nnnn", "....", "n..."), None, "the 4 statements of Partially achieved first: they"),
        (("nnnn", "nyy.", "y..."), None, "the other 3 statements of Achieved first: they"),
        (("nnnn", "nyy.", "yyy."), None, "the other statement of Achieved first: that"),
        (("nnnn", "yyyy", "."), None, "the statement of Achieved first: that"),
        # All could still be what doesn't apply, and then it isn't achieved.
        (("nnnn", "n", "--.."), None, "the other 2 statements of Achieved first: they"),
        # Either way it is not achieved.
        (("n..", "yn.", "n.."), 1, ""),
        (("nnn", "...", "yyy"), 3, ""),
        (("nnn", "yyy", "n.."), 2, ""),
        (("n.", "...", "yyy"), None, "the other statement of Not achieved first: that"),
    ],
)  # fmt: skip
def test_what_is_not_judged_is_asked_for_only_where_it_could_change_the_level(columns, rank, why):
    suggestion = first_match(NCSC, answered(*columns), CAF)
    assert (suggestion.rank, suggestion.needs_answers) == (rank, rank is None)
    if rank is None:
        assert suggestion.why == f"Judge {why} could still change it."


@pytest.mark.parametrize(
    ("condition", "answers", "why"),
    [
        ("all of good marked must", "y.!y.", "the other statement of Good marked must first: that"),
        ("all of good marked must", "y.!..", "the 2 statements of Good marked must first: they"),
        ("all of good marked must", "..!y-", None),
        ("all of good marked must and any of good", "..!..", "the 2 statements of Good marked must first: they"),
        ("all of good marked must and at least 3 of good", "..!..", "the 4 statements of Good first: they"),
        ("all of good marked must and any of good marked must", "n.!n.", None),
        ("at least 3 of good", "yn.!y.", "the other 2 statements of Good first: they"),
        ("at least 3 of good", "nn.!n.", None),
        # Shares are of the answers as they stand.
        ("at least 50% of good", "yn..", None),
        ("at least 50% of good", "yn..!..", None),
        ("at least 50% of good and none of good marked must", "yn..!..",
         "the 2 statements of Good marked must first: they"),
    ],
)  # fmt: skip
def test_and_only_the_statements_with_a_mark_where_the_rule_names_it(condition, answers, why):
    two_rows = rule(f"good: {condition}", "inadequate: otherwise", levels=GRADES)
    suggestion = first_match(two_rows, of_grades("", "", answers), GRADES)
    assert suggestion.needs_answers == (why is not None)
    assert why is None or suggestion.why == f"Judge {why} could still change it."


@pytest.mark.parametrize(
    ("options", "answers", "why"),
    [
        ({"enough": 0.5}, ("yy..", "y...", "...."),
         "Judge at least 1 more statement of Adequate and 2 more statements of Good first."),
        ({"enough": 0.5}, ("yy..", "-n..", "yn.."), None),
        ({"enough": 0.5, "enough_of": "all"}, ("yyyy", "y...", "...."), "Judge at least 1 more statement first."),
        ({"enough": 0.5, "enough_of": "all"}, ("yyyy", "yy..", "...."), None),
        ({"enough": 0.85}, ("y" * 17 + "...", "", ""), None),
        ({"enough": 0.85}, ("y" * 16 + "....", "", ""), "Judge at least 1 more statement of Inadequate first."),
        ({"enough": 1.0}, ("y.", "", ""), "Judge at least 1 more statement of Inadequate first."),
        ({"enough": 1.0}, ("", "", ""), None),
        ({}, ("....", "....", "...."), None),
    ],
)  # fmt: skip
def test_nothing_is_suggested_before_enough_is_judged(options, answers, why):
    shares = rule("good: at least 50% of good", "inadequate: otherwise", levels=GRADES, **options)
    suggestion = first_match(shares, of_grades(*answers), GRADES, ["CoC 1"])
    assert (suggestion.rank is None, suggestion.needs_answers) == (why is not None, why is not None)
    assert why is None or suggestion.why == why


@pytest.mark.parametrize(
    ("base", "answers", "why"),
    [
        ("judged", "yyp.", "Good: at least 80% of Good is true (2½ of 3, 83%)."),
        ("applicable", "yyp.", "Inadequate: no row above holds."),
        ("applicable", "yyyy.", "Good: at least 80% of Good is true (4 of 5, 80%)."),
        ("applicable", "yyyy-", "Good: at least 80% of Good is true (4 of 4, 100%)."),
        ("judged", "....", "Inadequate: no row above holds."),
    ],
)
def test_a_share_is_of_what_is_judged_or_of_all_that_applies(base, answers, why):
    shares = rule("good: at least 80% of good", "inadequate: otherwise", levels=GRADES, base=base)
    assert first_match(shares, of_grades("", "", answers), GRADES).why == why


@pytest.mark.parametrize(
    ("row", "levels", "why"),
    [
        ("good: any of good", ("", "", "yynn"), "Good: any statement of Good is true (2 of 4)."),
        ("good: all of good", ("", "", "yy-"), "Good: all statements of Good are true (2 of 2)."),
        ("good: none of adequate", ("", "nnn", ""), "Good: no statement of Adequate is true (0 of 3)."),
        ("good: none of adequate", ("", "--", ""), "Good: no statement of Adequate is true (none applies)."),
        ("good: at least 2 of good", ("", "", "yyypn"), "Good: at least 2 statements of Good are true (3 of 5)."),
        (
            "good: every level below and all of good marked must",
            ("yy", "y-", "n!y"),
            "Good: every level below is wholly true (3 of 3) and all statements of Good marked must are true (1 of 1).",
        ),
        (
            "inadequate: an open cause of concern",
            ("", "", "."),
            "Inadequate: 2 causes of concern are open (CoC 1 and CoC 2).",
        ),
        (
            "none: any of good and none of adequate and none of inadequate",
            ("n", "n", "y"),
            "No level: any statement of Good is true (1 of 1), no statement of Adequate is true (0 of 1) and "
            "no statement of Inadequate is true (0 of 1).",
        ),
        ("good: all of good", ("", "", "yn"), "No row of the rule holds."),
        ("good: all of good", ("", "", "--"), "No statement applies here: no row of the rule holds."),
        ("good: all of good", ("", "", ""), "No statement applies here: no row of the rule holds."),
    ],
)
def test_the_sentence_is_that_of_the_row_that_holds(row, levels, why):
    suggestion = first_match(rule(row, levels=GRADES), of_grades(*levels), GRADES, ["CoC 1", "CoC 2"])
    rank = None if why.startswith("No ") else 3 if row.startswith("good") else 1
    assert (suggestion, suggestion.needs_answers) == (Suggestion(rank, why), False)


def test_a_partly_that_counts_is_among_the_figures():
    counting = rule("good: at least 2 of good", levels=GRADES, partly_counts=True)
    why = "Good: at least 2 statements of Good are true (3 of 4)."
    assert first_match(counting, of_grades("", "", "ynpp"), GRADES).why == why


@pytest.mark.parametrize("block", range(8))
def test_a_level_is_certain_exactly_when_no_way_of_answering_the_rest_changes_it(block):
    kinds = set()
    for seed in range(400 * block, 400 * (block + 1)):
        any_rule, statements, levels, concerns = drawn(seed, unjudged=2 + 3 * (seed % 2))
        suggestion = first_match(any_rule, groups(statements, levels), levels, concerns)
        ranks = results(any_rule, statements, levels, concerns)
        is_certain = enough(any_rule, statements) and len(ranks) == 1
        expected = (ranks.pop(), False) if is_certain else (None, True)
        assert (suggestion.rank, suggestion.needs_answers) == expected, seed
        kinds.add(expected)
    assert kinds >= {(None, True), (None, False), (1, False), (2, False), (3, False)}


def matters(any_rule, statements, levels, concerns, names):
    """Return whether the answers to the unjudged statements of that name can change the level, the rest being equal."""
    own = [place for place, each in enumerate(statements) if not each[2] and (each[0], each[1]) in names]
    rest = [place for place, each in enumerate(statements) if not each[2] and place not in own]

    def ranks(others):
        given = list(statements)
        for place, answer in zip(rest, others, strict=True):
            given[place] = (*given[place][:2], answer)
        found = set()
        for answers in product(("yes", "partly", "no", "na"), repeat=len(own)):
            whole = list(given)
            for place, answer in zip(own, answers, strict=True):
                whole[place] = (*whole[place][:2], answer)
            found |= {result(any_rule, whole, statements, levels, concerns)}
        return found

    return any(len(ranks(others)) > 1 for others in product(("yes", "partly", "no", "na"), repeat=len(rest)))


def test_levels_are_named_exactly_where_their_answers_can_still_change_it():
    tried = 0
    for seed in range(700):
        any_rule, statements, levels, concerns = drawn(f"named {seed}", most=5, unjudged=5)
        suggestion = first_match(any_rule, groups(statements, levels), levels, concerns)
        if "could still change it" not in suggestion.why:
            continue
        tried += 1
        for rank, _, name in levels:
            of_level = {(rank, mark) for mark in ("", "must", "should")}
            assert (f"of {name}" in suggestion.why) == matters(any_rule, statements, levels, concerns, of_level), seed
    assert tried > 50


def test_it_is_quick_with_four_levels_of_thirty_statements():
    levels = [(rank, f"l{rank}", f"L{rank}") for rank in range(1, 5)]
    rows = [f"l{rank}: at least {5 * rank} of l{rank} and none of l{5 - rank} marked must" for rank in range(4, 0, -1)]
    large = rule(*rows, "l2: every level below and all of l3", "l1: otherwise", levels=levels)
    counts = [Group(Tally(rank, f"L{rank}", no=3, unjudged=12), f"l{rank}", mark)
              for rank in range(1, 5) for mark in ("", "must")]  # fmt: skip
    start = time.perf_counter()
    assert first_match(large, counts, levels).needs_answers
    assert time.perf_counter() - start < 1


def test_a_rule_of_ever_so_many_marks_asks_for_all_rather_than_trying_every_way():
    marks = [f"m{number}" for number in range(30)]
    rows = [f"l1: all of l1 marked {mark} and none of l1 marked {other}" for mark, other in pairwise(marks)]
    levels = [(1, "l1", "L1"), (2, "l2", "L2")]
    large = rule(*rows, "l2: otherwise", levels=levels)
    counts = [Group(Tally(1, "L1", unjudged=2), "l1", mark) for mark in marks]
    start = time.perf_counter()
    assert first_match(large, counts, levels) == Suggestion(
        None, "Judge the 60 statements of L1 first: they could still change it."
    )
    assert time.perf_counter() - start < 1
