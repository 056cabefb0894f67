"""The path by a rule of rows, held against brute force: every change of every statement, on many small cases."""

import random
import time
from itertools import combinations, product

import pytest

from assessments.rules.first_match_path import first_match_path
from assessments.rules.first_match_search import NO_COUNTERPARTS
from assessments.rules.first_match_statements import Placed, groups_of
from assessments.rules.shortest_path import Path, Pick
from frameworks.rule.condition import parse
from frameworks.rule.first_match import FirstMatch, Row, first_match
from tests.frameworks.rule.first_match_cases import drawn, drawn_clause, scale

CAF = [
    (1, "not-achieved", "Not achieved"),
    (2, "partially-achieved", "Partially achieved"),
    (3, "achieved", "Achieved"),
]
LETTERS = {"y": "yes", "p": "partly", "n": "no", "-": "na", ".": ""}
CHANGES = {"yes": ("no",), "no": ("yes",), "partly": ("yes", "no"), "": ("yes", "no"), "na": ()}


class Case:
    """One criterion with its rule: what the path says, and what trying everything says."""

    def __init__(self, rule, statements, levels, target, counterparts=NO_COUNTERPARTS, concerns=()):
        self.rule, self.levels, self.target = rule, levels, target
        self.statements, self.counterparts, self.concerns = statements, counterparts, concerns
        self.known = {}

    def path(self, **options):
        return first_match_path(
            self.rule,
            self.target,
            self.statements,
            self.levels,
            counterparts=self.counterparts,
            concerns=self.concerns,
            **options,
        )

    def leads_there(self, changes):
        """Return whether the target is suggested with the answers changed; None where two changes contradict."""
        answers = {each.statement: each.answer for each in self.statements} | changes
        for stronger, weaker in self.counterparts.items():
            if changes.get(stronger) != "yes" or weaker not in answers:
                continue
            if weaker in changes:
                return None
            if answers[weaker] != "na":
                answers[weaker] = "no"
        changed = [each._replace(answer=answers[each.statement]) for each in self.statements]
        key = tuple(sorted(each[1:] for each in changed))
        if key not in self.known:
            suggestion = first_match(self.rule, groups_of(changed, self.levels), self.levels, self.concerns)
            self.known[key] = (suggestion.rank or 0) >= self.target
        return self.known[key]

    def fewest(self):
        """Return the true minimum, trying every change of every set of statements."""
        open_ones = [each for each in self.statements if CHANGES[each.answer]]
        for number in range(len(open_ones) + 1):
            for some in combinations(open_ones, number):
                for answers in product(*(CHANGES[each.answer] for each in some)):
                    if self.leads_there(dict(zip((each.statement for each in some), answers, strict=True))):
                        return number
        return None


def holds(case):
    path, fewest = case.path(), case.fewest()
    assert path.count == fewest
    assert not path.at_most
    assert (path.why == "") == (fewest is not None)
    if path.count is None:
        assert path.why.endswith(".")
        assert path.picks == ()
        return
    every_choice_leads_there(case, path)


def every_choice_leads_there(case, path):
    assert sum(pick.count for pick in path.picks) == path.count
    assert all(0 < pick.count <= len(set(pick.of)) == len(pick.of) for pick in path.picks)
    before = {each.statement: each.answer for each in case.statements}
    for parts in product(*(combinations(pick.of, pick.count) for pick in path.picks)):
        changes = {
            key: "no" if pick.ceases else "yes" for pick, part in zip(path.picks, parts, strict=True) for key in part
        }
        assert len(changes) == path.count
        assert all(answer in CHANGES[before[key]] for key, answer in changes.items())
        assert case.leads_there(changes)
    for pick in path.picks:
        assert pick.unjudged == (pick.ceases and before[pick.of[0]] == "")


