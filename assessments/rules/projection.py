"""What the rules would suggest if what is planned came true. Pure: the words, people's answers and a choice in.

Nothing is stored, and nobody's decision changes: a level that people chose stays until they choose another one.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessments.rules.answers import Answered
from assessments.rules.suggestion import suggested
from frameworks.content import Content, Node, Step


class Plan(NamedTuple):
    """An action as the projection sees it: what it would make true, and by when; no date sorts last."""

    pk: int
    due_on: datetime.date | None
    statements: frozenset[int]


@dataclass(frozen=True, slots=True)
class Projection:
    """The level suggested once what is chosen is true, and why.

    `needed` are the actions without which it would be another one, `by` the latest day among theirs; None where one of
    them has no date, or none is needed.
    """

    level: Step | None
    why: str
    needed: tuple[int, ...]
    by: datetime.date | None

    @property
    def lacks_a_date(self) -> bool:
        return bool(self.needed) and self.by is None


def projected(
    words: Content,
    node: Node,
    answers: Mapping[int, Answered],
    concerns: Mapping[int, list[str]],
    *,
    plans: Sequence[Plan],
    statements: Collection[int] = (),
) -> Projection:
    """Return where one criterion would stand with the plans carried out and the statements true."""

    def with_only(chosen: Sequence[Plan]):
        true = {*statements, *(pk for plan in chosen for pk in plan.statements)}
        return suggested(words, node, came_true(words, node, answers, true), concerns)

    end = with_only(plans)
    needed = list(plans)
    # The latest first: where either of two would do, the sooner one counts.
    for plan in sorted(plans, key=_due, reverse=True):
        without = [each for each in needed if each != plan]
        if with_only(without).rank == end.rank:
            needed = without
    dates = [plan.due_on for plan in needed if plan.due_on is not None]
    by = max(dates) if dates and len(dates) == len(needed) else None
    return Projection(words.ranked(end.rank), end.why, tuple(plan.pk for plan in needed), by)


def came_true(
    words: Content, node: Node, answers: Mapping[int, Answered], true: Collection[int]
) -> dict[int, Answered]:
    """Return the answers with these of the criterion's statements true, and their lone weaker counterparts not.

    What doesn't apply stays so.
    """
    after = dict(answers)
    chosen = [each.pk for each in node.on_or_below if each.pk in true and _answer(answers, each.pk) != "na"]
    for pk in chosen:
        weaker = words.counterparts.get(pk)
        if weaker is not None and weaker not in true and _answer(answers, weaker) != "na":
            after[weaker] = after.get(weaker, Answered())._replace(answer="no")
    for pk in chosen:
        after[pk] = after.get(pk, Answered())._replace(answer="yes")
    return after


def _due(plan: Plan) -> tuple[bool, datetime.date, int]:
    return plan.due_on is None, plan.due_on or datetime.date.min, plan.pk


def _answer(answers: Mapping[int, Answered], pk: int) -> str:
    stands = answers.get(pk)
    return stands.answer if stands else ""


EFFORTS = {"S": 0, "M": 1, "L": 2}
EFFORT_WORDS = {"S": "Small", "M": "Medium", "L": "Large"}


class Weighed(NamedTuple):
    """A statement on a shortest path, with the least effort planned for it and how far its benefit reaches.

    `effort` is S, M, L, or empty where the action doesn't say or nothing is planned; `shared` are the linked criteria
    of other frameworks, as (framework, criterion).
    """

    statement: int
    text: str
    criterion: int
    criterion_name: str
    action: str
    action_pk: int | None
    effort: str
    due_on: datetime.date | None
    shared: tuple[tuple[str, str], ...]

    @property
    def effort_words(self) -> str:
        """The effort as people say it."""
        return EFFORT_WORDS.get(self.effort, "Not said") if self.action_pk else "Not planned"

    @property
    def frameworks(self) -> int:
        """How many other frameworks share the benefit."""
        return len({framework for framework, _ in self.shared})

    @property
    def shared_words(self) -> tuple[str, ...]:
        """Each other framework once, with its criteria."""
        names: dict[str, list[str]] = {}
        for framework, criterion in self.shared:
            names.setdefault(framework, []).append(criterion)
        return tuple(f"{framework}: {', '.join(found)}" for framework, found in names.items())


def weighed(candidates: Sequence[Weighed]) -> tuple[Weighed, ...]:
    """Return the candidates by effort (small first, then what is planned without one, unplanned last), then benefit.

    Of equal effort, what more linked frameworks and criteria share comes first; else the order given stays.
    """
    return tuple(sorted(candidates, key=_weight))


def _weight(each: Weighed) -> tuple[int, int, int]:
    effort = EFFORTS.get(each.effort, len(EFFORTS)) if each.action_pk else len(EFFORTS) + 1
    return effort, -each.frameworks, -len(each.shared)
