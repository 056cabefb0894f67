"""What people say of statements and criteria, as plain values, and the one table of the words for it."""

from typing import NamedTuple

from django.db.models import TextChoices


class Answer(TextChoices):
    """What somebody says of one statement. No answer at all is the empty string."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    NOT_APPLICABLE = "na", "Not applicable"


UNJUDGED = ""
ANSWER_WORDS: dict[str, str] = {**dict(Answer.choices), UNJUDGED: "Not judged"}


class Answered(NamedTuple):
    """What stands on one statement; version 0 and an empty answer where nobody has judged it.

    `evidence` counts what backs it, and `strongest` names the strength of the best of these, where it was asked for.
    What was carried over and isn't confirmed is no answer: it is `carried`, and `standing` says how it came.
    """

    answer: str = UNJUDGED
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
    return Answered(note=note, version=version, carried=answer, standing=standing)


class Decided(NamedTuple):
    """What people chose on one criterion, as ranks; version 0 where nobody has."""

    level: int | None = None
    target: int | None = None
    rationale: str = ""
    version: int = 0
