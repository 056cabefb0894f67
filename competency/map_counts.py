"""The counts of a team's map. Plain Python: standings in, counts out; nothing in it names or points to a person."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from competency.levels import standing
from frameworks.content import Node, Step

# Fewer people than this would see one another's levels in the counts.
FEWEST = 5
# What stands in place of a rank where none is reached, and where too little is answered to say.
NONE_REACHED, NOT_ANSWERED = 0, None


@dataclass(frozen=True, slots=True)
class Count:
    """How many people stand at one rank of one criterion, by key."""

    criterion: int
    rank: int | None
    people: int


def enough(people: int) -> bool:
    """Return whether so many people may be counted."""
    return people >= FEWEST


def counts(nodes: Iterable[Node], levels: tuple[Step, ...], answered: Iterable[Mapping[int, str]]) -> list[Count]:
    """Return how many of these people stand at each rank of each criterion; each is their answers, by statement."""
    people = list(answered)
    places = {node.pk: Counter(_place(node, levels, answers) for answers in people) for node in nodes}
    return [Count(pk, rank, number) for pk, ranks in places.items() for rank, number in ranks.items()]


def _place(node: Node, levels: tuple[Step, ...], answers: Mapping[int, str]) -> int | None:
    at = standing(node, levels, answers)
    if at.rank is not None:
        return at.rank
    return NONE_REACHED if at.judged else NOT_ANSWERED
