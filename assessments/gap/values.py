"""What a row of the gap report is made of: small values, and nothing that decides."""

from typing import NamedTuple

from assessments.rules.answers import ANSWER_WORDS, Answer


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


class Share(NamedTuple):
    """How one level's statements were answered, in numbers; `percent` (0-100) is None where none is judged."""

    rank: int
    name: str
    yes: int
    partly: int
    no: int
    na: int
    unjudged: int
    percent: int | None
    total: int
    is_now: bool
    is_target: bool

    @property
    def judged(self) -> int:
        return self.total - self.unjudged


class Cell(NamedTuple):
    """One cell of the heat map. `heat` runs from 0 (nothing judged) to 5 (all true); `words` says the same."""

    level: str
    heat: int
    words: str
    is_now: bool
    is_target: bool
