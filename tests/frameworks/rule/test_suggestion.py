"""The rules that suggest a level, as tables: both ends of every scale, and what lies exactly on a threshold."""

import pytest

from frameworks.rule.suggestion import (
    Suggestion,
    Tally,
    Thresholds,
    best_fit,
    cumulative,
    default_target,
    distance_from_good,
    good_share,
    percentage,
)

MATURITY = ("Marginal", "Reactive", "Process-focused", "Proactive", "Integral")
GRADES = (("Inadequate", "otherwise"), ("Requires improvement", "alone"), ("Good", "alone"), ("Outstanding", "on_top"))
FIVE_GRADES = ((1, "Inadequate"), (2, "Requires improvement"), (3, "Adequate"), (4, "Good"), (5, "Outstanding"))
ANSWERS = {"y": "yes", "p": "partly", "n": "no", "-": "na", ".": "unjudged"}


def tally(rank, answers, name="", builds="alone"):
    """Return a tally of answers written as letters: yes, partly, no, - not applicable, . unjudged."""
    counts = {word: answers.count(letter) for letter, word in ANSWERS.items()}
    return Tally(rank, name or f"Level {rank}", builds, **counts)


def maturity(*levels):
    return [
        tally(rank, answers, name) for rank, (answers, name) in enumerate(zip(levels, MATURITY, strict=False), start=1)
    ]


def grades(*levels):
    """Return tallies of the judgment criteria, lowest first."""
    each = enumerate(zip(levels, GRADES, strict=True), start=1)
    return [tally(rank, answers, name, builds) for rank, (answers, (name, builds)) in each if answers]


@pytest.mark.parametrize(
    ("answers", "share"),
    [("", None), ("...", None), ("---", None), ("y", 1), ("n", 0), ("p", 0.5), ("yyn-.", 2 / 3), ("ypn.", 0.5)],
)
def test_a_share_is_of_what_is_judged_and_applies(answers, share):
    assert tally(1, answers).share == share


@pytest.mark.parametrize(
    ("answers", "judged", "half", "applies"),
    [
        ("", 0, False, False),
        ("y.", 1, True, True),
        ("y..", 1, False, True),
        ("y-..", 2, True, True),
        ("--", 2, False, False),
        ("--..", 2, False, True),
    ],
)
def test_half_judged_needs_something_that_applies(answers, judged, half, applies):
    counted = tally(1, answers)
    assert (counted.judged, counted.half_judged, counted.applies) == (judged, half, applies)


@pytest.mark.parametrize(
    ("share", "shown"), [(0, 0), (1, 100), (17 / 20, 85), (11 / 13, 84), (0.29, 29), (0.57, 57), (199 / 200, 99)]
)
def test_a_percentage_never_looks_like_a_threshold_it_is_below(share, shown):
    assert percentage(share) == shown


