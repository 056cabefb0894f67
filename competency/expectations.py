"""What is expected of a role, as a table."""

from dataclasses import dataclass

from competency.levels import level_name, title_at
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
    return tuple(
        Expectation(
            words.by_pk[node.parent].title if node.parent else "",
            title_at(node, ranks.get(node.pk)),
            next((level_name(step) for step in words.levels if step.rank == ranks.get(node.pk)), ""),
        )
        for node in words.criteria
        if node.scored
    )