def drawn_case(seed, pairs):
    rule, statements, levels, concerns = drawn(seed)
    chance = random.Random(f"path {seed}")
    if not pairs:
        statements += [(chance.choice(levels)[0], "", chance.choice(["yes", "no", ""])) for _ in range(seed % 3 == 0)]
    placed = [Placed(10 + place, *each) for place, each in enumerate(statements)]
    counterparts = {}
    if pairs:
        keys = [each.statement for each in placed]
        chance.shuffle(keys)
        number = chance.randint(0, len(keys) // 2)
        counterparts = dict(zip(keys[:number], keys[number : 2 * number], strict=True))
    return Case(rule, placed, levels, chance.choice(levels)[0], counterparts, concerns)


@pytest.mark.parametrize("block", range(6))
def test_the_path_is_the_fewest_and_every_choice_that_it_allows_leads_there(block):
    counts = set()
    for seed in range(200 * block, 200 * (block + 1)):
        case = drawn_case(seed, pairs=False)
        holds(case)
        counts.add(case.path().count)
    assert counts >= {None, 0, 1, 2}


@pytest.mark.parametrize("block", range(6))
def test_and_with_counterparts_that_go_for_nothing(block):
    for seed in range(200 * block, 200 * (block + 1)):
        holds(drawn_case(seed, pairs=True))


@pytest.mark.parametrize("seed", range(150))
def test_and_where_stronger_and_weaker_stand_beside_one_another(seed):
    """Rules that reach for the top, and pairs between neighbouring levels: what a grade and the one below it are."""
    chance = random.Random(f"beside {seed}")
    levels = scale(3)
    rows = [Row(rank, tuple(dict.fromkeys(drawn_clause(chance, levels) for _ in range(2)))) for rank in (1, 3, 2)]
    rows.append(Row(1, parse("otherwise", [])))
    rule = FirstMatch(tuple(rows), partly_counts=seed % 2 == 0, base=chance.choice(["judged", "applicable"]))
    answers = [chance.choices(["yes", "no", "partly", ""], k=3) for _ in (2, 3)]
    placed = [
        Placed(10 * rank + place, rank, chance.choice(["", "", "must"]), answer)
        for rank, row in zip((2, 3), answers, strict=True)
        for place, answer in enumerate(row)
    ]
    holds(Case(rule, placed, levels, chance.choice([2, 3]), {30 + place: 20 + place for place in range(3)}))


def written(*rows, levels=CAF, **options):
    codes = {code: rank for rank, code, _ in levels}
    parted = [row.split(": ") for row in rows]
    return FirstMatch(tuple(Row(codes.get(level), parse(text, codes)) for level, text in parted), **options)


NCSC = written(
    "not-achieved: any of not-achieved",
    "achieved: all of achieved",
    "partially-achieved: all of partially-achieved",
    "not-achieved: otherwise",
)


def caf(*columns, target, rule=NCSC, **options):
    """Return an outcome: the answers of each column as letters, with keys from 100, 200 and 300."""
    placed = [
        Placed(100 * rank + place, rank, "", LETTERS[letter])
        for rank, letters in enumerate(columns, start=1)
        for place, letter in enumerate(letters)
    ]
    return Case(rule, placed, CAF, target, **options)


@pytest.mark.parametrize(
    ("case", "path"),
    [
        (caf("nn", "yy", "yy", target=3), Path(0)),
        (caf("nn", "yy", "yy", target=2), Path(0)),
        (caf("nn", "yy", "yn", target=3), Path(1, (Pick(1, (301,)),))),
        (caf("nn", "yy", "pn.", target=3), Path(3, (Pick(3, (300, 301, 302)),))),
        # What is true and shouldn't be is part of it.
        (caf("yy", "yy", "yn", target=3), Path(3, (Pick(1, (301,)), Pick(2, (100, 101), ceases=True)))),
        (caf("y.", "yy", "yy", target=3), Path(2, (Pick(1, (100,), True), Pick(1, (101,), True, True)))),
        # A partly of not achieved isn't true.
        (caf("pn", "yy", "yy", target=3), Path(0)),
        # A higher level is as good.
        (caf("nn", "nnn", "yn", target=2), Path(1, (Pick(1, (301,)),))),
        (caf("nn", "yn", "nnn", target=2), Path(1, (Pick(1, (201,)),))),
        # Without a column for partially.
        (caf("nn", "", "nn", target=2), Path(2, (Pick(2, (300, 301)),))),
        # What isn't judged on the way there has to be.
        (caf("nn", "yy", "y..", target=2), Path(1, (Pick(1, (301, 302), True, True),))),
        (caf("--", "--", "--", target=3), Path(None, why="No statement applies here.")),
        (caf("nn", "--", "--", target=3), Path(None, why="No choice of statements leads to it.")),
        (caf("nn", "yy", "yn", target=4), Path(None, why="No row of the rule gives this level or a higher one.")),
    ],
)
def test_the_path_of_an_outcome(case, path):
    assert case.path() == path
    if path.count is not None:
        every_choice_leads_there(case, path)


def test_an_open_cause_of_concern_is_named_where_it_keeps_the_level_down():
    rule = written("not-achieved: an open cause of concern", "achieved: all of achieved")
    assert caf("n", "n", "yn", target=3, rule=rule, concerns=["CoC 1"]).path() == Path(
        None, why="No choice of statements leads to it while a cause of concern is open (CoC 1)."
    )
    assert caf("n", "n", "yn", target=3, rule=rule).path() == Path(1, (Pick(1, (301,)),))
    assert caf("n", "n", "--", target=3, rule=rule, concerns=["CoC 1"]).path() == Path(
        None, why="No choice of statements leads to it."
    )


def test_a_counterpart_goes_with_its_stronger_partner_for_nothing():
    pairs = {300: 100, 301: 101}
    rule = written("not-achieved: any of not-achieved", "achieved: at least 2 of achieved", "not-achieved: otherwise")
    assert caf("yy", "", "nn", target=3, counterparts=pairs).path() == Path(2, (Pick(2, (300, 301)),))
    assert caf("yn", "", "nnn", target=3, rule=rule, counterparts=pairs).path() == Path(
        2, (Pick(1, (300,)), Pick(1, (301, 302)))
    )
    # One true already doesn't become so, and takes nothing with it.
    assert caf("yn", "", "yy", target=3, rule=rule, counterparts=pairs).path() == Path(1, (Pick(1, (100,), True),))


def test_which_pair_changes_is_said_where_the_weaker_of_another_has_to_cease_alone():
    rule = written("none: at least 2 of achieved", "not-achieved: any of not-achieved", "achieved: any of achieved")
    case = caf("yy", "", "nn", target=3, rule=rule, counterparts={300: 100, 301: 101})
    assert case.path() == Path(2, (Pick(1, (300,)), Pick(1, (101,), True)))


def test_no_statement_is_to_become_true_and_to_turn_out_untrue():
    rule = written("none: all of achieved", "achieved: any of achieved")
    case = caf("", "", "...", target=3, rule=rule)
    assert case.path() == Path(2, (Pick(1, (300, 301)), Pick(1, (302,), True, True)))
    every_choice_leads_there(case, case.path())


def test_what_counts_alike_is_one_choice():
    rule = written("achieved: at least 3 of achieved", "not-achieved: otherwise")
    case = caf("", "", "ynnp.", target=3, rule=rule)
    assert case.path() == Path(2, (Pick(2, (301, 302, 303, 304)),))
    counting = written("not-achieved: at least 2 of not-achieved", "achieved: any of achieved", partly_counts=True)
    assert caf("yyyp", "", "y", target=3, rule=counting).path() == Path(3, (Pick(3, (100, 101, 102, 103), True),))


@pytest.mark.parametrize(
    ("pick", "words"),
    [
        (Pick(1, (1,)), "this one"),
        (Pick(2, (1, 2)), "all 2 of these"),
        (Pick(2, (1, 2, 3)), "any 2 of these 3"),
        (Pick(1, (1,), True), "this one has to stop being so"),
        (Pick(2, (1, 2), True), "all 2 of these have to stop being so"),
        (Pick(1, (1, 2, 3), True), "any 1 of these 3 has to stop being so"),
        (Pick(2, (1, 2, 3, 4, 5), True), "any 2 of these 5 have to stop being so"),
        (Pick(1, (1,), True, True), "this one has to turn out not to be so"),
        (Pick(2, (1, 2, 3), True, True), "any 2 of these 3 have to turn out not to be so"),
    ],
)
def test_a_pick_in_words(pick, words):
    assert pick.words == words


@pytest.mark.parametrize("seed", range(4))
def test_up_to_forty_statements_are_exact_and_quick(seed):
    chance = random.Random(f"forty {seed}")
    levels = scale(4)
    rows = [
        "code-1: any of code-1",
        "code-4: at least 85% of code-4 and all of code-4 marked must and at least 60% of code-3",
        "code-3: at least 85% of code-3 and none of code-2 marked must",
        "code-2: at least 3 of code-2",
        "code-1: otherwise",
    ]
    rule = written(*rows, levels=levels, enough=0.5, enough_of=("each", "all")[seed % 2])
    placed = [
        Placed(key, key % 4 + 1, "must" if key % 8 < 4 else "", chance.choice(["yes", "partly", "no", ""]))
        for key in range(40)
    ]
    start = time.perf_counter()
    case = Case(rule, placed, levels, 4)
    path = case.path()
    assert time.perf_counter() - start < 2
    assert path.count
    assert not path.at_most
    assert case.leads_there(
        {key: "no" if pick.ceases else "yes" for pick in path.picks for key in pick.of[: pick.count]}
    )


def test_beyond_that_or_out_of_tries_it_is_at_most_so_many():
    large = caf("y" * 30 + "." * 30, "n" * 30, "." * 30 + "n" * 30, target=3)
    start = time.perf_counter()
    path = large.path()
    assert time.perf_counter() - start < 5
    assert (path.count, path.at_most) == (120, True)
    assert caf("yyy", "n", "nnn", target=3).path(most_tries=3) == Path(
        None, why="No way to it was found: there are too many to look at each.", at_most=True
    )
    pairs = {300 + place: 100 + place for place in range(8)}
    some = caf("yyyyp...", "", "nnn.p.np", target=3, counterparts=pairs)
    assert (some.path().count, some.path().at_most) == (8, False)
