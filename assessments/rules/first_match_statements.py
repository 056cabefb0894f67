"""Statements as a rule of rows takes them: where each counts, how it is answered, and their numbers by group."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from assessments.rules.answers import UNJUDGED, Answer
from frameworks.rule.first_match import Group
from frameworks.rule.first_match_table import Levels
from frameworks.rule.suggestion import Tally

YES, PARTLY, NO = Answer.YES.value, Answer.PARTLY.value, Answer.NO.value


class Placed(NamedTuple):
    """A statement by its key, with its level's rank, its mark or "", and its answer, "" where nobody has judged it."""

    statement: int
    rank: int
    mark: str
    answer: str


def groups_of(statements: Iterable[Placed], levels: Levels) -> list[Group]:
    """Return the statements counted by level and mark, as the rule takes them."""
    counts: dict[tuple[int, str], Counter[str]] = {}
    for each in statements:
        counts.setdefault((each.rank, each.mark), Counter())[each.answer] += 1
    named = {rank: (code, name) for rank, code, name in levels}
    return [
        Group(
            Tally(
                rank,
                named[rank][1],
                yes=count[YES],
                partly=count[PARTLY],
                no=count[NO],
                na=count[Answer.NOT_APPLICABLE],
                unjudged=count[UNJUDGED],
            ),
            named[rank][0],
            mark,
        )
        for (rank, mark), count in sorted(counts.items())
    ]
