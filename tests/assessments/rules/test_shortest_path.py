"""The shortest path, held against brute force: every subset of what could become true, on many small cases."""

import random
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.rules.answers import Answered
from assessments.rules.shortest_path import MOST_WAYS, Candidate, Path, Pick, path_to, shortest_path
from assessments.rules.suggestion import measure
from frameworks.content import Content, Node, Step, Words
from frameworks.rule.suggestion import Tally, best_fit, cumulative, distance_from_good

OPEN = ("no", "partly", "unjudged")
ANSWERS = ("yes", *OPEN, "na")
FIVE_GRADES = ((1, "Inadequate"), (2, "Requires improvement"), (3, "Adequate"), (4, "Good"), (5, "Outstanding"))
SCALES = {
    "maturity": ("best_fit", ("alone",) * 5),
    "grades": ("best_fit", ("otherwise", "alone", "alone", "on_top")),
    "jobs": ("cumulative", ("alone",) * 4),
    "characteristics": ("distance_from_good", ("alone",)),
}


class Case:
    """Answered statements of one criterion, by rank; `weaker` pairs a statement with its counterpart below."""

    def __init__(self, rule, builds, answers, weaker=None, target=None):
        self.rule, self.builds, self.weaker = rule, builds, weaker or {}
        # The PAF describes Good alone, the fourth of five grades.
        self.ranks = (4,) if rule == "distance_from_good" else tuple(range(1, len(builds) + 1))
        self.answers = {
            (rank, place): answer
            for rank, each in zip(self.ranks, answers, strict=True)
            for place, answer in enumerate(each)
        }
        self.target = target or self.ranks[-1]

    def key(self, statement):
        return 100 * statement[0] + statement[1]

    def tallies(self, answers=None):
        answers = answers or self.answers
        return [
            Tally(
                rank,
                f"Level {rank}",
                builds,
                **{word: sum(at == rank and one == word for (at, _), one in answers.items()) for word in ANSWERS},
            )
            for rank, builds in zip(self.ranks, self.builds, strict=True)
            if any(at == rank for at, _ in answers)
        ]

    def candidates(self):
        return [
            Candidate(
                statement[0],
                answer,
                self.weaker[statement][0] if statement in self.weaker else None,
                self.answers[self.weaker[statement]] if statement in self.weaker else None,
                self.key(statement),
            )
            for statement, answer in self.answers.items()
            if answer in OPEN and statement[0] <= self.target
        ]

    def eligible(self):
        """Return the statements that may be on the path: at the target, and below where it stands on those."""
        on_top = self.rule == "best_fit" and self.builds[self.target - 1] == "on_top"
        lowest = 1 if self.rule == "cumulative" else self.target - on_top
        return [one for one, answer in self.answers.items() if answer in OPEN and lowest <= one[0] <= self.target]

    def reaches_target(self, made_true):
        answers = self.answers | dict.fromkeys(made_true, "yes")
        for one in made_true:
            if one in self.weaker and answers[self.weaker[one]] != "na":
                answers[self.weaker[one]] = "no"
        tallies = self.tallies(answers)
        if self.rule == "distance_from_good":
            suggestion = distance_from_good(tallies[0], FIVE_GRADES)
        else:
            suggestion = {"best_fit": best_fit, "cumulative": cumulative}[self.rule](tallies)
        return (suggestion.rank or 0) >= self.target

    def fewest(self):
        """Return the true minimum, trying every subset."""
        eligible = self.eligible()
        counts = range(len(eligible) + 1)
        return next((n for n in counts if any(self.reaches_target(some) for some in combinations(eligible, n))), None)

    def path(self):
        return shortest_path(self.rule, self.target, self.tallies(), self.candidates(), scale=FIVE_GRADES)

    def choices(self, path):
        """Yield every choice that the picks allow."""
        statements = {self.key(one): one for one in self.answers}
        for parts in product(*(combinations(pick.of, pick.count) for pick in path.picks)):
            yield [statements[key] for part in parts for key in part]


def holds(case):
    path, fewest = case.path(), case.fewest()
    assert path.count == fewest
    if path.count is None:
        assert path.why.endswith(".")
        assert path.picks == ()
        return
    assert path.why == ""
    assert sum(pick.count for pick in path.picks) == path.count
    assert all(0 < pick.count <= len(set(pick.of)) == len(pick.of) for pick in path.picks)
    for chosen in case.choices(path):
        assert len(set(chosen)) == path.count
        assert case.reaches_target(chosen)


