"""Small rules and answers drawn by chance, and what they mean, spelt out: every way of answering is tried."""

import random
from itertools import product

from frameworks.rule import condition
from frameworks.rule.condition import Clause
from frameworks.rule.first_match import FirstMatch, Group, Row
from frameworks.rule.suggestion import Tally

ALL, ANY, NONE, SHARE, AT_LEAST = (condition.Test(each) for each in ("all", "any", "none", "share", "at_least"))
EVERY_BELOW, CONCERN, OTHERWISE = (condition.Test(each) for each in ("every_below", "concern", "otherwise"))
ANSWERS = ("yes", "partly", "no", "na", "")
JUDGED = ("yes", "partly", "no", "na")


def scale(number):
    return [(rank, f"code-{rank}", f"Level {rank}") for rank in range(1, number + 1)]


def groups(statements, levels):
    """Return statements, each (rank, mark, answer), as a rule takes them."""
    named = {rank: (code, name) for rank, code, name in levels}
    counts = {}
    for rank, mark, answer in statements:
        count = counts.setdefault((rank, mark), dict.fromkeys(("yes", "partly", "no", "na", "unjudged"), 0))
        count[answer or "unjudged"] += 1
    return [Group(Tally(rank, named[rank][1], **count), named[rank][0], mark) for (rank, mark), count in counts.items()]


def holds(rule, row, clause, statements, standing, levels, concerns):
    """Return whether a clause holds when all is judged as in `statements`; shares are of `standing`."""
    if clause.test == CONCERN:
        return bool(concerns)
    if clause.test == OTHERWISE:
        return True
    if clause.test == EVERY_BELOW:
        below = [answer for rank, _, answer in statements if row.rank is not None and rank < row.rank]
        return all(answer in ("yes", "na") for answer in below)
    rank = {code: rank for rank, code, _ in levels}[clause.level]

    def answers(of):
        return [each for at, mark, each in of if at == rank and clause.mark in ("", mark) and each != "na"]

    if clause.test == SHARE:
        stand = answers(standing)
        counted = [each for each in stand if each or rule.base == "applicable"]
        return bool(counted) and 100 * (stand.count("yes") + stand.count("partly") / 2) >= clause.number * len(counted)
    here = answers(statements)
    true = here.count("yes") + (here.count("partly") if rule.partly_counts else 0)
    return {
        ALL: bool(here) and here.count("yes") == len(here),
        ANY: true > 0,
        NONE: true == 0,
        AT_LEAST: true >= clause.number,
    }[clause.test]


def result(rule, statements, standing, levels, concerns):
    """Return the rank that the first row gives which holds when all is judged, None without one."""
    for row in rule.rows:
        if all(holds(rule, row, clause, statements, standing, levels, concerns) for clause in row.clauses):
            return row.rank
    return None


def completed(statements):
    """Yield the statements with what isn't judged answered, in every way."""
    options = [(answer,) if answer else JUDGED for _, _, answer in statements]
    for answers in product(*options):
        yield [(rank, mark, answer) for (rank, mark, _), answer in zip(statements, answers, strict=True)]


def results(rule, statements, levels, concerns):
    """Return every rank that the rest of the answers could lead to."""
    return {result(rule, each, statements, levels, concerns) for each in completed(statements)}


def enough(rule, statements):
    ranks = {rank for rank, _, _ in statements}
    lots = [[each for each in statements if each[0] == rank] for rank in ranks]
    lots = [statements] if rule.enough_of == "all" and statements else lots
    return all(sum(answer != "" for _, _, answer in lot) >= rule.enough * len(lot) - 1e-9 for lot in lots)


def drawn_clause(chance, levels):
    test = chance.choice([ALL, ANY, NONE, SHARE, AT_LEAST, ALL, ANY, NONE, SHARE, AT_LEAST, EVERY_BELOW, CONCERN])
    if test in (EVERY_BELOW, CONCERN):
        return Clause(test)
    number = {SHARE: chance.choice([1, 34, 50, 75, 85, 100]), AT_LEAST: chance.randint(1, 3)}.get(test, 0)
    return Clause(test, chance.choice(levels)[1], number, chance.choice(["", "", "must", "should"]))


def drawn(seed, most=6, unjudged=2):
    """Return a rule, statements, levels and open causes of concern."""
    chance = random.Random(seed)
    levels = scale(chance.randint(2, 4))
    ranks = [rank for rank, _, _ in levels]
    rows = []
    for _ in range(chance.randint(1, 5)):
        clauses = dict.fromkeys(drawn_clause(chance, levels) for _ in range(chance.choice([1, 1, 2, 3])))
        rows.append(Row(chance.choice([*ranks, *ranks, None]), tuple(clauses)))
    if chance.random() < 0.6:
        rows.append(Row(chance.choice(ranks), (Clause(OTHERWISE),)))
    rule = FirstMatch(
        tuple(rows),
        enough=chance.choice([0, 0, 0, 0.5, 1]),
        enough_of=chance.choice(["each", "all"]),
        partly_counts=chance.random() < 0.5,
        base=chance.choice(["judged", "applicable"]),
    )
    answers = ["yes", "yes", "no", "no", "partly", "na", *[""] * unjudged]
    statements = [
        (chance.choice(ranks), chance.choice(["", "", "must", "should"]), chance.choice(answers))
        for _ in range(chance.randint(0, most))
    ]
    return rule, statements, levels, chance.choice([(), (), ("CoC 1",)])