@pytest.mark.parametrize(
    ("levels", "rank"),
    [
        # Both ends of the scale.
        (("yyyy", "nnnn", "nnnn", "nnnn", "nnnn"), 1),
        (("nnnn", "nnnn", "nnnn", "nnnn", "yyyy"), 5),
        (("nnnn", "nnnn", "nnnn", "nnnn", "nnnn"), None),
        (("yyyy", "yyyy", "yyyy", "yyyy", "yyyy"), None),
        (("----", "----", "----", "----", "----"), None),
        # Exactly on the thresholds: 17 of 20, and 2 of 5.
        (("n" * 20, "y" * 17 + "nnn", "y" * 19 + "n", "n", "n"), 3),
        (("n" * 20, "y" * 19 + "n", "y" * 17 + "nnn", "n", "n"), 3),
        (("n" * 20, "y" * 19 + "n", "y" * 16 + "nnnn", "n", "n"), 2),
        (("n", "n", "yynnn", "n", "n"), 3),
        (("n", "n", "ynnnn", "n", "n"), None),
        (("n", "n", "ypnnpnnnnn", "n", "n"), None),
        # Two substantial neighbours: the higher, wherever they stand.
        (("yyyy", "yyyy", "nnnn", "nnnn", "nnnn"), 2),
        (("nnnn", "nnnn", "nnnn", "yyyy", "yyyy"), 5),
        # A level that doesn't apply is left out, so those around it are neighbours.
        (("nnnn", "yyyy", "----", "yyyy", "nnnn"), 4),
        (("-", "-", "-", "-", "y"), 5),
        (("y", "-", "-", "-", "-"), 1),
        # Substantial and not neighbours: the answers contradict.
        (("yyyy", "nnnn", "yyyy", "nnnn", "nnnn"), None),
        (("yyyy", "nnnn", "nnnn", "nnnn", "yyyy"), None),
        (("nnnn", "yyyy", "yyyy", "yyyy", "nnnn"), None),
        # The highest share, and of equal ones the lower.
        (("nnnn", "yynn", "yyyn", "yynn", "nnnn"), 3),
        (("nnnn", "yyyn", "nnnn", "yyyn", "nnnn"), 2),
        (("yynn", "ppnn", "pppp", "yynn", "yynn"), 1),
        # Half of every level has to be judged, and not a statement fewer.
        (("nn..", "nn..", "yy..", "nn..", "nn.."), 3),
        (("nn..", "n...", "yy..", "nn..", "nn.."), None),
        (("....", "nnnn", "yyyy", "nnnn", "nnnn"), None),
        (("nnnn", "nnnn", "yyyy", "nnnn", "--.."), None),
    ],
)
def test_best_fit_on_a_maturity_scale(levels, rank):
    assert best_fit(maturity(*levels)).rank == rank


@pytest.mark.parametrize(
    ("levels", "rank"),
    [
        # Inadequate, requires improvement, good, outstanding. Both ends first.
        (("nn", "nnnn", "yyyy", "yy"), 4),
        (("yy", "nnnn", "nnnn", "nn"), 1),
        # Outstanding comes only on top of Good, both in substance.
        (("nn", "nnnn", "yyyy", "yn"), 3),
        (("nn", "nnnn", "yyyn", "yy"), 3),
        (("nn", "yyyy", "nnnn", "yy"), 2),
        (("nn", "nnnn", "nnnn", "yy"), None),
        (("nn", "nnnn", "y" * 17 + "nnn", "y" * 17 + "nnn"), 4),
        (("nn", "nnnn", "y" * 17 + "nnn", "y" * 16 + "nnnn"), 3),
        (("nn", "nnnn", "y" * 16 + "nnnn", "yy"), 3),
        (("nn", "nnnn", "yyyy", "--"), 3),
        (("nn", "nnnn", "yyyy", ""), 3),
        # Requires improvement in substance beside Good in substance: the higher.
        (("nn", "yyyy", "yyyy", "nn"), 3),
        (("nn", "yyyy", "yyyy", "yy"), 4),
        # Inadequate competes only where Good is not partly true.
        (("yy", "nnnn", "yynnn", "nn"), 3),
        (("yy", "nnnn", "ynnnn", "nn"), 1),
        (("yy", "nnnn", "yyyy", "yy"), 4),
        (("yy", "yyyy", "nnnn", "nn"), 2),
        (("yy", "yynn", "nnnn", "nn"), 1),
        # ... of which the level directly above says nothing.
        (("yyyyyn", "yyyyn", "nnnn", "nn"), 1),
        # Nothing below Good that applies.
        (("--", "----", "yyyy", "yy"), 4),
        (("yy", "----", "----", "--"), 1),
        (("--", "----", "----", "yy"), None),
        # Outstanding has to be half judged too.
        (("nn", "nnnn", "yyyy", ".."), None),
        (("nn", "nnnn", "yyyy", "y."), 4),
    ],
)
def test_best_fit_on_grades(levels, rank):
    assert best_fit(grades(*levels)).rank == rank


