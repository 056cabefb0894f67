"""One statement as a list of the gap report has it: its words, what people answered and noted, and what backs it."""

from typing import NamedTuple

from assessments.rules.answers import ANSWER_WORDS, Answer, Answered
from frameworks.content import Content, Words


class GapStatement(NamedTuple):
    """One statement in one of a row's lists, with its own level's name, `elsewhere` than the target."""

    pk: int
    code: str
    text: str
    level: str
    answer: str
    note: str
    in_path: bool
    elsewhere: bool
    evidence: int = 0
    strongest: str = ""
    carried: str = ""

    @property
    def carried_words(self) -> str:
        """The answer that came over and that nobody has confirmed, in words."""
        return ANSWER_WORDS[self.carried] if self.carried else ""

    @property
    def lacks_evidence(self) -> bool:
        """Whether it was answered yes, and nothing backs that."""
        return self.answer == Answer.YES and not self.evidence


def gap_statement(
    words: Content, statement: Words, stands: Answered, target: int | None, in_path: bool = False
) -> GapStatement:
    """Return a statement with what stands on it, as one of a row's lists has it; `target` is the rank aimed for."""
    level = words.ranked(statement.rank)
    name = level.name if level else ""
    return GapStatement(
        pk=statement.pk,
        code=statement.code,
        text=statement.text,
        level=name,
        answer=stands.answer,
        note=stands.note,
        in_path=in_path,
        elsewhere=statement.rank != target,
        evidence=stands.evidence,
        strongest=stands.strongest,
        carried=stands.carried,
    )
