"""A level that people decided, held against what the answers support. Plain Python: ranks and counts in, marks out."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple


class MarkKind(StrEnum):
    """What may be said of a decided level, the gravest first; risks are ranked in this order."""

    CLAIMED_ABOVE = "claimed_above"
    CONCERN = "concern"
    NOTHING_JUDGED = "nothing_judged"
    TOO_LITTLE_JUDGED = "too_little_judged"
    NOT_SUPPORTED = "not_supported"
    NOT_DESCRIBED = "not_described"


# What a mark is called beside a criterion.
MARK_NAMES: dict[str, str] = {
    MarkKind.CLAIMED_ABOVE: "claimed above its answers",
    MarkKind.CONCERN: "decided with a cause of concern open",
    MarkKind.NOTHING_JUDGED: "nothing judged",
    MarkKind.TOO_LITTLE_JUDGED: "too little judged",
    MarkKind.NOT_SUPPORTED: "no level supported",
    MarkKind.NOT_DESCRIBED: "not described by the framework",
}
# What is said of how many levels bear each mark: of one, and of more.
COUNTS: dict[str, tuple[str, str]] = {
    MarkKind.CLAIMED_ABOVE: ("is claimed above its answers", "are claimed above their answers"),
    MarkKind.CONCERN: ("stands with a cause of concern open", "stand with a cause of concern open"),
    MarkKind.NOTHING_JUDGED: ("is decided with nothing judged", "are decided with nothing judged"),
    MarkKind.TOO_LITTLE_JUDGED: ("is decided with too little judged", "are decided with too little judged"),
    MarkKind.NOT_SUPPORTED: ("has answers that support none", "have answers that support none"),
    MarkKind.NOT_DESCRIBED: ("is not described by the framework", "are not described by the framework"),
}


class Mark(NamedTuple):
    """One thing that is said of a decided level, in a sentence."""

    kind: str
    words: str

    @property
    def name(self) -> str:
        return MARK_NAMES[self.kind]


class Support(NamedTuple):
    """What the answers of one criterion support: a rank or none, and why none.

    `described` are the ranks that the framework describes here, or that its rule can suggest. `is_lowered` is whether
    the rank is the lowest because a cause of concern is open, whatever the answers are.
    """

    rank: int | None
    judged: int
    total: int
    needs_answers: bool
    described: Collection[int]
    is_lowered: bool = False


def held_as(decided: int | None, described: Collection[int]) -> int | None:
    """Return the rank that a decided level is measured as: its own, or the highest described one below it.

    Of a level that the framework doesn't describe, no statement could say whether it is reached.
    """
    if decided is None or decided in described:
        return decided
    return max((rank for rank in described if rank < decided), default=decided)


def measured_from(decided: int | None, supported: int | None) -> int | None:
    """Return the rank that the gap is measured from: the lower of the two, or the one that is known."""
    known = [rank for rank in (decided, supported) if rank is not None]
    return min(known, default=None)


def aimed_at(chosen: int | None, following: int | None, claimed: int | None) -> int | None:
    """Return the rank to reach: the target that people set, else the following one, but never less than was claimed."""
    target = following if chosen is None else chosen
    return max((rank for rank in (target, claimed) if rank is not None), default=None)


def claimed(decided: int | None, support: Support) -> int | None:
    """Return the rank that is claimed above the answers; None where they carry what was decided, or suggest nothing."""
    measured = held_as(decided, support.described)
    if measured is None or support.rank is None or measured <= support.rank:
        return None
    return measured


def marks(
    decided: int | None, support: Support, names: Mapping[int, str], *, concerns: Sequence[str] = ()
) -> tuple[Mark, ...]:
    """Return what is to be said of a decided level, the gravest first; nothing where none is decided.

    A criterion without statements bears none but that of an open cause of concern, which the lowest level never bears.
    """
    if decided is None:
        return ()
    level, found = names[decided], []
    noun = "a cause of concern is open" if len(concerns) == 1 else f"{len(concerns)} causes of concern are open"
    while_open = f"while {noun} ({', '.join(concerns)})"
    is_claimed = claimed(decided, support) is not None
    if is_claimed and support.rank is not None:
        supported = names[support.rank]
        why = f"{while_open}, {supported} is suggested" if support.is_lowered else f"the answers support {supported}"
        found.append(Mark(MarkKind.CLAIMED_ABOVE, f"Decided {level}; {why}."))
    if concerns and decided > min(names) and not (is_claimed and support.is_lowered):
        found.append(Mark(MarkKind.CONCERN, f"Decided {level} {while_open}."))
    if support.total and (support.rank is None or support.needs_answers):
        found.append(_unsupported(level, support))
    if held_as(decided, support.described) != decided:
        words = f"The framework doesn't describe {level} here: it rests on the reason given for it."
        found.append(Mark(MarkKind.NOT_DESCRIBED, words))
    return tuple(found)


def _unsupported(level: str, support: Support) -> Mark:
    if not support.judged:
        return Mark(MarkKind.NOTHING_JUDGED, f"Decided {level} with nothing judged.")
    if support.needs_answers:
        counted = f"{support.judged} of {support.total} statements"
        return Mark(MarkKind.TOO_LITTLE_JUDGED, f"Decided {level} with too little judged: {counted}.")
    return Mark(MarkKind.NOT_SUPPORTED, f"Decided {level}; the answers support no level.")


def counted(kinds: Collection[str]) -> tuple[str, ...]:
    """Return how many levels bear each mark, as sentences, the gravest first."""
    numbers = [(kind, sum(each == kind for each in kinds)) for kind in MarkKind]
    return tuple(
        f"{number} level{'s' if number != 1 else ''} {COUNTS[kind][number != 1]}." for kind, number in numbers if number
    )
