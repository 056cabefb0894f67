"""Where the answers of an assessment came from that follows another: the round before, or another edition's words."""

from collections.abc import Sequence
from typing import NamedTuple

from assessments.gap.report import followed
from assessments.models import Assessment, Inheritance
from assessments.rules.answers import ANSWER_WORDS
from frameworks.compare.meaning import Turn

ANSWERED = "Answered this round."
SAID = {
    "": ANSWERED,
    "carried": "Carried over from {follows}. Not confirmed yet, so it doesn't count.",
    "confirm": "Carried over from {follows}, where the words were others. Not confirmed yet, so it doesn't count.",
}
LEFT_OPEN = {
    "": "Left open: what it was made of was answered differently in {follows}.",
    Turn.LEVEL: "Left open: it stood at another level in {follows}.",
    Turn.NEGATION: "Left open: the words say “not” otherwise than in {follows}.",
    Turn.NUMBER: "Left open: a number or a time was another in {follows}.",
}


class Former(NamedTuple):
    """A statement of the edition before that one of this edition came from, with the answer that it had."""

    text: str
    answer: str
    note: str


class Origins(NamedTuple):
    """What was followed, in words, and by statement the former ones whose answers weren't simply kept.

    `turns` says of each statement that was left open why: a turn that its words took, empty where answers differed.
    """

    follows: str
    formers: dict[int, tuple[Former, ...]]
    turns: dict[int, str]

    def said(self, statement: int, *, value: str, standing: str) -> str:
        """Return in a sentence how a line's answer stands; empty where there is nothing to tell."""
        if value:
            return SAID[standing].format(follows=self.follows)
        if statement not in self.turns:
            return ""
        return LEFT_OPEN[self.turns[statement]].format(follows=self.follows)


def origins(assessment: Assessment, statements: Sequence[int]) -> Origins | None:
    """Return where the answers of these statements came from; two queries, and None where nothing is followed."""
    if assessment.follows_id is None:
        return None
    changed = assessment.inherited.filter(statement__in=statements).exclude(fate=Inheritance.Fate.KEPT)
    found: dict[int, list[Former]] = {}
    turns: dict[int, str] = {}
    columns = ("statement", "fate", "turn", "former__text", "answer", "note")
    rows = changed.order_by("former__criterion__position", "pk").values_list(*columns)
    for statement, fate, turn, text, answer, note in rows:
        found.setdefault(statement, []).append(Former(text, ANSWER_WORDS[answer], note))
        if fate == Inheritance.Fate.OPEN:
            turns[statement] = turn
    formers = {statement: tuple(several) for statement, several in found.items()}
    return Origins(followed(assessment), formers, turns)
