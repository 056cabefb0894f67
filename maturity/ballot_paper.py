"""The ballot paper: one criterion's levels and statements as somebody votes on them, with their own vote marked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assessments.models import Judgement
from frameworks.content import Content, Node, Step, Words, content
from maturity.models import Ballot, Participant, Vote, Workshop

# What a form sends for it, and what people read.
CANT_SAY, CANT_SAY_WORDS = "cant_say", "Can\N{RIGHT SINGLE QUOTATION MARK}t say"


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked on a paper, as a form sends it."""

    level: str = ""
    confidence: str = ""
    note: str = ""
    answers: Mapping[int, str] | None = None

    def answer(self, statement: int) -> str:
        return (self.answers or {}).get(statement, "")


@dataclass(frozen=True, slots=True)
class Choice:
    """One level to choose, with what the framework says at it."""

    value: str
    name: str
    title: str
    definition: str
    lead_in: str
    statements: tuple[Words, ...]
    checked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One statement to answer, with (value, label, checked) for each answer."""

    key: int
    code: str
    text: str
    options: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Statements under one heading."""

    heading: str
    lead_in: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """All that somebody needs to vote on one ballot. No level that was decided is on it: it would draw votes to it."""

    ballot: Ballot
    words: Content
    node: Node
    choices: tuple[Choice, ...]
    parts: tuple[Part, ...]
    marks: Marks
    confidences: tuple[tuple[str, str, bool], ...]
    is_cast: bool
    said: str

    @property
    def cant_say(self) -> bool:
        return self.marks.level == CANT_SAY


def asked(workshop: Workshop, node: Node) -> tuple[Words, ...]:
    """Return the statements that people answer one by one: all where no level is taken, else where it is set."""
    if node.takes_level and not workshop.statements_too:
        return ()
    return tuple(statement for statement in node.on_or_below if statement.rank is not None)


def paper(workshop: Workshop, ballot: Ballot, participant: Participant, *, typed: Marks | None = None) -> Paper:
    """Return somebody's paper: with what they typed, where it was refused, else with their vote. Two queries."""
    words = content(workshop.assessment.edition)
    node = words.by_pk[ballot.criterion_id]
    vote = Vote.objects.visible_to(participant).filter(ballot=ballot, participant=participant).first()
    cast = marks_of(vote, node) if vote else None
    marks = typed or cast or Marks()
    asks = asked(workshop, node)
    return Paper(
        ballot=ballot,
        words=words,
        node=node,
        choices=_choices(words, node, marks) if node.takes_level else (),
        parts=_parts(words, node, asks, marks),
        marks=marks,
        confidences=tuple(
            (str(value), label, marks.confidence == str(value)) for value, label in Vote.Confidence.choices
        ),
        is_cast=vote is not None,
        said=_said(words, cast, node) if cast else "",
    )


def marks_of(vote: Vote, node: Node) -> Marks:
    """Return a vote as the marks on its paper: one query."""
    answers = dict(vote.answers.values_list("statement", "answer"))
    level = str(vote.level_id) if vote.level_id else CANT_SAY if node.takes_level or not answers else ""
    return Marks(level, str(vote.confidence or ""), vote.note, answers)


def _said(words: Content, marks: Marks, node: Node) -> str:
    if marks.level == CANT_SAY:
        return CANT_SAY_WORDS.lower()
    if not node.takes_level:
        number = len(marks.answers or {})
        return f"{number} statement{'' if number == 1 else 's'} answered"
    level = words.level(int(marks.level))
    return level.name if level else ""


def _choices(words: Content, node: Node, marks: Marks) -> tuple[Choice, ...]:
    # A graded framework reads from the top down, as it is printed; a maturity scale is climbed.
    levels = reversed(words.levels) if words.kind == "graded" else words.levels
    return tuple(
        Choice(
            value=str(level.pk),
            name=level.name,
            title=node.titles.get(level.rank, ""),
            definition=level.definition,
            lead_in=level.lead_in,
            statements=tuple(statement for statement in node.on_or_below if statement.rank == level.rank),
            checked=marks.level == str(level.pk),
        )
        for level in levels
    )


def by_level(
    words: Content, node: Node, statements: Iterable[Words], *, top_down: bool = False
) -> Iterator[tuple[Node, Step, list[Words]]]:
    """Yield these statements below one criterion level by level, each with the criterion that they stand under."""
    pks = {statement.pk for statement in statements}
    for below in (node, *(other for other in words.criteria if other.pk in node.descendants)):
        for level in reversed(words.levels) if top_down else words.levels:
            own = [statement for statement in below.statements if statement.pk in pks and statement.rank == level.rank]
            if own:
                yield below, level, own


def heading_of(node: Node, below: Node, level: Step) -> str:
    """Return what stands above statements: their criterion, where it isn't the one voted on, else their level."""
    return level.name if below.pk == node.pk else f"{below.number} {below.title}".strip()


def _parts(words: Content, node: Node, asks: tuple[Words, ...], marks: Marks) -> tuple[Part, ...]:
    return tuple(
        Part(
            heading=heading_of(node, below, level),
            lead_in=level.lead_in if below.pk == node.pk else "",
            lines=tuple(_line(statement, marks) for statement in statements),
        )
        for below, level, statements in by_level(words, node, asks, top_down=words.kind == "graded")
    )


def _line(statement: Words, marks: Marks) -> Line:
    marked = marks.answer(statement.pk)
    options = tuple((value, label, value == marked) for value, label in Judgement.Answer.choices)
    return Line(key=statement.pk, code=statement.code, text=statement.text, options=options)
