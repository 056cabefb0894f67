"""What a room would record on one criterion, beside what stands: each statement's answer, and the level. No queries."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessments.gap.report import Measurement
from assessments.gap.row import GapRow
from assessments.rules.answers import ANSWER_WORDS, Answered
from frameworks.content import Node, Step, Words
from maturity.agreement import agreed_answer, middles


class DecidedLevel(NamedTuple):
    """The level that stands, who decided it, and when."""

    level: str
    by: str
    on: datetime.date
    rationale: str


@dataclass(frozen=True, slots=True)
class ProposedAnswer:
    """One statement: what stands on it, and what the room says, which is empty where nobody answered it."""

    statement: Words
    level: str
    stands: Answered
    answered: int
    room: str
    has_quorum: bool

    @property
    def is_replaced(self) -> bool:
        """Whether agreeing would record the room's answer: enough gave one, and it isn't what stands."""
        return self.has_quorum and self.room != self.stands.answer

    @property
    def stands_words(self) -> str:
        """What stands, in words; of a carried answer that nobody has confirmed."""
        if self.stands.carried:
            return f"{ANSWER_WORDS[self.stands.carried]}, carried over and not confirmed"
        return ANSWER_WORDS[self.stands.answer]

    @property
    def room_words(self) -> str:
        """The room's answer in words, and how many gave one."""
        return f"{ANSWER_WORDS[self.room]} ({self.answered} answered)" if self.answered else "Nobody answered"

    @property
    def becomes(self) -> str:
        """What would stand afterwards, in words."""
        if self.is_replaced:
            return ANSWER_WORDS[self.room]
        return "Stays as it is: too few answered" if self.answered and not self.has_quorum else "Stays as it is"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What agreeing would record. `row` is the criterion as it would stand with the room's answers.

    `suggested_before` is what the answers suggest without them; `middle` are the levels that the votes' middle carries.
    """

    voters: int
    answers: tuple[ProposedAnswer, ...]
    decided: DecidedLevel | None
    row: GapRow
    suggested_before: Step | None
    middle: tuple[Step, ...]

    @property
    def quorum(self) -> int:
        """How many have to answer a statement for the room's answer to take the place of what stands."""
        return quorum(self.voters)

    @property
    def asked(self) -> tuple[ProposedAnswer, ...]:
        """The statements that somebody in the room answered."""
        return tuple(answer for answer in self.answers if answer.answered)

    @property
    def kept(self) -> tuple[ProposedAnswer, ...]:
        """The statements that would stay as they are; those that somebody answered come first."""
        kept = [answer for answer in self.answers if not answer.is_replaced]
        return tuple(sorted(kept, key=lambda answer: not answer.answered))

    @property
    def too_few(self) -> int:
        """How many statements somebody answered, but fewer than the quorum."""
        return sum(not answer.has_quorum for answer in self.asked)

    @property
    def replaced(self) -> tuple[ProposedAnswer, ...]:
        return tuple(answer for answer in self.answers if answer.is_replaced)

    @property
    def middle_words(self) -> str:
        """The levels that the room's middle carries, from the lowest to the highest; empty where nobody chose one."""
        names = [level.name for level in self.middle]
        return " to ".join(dict.fromkeys((names[0], names[-1]))) if names else ""

    @property
    def version(self) -> str:
        """What was shown, so that it can be told from what stands later: a part for each thing that would change."""
        suggested = self.row.suggested.pk if self.row.suggested else 0
        parts = [f"level:{self.row.version}", f"suggested:{suggested}"] if self.row.takes_level else []
        return " ".join([*parts, *(f"{answer.statement.pk}:{answer.stands.version}" for answer in self.replaced)])

    def changed_since(self, version: str) -> set[str]:
        """Return what isn't as it was shown: `level`, `suggested`, and the statements that would change, by key."""
        return {part.partition(":")[0] for part in set(self.version.split()) - set(version.split())}

    def reason_for(self, level: Step) -> str:
        """Return why this level needs a reason, as sentences; empty where it is suggested and the middle carries it."""
        said = []
        if self.row.scored and self.row.suggested != level:
            said.append(self.row.basis or "The answers suggest no level.")
        if level not in self.middle:
            carried = f"The middle of the votes is {self.middle_words}." if self.middle else "Nobody chose a level."
            said.append(carried)
        return f"{' '.join(said)} Say why you chose {level.name}." if said else ""


def quorum(voters: int) -> int:
    """Return half of those who voted, rounded up; at least one."""
    return max((voters + 1) // 2, 1)


def proposal_of(
    found: Measurement,
    node: Node,
    *,
    ranks: Sequence[int | None],
    said: Mapping[int, Sequence[str]],
    decided: DecidedLevel | None,
) -> Proposal:
    """Return what a room would record: `ranks` are its votes, None for one that can't say; `said` the answers given."""
    enough = quorum(len(ranks))
    answers = tuple(_answer(found, statement, said.get(statement.pk, ()), enough) for statement in _asked(node))
    instead = {answer.statement.pk: Answered(answer.room) for answer in answers if answer.is_replaced}
    row = found._replace(answers={**found.answers, **instead}).row(node)
    return Proposal(
        voters=len(ranks),
        answers=answers,
        decided=decided,
        row=row,
        suggested_before=found.row(node).suggested if instead else row.suggested,
        middle=_middle(found, [rank for rank in ranks if rank is not None]),
    )


def _asked(node: Node) -> Iterable[Words]:
    return (statement for statement in node.on_or_below if statement.rank is not None)


def _answer(found: Measurement, statement: Words, given: Sequence[str], enough: int) -> ProposedAnswer:
    level = found.words.ranked(statement.rank)
    return ProposedAnswer(
        statement=statement,
        level=level.name if level else "",
        stands=found.answers.get(statement.pk, Answered()),
        answered=len(given),
        room=agreed_answer(given) if given else "",
        has_quorum=len(given) >= enough,
    )


def _middle(found: Measurement, ranks: Sequence[int]) -> tuple[Step, ...]:
    if not ranks:
        return ()
    levels = found.words.levels
    low, high = middles([ranks.count(level.rank) for level in levels])
    return levels[low - 1 : high]
