"""What a row of the gap report is made of: small values, and nothing that decides."""

from typing import NamedTuple

SAID = {"yes": "Yes", "partly": "Partly", "no": "No", "na": "Not applicable"}


class Answered(NamedTuple):
    """What stands on one statement; version 0 and an empty answer where nobody has judged it.

    `evidence` counts what backs it, and `strongest` names the strength of the best of these, where it was asked for.
    What was carried over and isn't confirmed is no answer: it is `carried`, and `standing` says how it came.
    """

    answer: str = ""
    note: str = ""
    version: int = 0
    evidence: int = 0
    strongest: str = ""
    carried: str = ""
    standing: str = ""

    @property
    def shows(self) -> str:
        """The answer that a line shows: the one that counts, or the one waiting to be confirmed."""
        return self.answer or self.carried

    @property
    def if_confirmed(self) -> "Answered":
        """What would stand here if somebody confirmed what was carried over."""
        return self._replace(answer=self.shows, carried="", standing="")


def answered(answer: str, note: str, version: int, standing: str) -> Answered:
    """Return what a row of that standing says: one that is carried and not confirmed answers nothing yet."""
    if standing == "given" or not answer:
        return Answered(answer, note, version)
    return Answered("", note, version, carried=answer, standing=standing)


class Decided(NamedTuple):
    """What people chose on one criterion, as ranks; version 0 where nobody has."""

    level: int | None = None
    target: int | None = None
    rationale: str = ""
    version: int = 0


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
        return SAID.get(self.carried, "")

    @property
    def lacks_evidence(self) -> bool:
        """Whether it was answered yes, and nothing backs that."""
        return self.answer == "yes" and not self.evidence


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