@st.composite
def cases(draw, scale):
    rule, builds = SCALES[scale]
    several = st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=10 if len(builds) == 1 else 4)
    answers = [draw(several) for _ in builds]
    target = None if len(builds) == 1 else draw(st.integers(2, len(builds)))
    weaker = {}
    if rule == "best_fit":
        # Good stands beside requires improvement, each statement in one pair at the most.
        below = [(2, place) for place in draw(st.permutations(range(len(answers[1]))))]
        some = draw(st.lists(st.integers(0, len(answers[2]) - 1), unique=True))
        weaker = {(3, place): low for place, low in zip(some, below, strict=False)}
    return Case(rule, builds, answers, weaker, target)


@pytest.mark.parametrize("scale", SCALES)
@given(st.data())
@settings(max_examples=100, deadline=None, database=None, derandomize=True)
def test_the_path_is_the_fewest_and_every_choice_that_it_allows_leads_there(scale, data):
    holds(data.draw(cases(scale)))


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("seed", range(100))
def test_and_on_cases_drawn_evenly(scale, seed):
    chance = random.Random(f"{scale} {seed}")
    rule, builds = SCALES[scale]
    most = 9 if len(builds) == 1 else 4
    words = ANSWERS if seed % 2 else ("yes", "no", "no", "partly")
    answers = [chance.choices(words, k=chance.randint(1, most)) for _ in builds]
    weaker = {}
    if rule == "best_fit":
        below = [(2, place) for place in range(len(answers[1]))]
        chance.shuffle(below)
        weaker = {(3, place): low for place, low in zip(range(len(answers[2])), below, strict=False)}
    holds(Case(rule, builds, answers, weaker, None if len(builds) == 1 else chance.randint(2, len(builds))))


def letters(*levels):
    words = {"y": "yes", "n": "no", "p": "partly", ".": "unjudged", "-": "na"}
    return [[words[letter] for letter in level] for level in levels]


def maturity(*levels, target, weaker=None):
    return Case("best_fit", ("alone",) * 5, letters(*levels), weaker, target)


def grades(*levels, target, weaker=None):
    return Case("best_fit", SCALES["grades"][1], letters(*levels), weaker, target)


@pytest.mark.parametrize(
    ("case", "path"),
    [
        (maturity("n", "n", "y", "n", "n", target=3), Path(0)),
        (maturity("n", "n", "n", "y", "n", target=3), Path(0)),
        (maturity("n", "n", "nnnnn", "n", "n", target=3), Path(2, (Pick(2, (300, 301, 302, 303, 304)),))),
        # Nothing less than one more than the level below: a tie goes to the lower.
        (maturity("n", "yn", "ynnn", "n", "n", target=3), Path(2, (Pick(2, (301, 302, 303)),))),
        # A no becoming true counts a whole, a partly only a half: one of the two noes, not the partly.
        (maturity("n", "yyyyn", "yyypn", "n", "n", target=3), Path(1, (Pick(1, (304,)),))),
        # The target is all of a level of one.
        (maturity("yyyn", "n", "n", "n", "n", target=2), Path(1, (Pick(1, (200,)),))),
        # The stronger of a pair takes its counterpart's truth away, so it does more than its neighbour.
        (
            maturity("n", "yyn", "nnn", "n", "n", target=3, weaker={(3, 0): (2, 0)}),
            Path(2, (Pick(1, (300,)), Pick(1, (301, 302)))),
        ),
        # Level 5 is true as well: one is enough for it to be suggested, and with all of them they would contradict.
        (
            maturity("yypn", "..", "yppn", "ypn", "y-", target=3, weaker={(3, 1): (2, 0), (3, 2): (2, 1)}),
            Path(1, (Pick(1, (301, 302)),)),
        ),
        # Outstanding needs Good, both in substance.
        (grades("n", "n", "nn", "nn", target=4), Path(4, (Pick(2, (300, 301)), Pick(2, (400, 401))))),
        (grades("n", "n", "yy", "yn", target=4), Path(1, (Pick(1, (401,)),))),
        (grades("n", "n", "yn", "yy", target=4), Path(1, (Pick(1, (301,)),))),
        (grades("n", "n", "yy", "yy", target=4), Path(0)),
        (grades("n", "n", "nn", "yy", target=3), Path(1, (Pick(1, (300, 301)),))),
        # What is not judged counts as not true yet, and it may be what is chosen.
        (grades("n", "n", "....", "n", target=3), Path(2, (Pick(2, (300, 301, 302, 303)),))),
        # Every level on a cumulative scale, the lowest first.
        (
            Case("cumulative", ("alone",) * 3, letters("n", "y", "nn"), target=3),
            Path(3, (Pick(1, (100,)), Pick(2, (300, 301)))),
        ),
        (Case("cumulative", ("alone",) * 3, letters("y", "-", "n"), target=3), Path(1, (Pick(1, (300,)),))),
        # 17 of 20 characteristics are substantially all.
        (
            Case("distance_from_good", ("alone",), letters("y" * 16 + "nnnn")),
            Path(1, (Pick(1, (416, 417, 418, 419)),)),
        ),
        (Case("distance_from_good", ("alone",), letters("y" * 17 + "nnn")), Path(0)),
    ],
)
def test_paths(case, path):
    assert case.path() == path


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (maturity(".", "n", "n", "n", "n", target=3), "Judge at least half of the statements of Level 1 first."),
        (
            maturity("y", "n", "n", "n", "n", target=3),
            "Making statements true is not enough: Level 1 would have to stop being substantially true.",
        ),
        # The level right below is a neighbour, so only the one further down is in the way.
        (
            maturity("y", "y", "n", "n", "n", target=3),
            "Making statements true is not enough: Level 1 would have to stop being substantially true.",
        ),
        (maturity("n", "-", "n", "n", "n", target=2), "No statement of Level 2 applies here."),
        (
            Case("cumulative", ("alone",) * 3, letters("n", "-", "n"), target=2),
            "No statement of Level 2 applies here.",
        ),
        (Case("distance_from_good", ("alone",), letters("--")), "No statement of Level 4 applies here."),
        (grades("n", ".", "y", "n", target=4), "Judge at least half of the statements of Level 2 first."),
    ],
)
def test_where_no_choice_leads_there_it_says_why(case, why):
    assert case.fewest() is None
    assert case.path() == Path(None, (), why)


