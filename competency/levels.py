"""Where somebody stands on one sub-competency, and what is missing. Plain Python: answers in, ranks and words out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from frameworks.content import Content, Node, Step, Words
from frameworks.rule.suggestion import OURS, Tally, cumulative

WARNINGS = ("underdone", "overdone")
RULE = (
    f"A level is reached where it is substantially true ({OURS.substantial:.0%} of its answered statements, a partly "
    "counting half) together with every level below it. The rule is this product\N{RIGHT SINGLE QUOTATION MARK}s own, "
    "not the publisher\N{RIGHT SINGLE QUOTATION MARK}s."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The rank reached, None for none, and why; it is `judged` once half of the lowest level's statements are."""

    rank: int | None
    why: str
    judged: bool
    answered: int
    total: int


def level_name(step: Step) -> str:
    """Return what a level is called in running text: one that is named by its code alone is "level 1a"."""
    return f"level {step.name}" if step.name == step.code else step.name


def name_at(words: Content, rank: int | None) -> str:
    """Return what the level of that rank is called in running text; empty where there is none."""
    step = words.ranked(rank)
    return level_name(step) if step else ""


def part_of(words: Content, node: Node) -> str:
    """Return the title of the competency that a sub-competency is part of; empty where there is none."""
    return words.by_pk[node.parent].title if node.parent else ""


def title_at(node: Node, rank: int | None) -> str:
    """Return the criterion's name at a rank: the level's own title where it has one."""
    return node.titles.get(rank, node.title) if rank is not None else node.title


def described(node: Node) -> tuple[Words, ...]:
    """Return the statements that describe a level."""
    return tuple(words for words in node.on_or_below if words.rank is not None)


def warned(node: Node) -> tuple[Words, ...]:
    """Return the statements that warn: what it looks like underdone, then overdone."""
    return tuple(words for aspect in WARNINGS for words in node.on_or_below if words.aspect == aspect)


def standing(node: Node, levels: tuple[Step, ...], answers: Mapping[int, str]) -> Standing:
    """Return where these answers, by statement, put somebody: the highest level true with every one below it."""
    tallies = [_tally(node, step, answers) for step in levels]
    applying = [tally for tally in tallies if tally.applies]
    suggestion = cumulative(tallies)
    judged = bool(applying) and applying[0].half_judged
    answered, total = sum(tally.judged for tally in tallies), sum(tally.total for tally in tallies)
    return Standing(suggestion.rank, suggestion.why, judged, answered, total)


def distance(reached: int | None, expected: int | None, levels: tuple[Step, ...]) -> int | None:
    """Return how many levels are missing, negative where more is reached; None where nothing is expected."""
    if expected is None:
        return None
    ranks = [step.rank for step in levels]
    return ranks.index(expected) - (ranks.index(reached) if reached is not None else -1)


def distance_words(missing: int | None) -> str:
    """Return the distance from what is expected in words."""
    if missing is None:
        return "No level is expected"
    if not missing:
        return "As expected"
    levels = "1 level" if abs(missing) == 1 else f"{abs(missing)} levels"
    return f"{levels} {'below' if missing > 0 else 'above'}"


def _tally(node: Node, step: Step, answers: Mapping[int, str]) -> Tally:
    count = Counter(answers.get(words.pk, "") for words in node.on_or_below if words.rank == step.rank)
    yes, partly, no, unjudged = (count[answer] for answer in ("yes", "partly", "no", ""))
    return Tally(step.rank, level_name(step), yes=yes, partly=partly, no=no, unjudged=unjudged)