def test_best_fit_says_why():
    assert [
        best_fit(maturity("n", "n", "yyyp", "n", "n")),
        best_fit(maturity("n", "n", "yy", "yy", "n")),
        best_fit(maturity("yy", "n", "yy", "n", "yy")),
        best_fit(maturity("n", "n", "ynnn", "n", "n")),
        best_fit(maturity("n.", "n..", "y", ".", "n")),
        best_fit(maturity("-", "-", "-", "-", "-")),
        best_fit(grades("nn", "nn", "yy", "yy")),
    ] == [
        Suggestion(3, "Process-focused describes the force best: 3½ of its 4 judged statements are true (87%)."),
        Suggestion(
            4,
            "Process-focused and Proactive are both substantially true, so the higher: "
            "2 of its 2 judged statements are true (100%).",
        ),
        Suggestion(
            None,
            "The answers contradict each other: Marginal, Process-focused and Integral are all substantially true.",
        ),
        Suggestion(
            None,
            "No level describes the force yet: the nearest is Process-focused, "
            "1 of its 4 judged statements are true (25%).",
        ),
        Suggestion(None, "Judge at least half of the statements of Reactive and Proactive first."),
        Suggestion(None, "No statement applies here."),
        Suggestion(
            4,
            "Good describes the force best: 2 of its 2 judged statements are true (100%). "
            "Outstanding comes on top of it: 2 of its 2 judged statements are true (100%).",
        ),
    ]


@pytest.mark.parametrize(
    "levels", [("yn", "nn", "yy", "nn"), ("yy", "nn", "nn", "nn"), ("yn", "..", "..", ".."), ("yn", "nn", "nn", "nn")]
)
def test_what_is_true_of_the_level_otherwise_is_named_always(levels):
    why = best_fit(grades(*levels), still_true=["No plan exists.", "Victims wait"]).why
    assert why.endswith(" Still true: No plan exists; Victims wait.")


def test_thresholds_are_an_argument():
    half = Thresholds(substantial=0.5, some=0.1)
    assert best_fit(maturity("n", "yn", "yn", "n", "n"), half).rank == 3
    assert cumulative(maturity("yn", "yn", "ynn"), half).rank == 2
    assert distance_from_good(tally(4, "ynnnnnnnnn"), FIVE_GRADES, thresholds=half).rank == 3


@pytest.mark.parametrize(
    ("levels", "rank"),
    [
        (("n", "n", "n", "n", "n"), None),
        (("y", "y", "y", "y", "y"), 5),
        (("y", "n", "n", "n", "n"), 1),
        (("y", "y", "n", "y", "y"), 2),
        (("n", "y", "y", "y", "y"), None),
        (("y" * 17 + "nnn", "y" * 17 + "nnn", "y" * 16 + "nnnn"), 2),
        (("y", "-", "y", "n"), 3),
        (("-", "y", "-", "-"), 2),
        (("-", "-"), None),
        (("yy..", "yy..", "y..."), 2),
        (("y...", "yyyy"), None),
        (("y", "--..", "y"), 1),
        ((), None),
    ],
)
def test_cumulative(levels, rank):
    assert cumulative(maturity(*levels)).rank == rank


def test_cumulative_says_why():
    assert [cumulative(maturity(*levels)).why for levels in [("y", "y"), ("y", "n"), ("n",), ("y", "."), ("-",)]] == [
        "Every level up to Reactive is substantially true.",
        "Every level up to Marginal is substantially true; "
        "Reactive is not substantially true: 0 of its 1 judged statements are true (0%).",
        "No level is reached yet: Marginal is not substantially true: 0 of its 1 judged statements are true (0%).",
        "Every level up to Marginal is substantially true; judge at least half of the statements of Reactive to go on.",
        "No statement applies here.",
    ]


@pytest.mark.parametrize(
    ("answers", "rank"),
    [
        ("yyyy", 4),
        ("nnnn", 2),
        ("y" * 17 + "nnn", 4),
        ("y" * 16 + "p" + "nnn", 3),
        ("yynnn", 3),
        ("y" * 7 + "p" + "n" * 12, 2),
        ("pppp", 3),
        # What is not judged yet counts as not met; what doesn't apply doesn't count.
        ("yy..", 3),
        ("yyyyyyy...", 3),
        ("y" * 17 + "...", 4),
        ("yy--", 4),
        ("nn--", 2),
        ("----", None),
        ("y...", None),
        ("....", None),
        ("--..", None),
        ("", None),
    ],
)
def test_distance_from_good(answers, rank):
    assert distance_from_good(tally(4, answers), FIVE_GRADES).rank == rank