def test_a_level_that_the_framework_does_not_describe_has_no_path():
    path = shortest_path("best_fit", 7, [Tally(1, "Level 1", yes=1)], [])
    assert path == Path(None, (), "The framework describes nothing at this level.")


@pytest.mark.parametrize("seed", range(30))
def test_the_limit_on_trying_is_beyond_the_largest_question(seed, monkeypatch):
    """No question has more than 11 statements at a level; with 14, without the limit, the path is the same."""
    chance = random.Random(seed)
    answers = [chance.choices(ANSWERS, k=size) for size in (3, 14, 14, 3)]
    weaker = {(3, place): (2, low) for place, low in enumerate(chance.sample(range(14), 12))}
    case = Case("best_fit", SCALES["grades"][1], answers, weaker, target=chance.choice((3, 4)))
    limited = case.path()
    monkeypatch.setattr("assessments.rules.shortest_path.MOST_WAYS", 1000 * MOST_WAYS)
    assert case.path() == limited


# --- Another way that takes fewer


def way(levels, target, count):
    """Return what is said of a shorter way; `levels` are texts of answers by level, lowest first."""
    letters = {"y": "yes", "p": "partly", "n": "no", "u": ""}
    steps = tuple(Step(rank, str(rank), f"L{rank}", rank, "alone", "", "") for rank in range(1, len(levels) + 1))
    said = tuple(
        Words(10 * rank + place, rank, "descriptor", place, "", f"{rank}.{place}", "")
        for rank, answers in enumerate(levels, 1)
        for place in range(1, len(answers) + 1)
    )
    node = Node(1, None, "1", "1", "One", "enabler", 0, True, False, True, "", "", said, said, frozenset(), {})
    words = Content(1, "", "maturity", "best_fit", "", steps, (node,), (), {1: node}, {})
    answers = {each.pk: Answered(letters[levels[each.rank - 1][each.position - 1]]) for each in said}
    path = path_to(measure(words, node, answers, {}), target)
    assert path.count == count
    return path.shorter


@pytest.mark.parametrize(
    ("levels", "target", "count", "said"),
    [
        # The level below is true by one statement, and nobody has judged its other one.
        (
            ["yu", "yyyynn"],
            2,
            2,
            "Shorter still: if 1 statement of L1 that nobody has judged turned out not to be true.",
        ),
        (["yyynn", "nnnn", "yn"], 2, 3, "Shorter still: 1 of L3 would suggest L3."),
        # Nothing is shorter than one, nor told where it is as long.
        (["yyyy", "yyyn"], 2, 1, ""),
        (["yyynn", "nnnn", "nnnn"], 2, 3, ""),
        (["yyyy", "nnnn"], 2, 4, ""),
    ],
)
def test_another_way_is_told_where_it_takes_fewer(levels, target, count, said):
    assert way(levels, target, count) == said
