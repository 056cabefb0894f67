"""What is expected of a role, as a table."""

from dataclasses import dataclass

from competency.levels import name_at, part_of, title_at
from competency.models import RoleProfile
from frameworks.content import content


@dataclass(frozen=True, slots=True)
class Expectation:
    """One sub-competency by its name at the level expected, which is empty where none is."""

    above: str
    title: str
    level: str


def expectations(role: RoleProfile) -> tuple[Expectation, ...]:
    """Return what is expected on each sub-competency, in order; one query, and those of the edition's words."""
    words, ranks = content(role.edition), role.ranks()
    scored = [(node, ranks.get(node.pk)) for node in words.criteria if node.scored]
    return tuple(
        Expectation(above=part_of(words, node), title=title_at(node, rank), level=name_at(words, rank))
        for node, rank in scored
    )