def test_distance_from_good_never_leaves_the_scale():
    assert distance_from_good(tally(2, "nnnn"), [(1, "Not good"), (2, "Good")]) == Suggestion(
        1, "Not good: few, 0 of 4 characteristics of good are met (0%)."
    )


@pytest.mark.parametrize("answers", ["yyyy", "nnnn", "....", "----", ""])
def test_an_open_cause_of_concern_makes_it_the_lowest_grade_whatever_is_met(answers):
    assert distance_from_good(tally(4, answers), FIVE_GRADES, concerns=["CoC 1"]) == Suggestion(
        1, "Inadequate: a cause of concern is open (CoC 1)."
    )


@pytest.mark.parametrize("answers", ["yyyy", "yynn", "nnnn", "...."])
def test_a_question_that_is_not_graded_has_a_share_and_never_a_grade(answers):
    met = answers.count("y")
    assert distance_from_good(tally(4, answers), FIVE_GRADES, graded=False) == Suggestion(
        None, f"{met} of 4 characteristics of good are met ({25 * met}%). This question is not graded."
    )


def test_distance_from_good_says_why():
    ungraded = distance_from_good(tally(4, "yyyp"), FIVE_GRADES, graded=False, concerns=["CoC 1", "CoC 2"])
    assert [
        distance_from_good(tally(4, "yyyy"), FIVE_GRADES).why,
        distance_from_good(tally(4, "yypn"), FIVE_GRADES).why,
        distance_from_good(tally(4, "y" * 11 + "nn"), FIVE_GRADES).why,
        distance_from_good(tally(4, "pnnn"), FIVE_GRADES).why,
        distance_from_good(tally(4, "y..."), FIVE_GRADES).why,
        distance_from_good(tally(4, "--"), FIVE_GRADES).why,
        ungraded.why,
    ] == [
        "Good: substantially all, 4 of 4 characteristics of good are met (100%).",
        "Adequate: some, 2½ of 4 characteristics of good are met (62%).",
        "Adequate: some, 11 of 13 characteristics of good are met (84%).",
        "Requires improvement: few, ½ of 4 characteristics of good are met (12%).",
        "Judge at least half of the 4 characteristics first.",
        "No characteristic applies here.",
        "3½ of 4 characteristics of good are met (87%). This question is not graded. "
        "Besides, 2 causes of concern are open (CoC 1 and CoC 2).",
    ]


@pytest.mark.parametrize(("answers", "share"), [("", 0), ("--", 0), ("yy", 1), ("yy..", 0.5), ("p-", 0.5), ("nn", 0)])
def test_the_share_of_good_counts_what_is_not_judged_as_not_met(answers, share):
    assert good_share(tally(4, answers)) == share


@pytest.mark.parametrize(
    ("rule", "aims", "now", "target"),
    [
        # A maturity scale: the next one up; where nothing is known, the first above the lowest.
        ("best_fit", [2, 3, 4, 5], None, 2),
        ("best_fit", [2, 3, 4, 5], 1, 2),
        ("best_fit", [2, 3, 4, 5], 4, 5),
        ("best_fit", [2, 3, 4, 5], 5, None),
        # The judgment criteria: nobody aims for requires improvement.
        ("best_fit", [3, 4], None, 3),
        ("best_fit", [3, 4], 1, 3),
        ("best_fit", [3, 4], 2, 3),
        ("best_fit", [3, 4], 3, 4),
        ("best_fit", [3, 4], 4, None),
        # The PAF: Good until it is reached.
        ("distance_from_good", [4], None, 4),
        ("distance_from_good", [4], 1, 4),
        ("distance_from_good", [4], 3, 4),
        ("distance_from_good", [4], 4, None),
        ("distance_from_good", [4], 5, None),
        ("cumulative", [2, 3], 1, 2),
        ("cumulative", [], None, None),
        ("coverage", [1, 2, 3], None, None),
    ],
)
def test_the_default_target(rule, aims, now, target):
    assert default_target(rule, 1, aims, now) == target
