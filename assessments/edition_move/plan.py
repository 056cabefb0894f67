"""Moving an assessment to another edition: what becomes of each answer, and the new assessment that they make.

The old one is only read. Every answer of it is accounted for: carried over, carried over to be confirmed because the
words are others, left open because it would be no answer to the new words, or kept in the old assessment alone.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction

from assessments.models import Assessment, Citation, Inheritance, Judgement, Score, Source
from assessments.rounds.carry_over import (
    AT_ONCE,
    carried,
    carry_answers,
    carry_citations,
    carry_owners,
    carry_targets,
    following,
)
from assessments.rules.answers import ANSWER_WORDS
from config.fields import longest
from frameworks.compare.editions import Change, Comparison, StatementChange, compare
from frameworks.compare.meaning import Turn
from frameworks.content import Content
from frameworks.models import Edition

Fate = Inheritance.Fate
LONGEST_NOTE = longest(Judgement, "note")
WHY = (
    (Fate.CONFIRM, "", "To be confirmed, because the words are others"),
    (Fate.OPEN, "", "Left open, because several answers became one and don't agree"),
    (Fate.OPEN, Turn.LEVEL, "Left open, because the statement stands at another level"),
    (Fate.OPEN, Turn.NEGATION, "Left open, because a “not” came, went or moved"),
    (Fate.OPEN, Turn.NUMBER, "Left open, because a number or a time changed"),
    (Fate.GONE, "", "Kept in the old assessment alone, because the statement is gone"),
)


class Coming(NamedTuple):
    """What becomes of the answers to the old statements of one change. `to` are new statements by key, none if gone.

    `turn` is the one of the change where the answers are left open for it.
    """

    change: StatementChange
    fate: str
    turn: str
    rows: tuple[Judgement, ...]
    to: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Moving:
    """A whole move, as it would be made. Each old answer stands in exactly one of `coming`."""

    comparison: Comparison
    coming: tuple[Coming, ...]
    new: int
    unanswered: int
    cited: int
    cited_gone: int
    targets: tuple[tuple[int, int, Score], ...]
    owners: Mapping[int, int]
    levels: int

    def number(self, fate: str) -> int:
        """Return how many old answers meet this fate."""
        return sum(len(each.rows) for each in self.coming if each.fate == fate)

    @property
    def answers(self) -> int:
        return sum(len(each.rows) for each in self.coming)

    @property
    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """Each fate with its words and how many old answers meet it; they add up to all of them."""
        return tuple((str(fate), str(fate.label), self.number(fate)) for fate in Fate)

    @property
    def lists(self) -> tuple[tuple[str, int, tuple[Coming, ...]], ...]:
        """What somebody wants to read before they move: each list that holds anything, why, and how many answers."""
        kinds: dict[tuple[str, str], list[Coming]] = defaultdict(list)
        for coming in self.coming:
            kinds[coming.fate, coming.turn].append(coming)
        return tuple(
            (why, sum(len(coming.rows) for coming in kinds[fate, turn]), tuple(kinds[fate, turn]))
            for fate, turn, why in WHY
            if kinds[fate, turn]
        )


def moving(old: Assessment, edition: Edition) -> Moving:
    """Return what moving an assessment to another edition would do; five queries besides reading both editions.

    RuntimeError where an answer of the old one would be lost or counted twice.
    """
    compared = compare(old.edition, edition)
    rows = list(Judgement.objects.of_the_force().filter(assessment=old).exclude(answer="", note="").order_by("pk"))
    coming = tuple(_coming(compared, rows))
    _must_add_up(rows, coming)
    citations = list(Citation.objects.filter(assessment=old).values_list("statement", flat=True))
    places, asked = _places(compared), _asked(compared.new)
    gone = sum(not places.get(statement) for statement in citations)
    scores = list(Score.objects.filter(assessment=old, source=Source.SELF))
    answered = {key for each in coming if each.fate in (Fate.KEPT, Fate.CONFIRM) for key in each.to}
    return Moving(
        comparison=compared,
        coming=coming,
        new=sum(bool(asked & set(each.new)) for each in compared.of(Change.NEW)),
        unanswered=len(asked - answered),
        cited=len(citations) - gone,
        cited_gone=gone,
        targets=tuple(_targets(compared, scores)),
        owners=_owners(compared, old),
        levels=sum(score.level_id is not None for score in scores),
    )


@transaction.atomic
def move(
    old: Assessment, edition: Edition, *, about: Mapping[str, Any], keep_owners: bool, by, at: datetime.datetime
) -> Assessment:
    """Make the assessment of another edition that follows the old one, and return it; the old one is only read.

    What comes over is unconfirmed, and what became of every answer is kept on record. So many queries, whatever the
    size, besides one for each 500 rows. Raises what `following` raises.
    """
    planned = moving(old, edition)
    new = following(old, edition, about)
    carry_answers(_answers(new, planned.coming))
    places = _places(planned.comparison)
    cited = Citation.objects.filter(assessment=old)
    carry_citations(new, {each: places.get(each.statement_id, ()) for each in cited})
    carry_targets(new, planned.targets)
    if keep_owners:
        carry_owners(new, planned.owners, by=by, at=at)
    Inheritance.objects.bulk_create(_records(new, planned.coming), batch_size=AT_ONCE)
    return new


def _coming(compared: Comparison, rows: Iterable[Judgement]) -> Iterable[Coming]:
    """Yield what becomes of the answers, change by change, in the order of the comparison."""
    asked = _asked(compared.new)
    said = {row.statement_id: row for row in rows}
    for change in compared.statements:
        own = tuple(said[key] for key in change.old if key in said)
        if own:
            to = tuple(key for key in change.new if key in asked)
            fate = _fate(change, own, to)
            turn = change.turn if fate == Fate.OPEN and _agree(change, own) else ""
            yield Coming(change, fate, turn, own, to)


def _fate(change: StatementChange, own: Sequence[Judgement], to: Sequence[int]) -> str:
    if not to:
        return Fate.GONE
    if change.turn or not _agree(change, own):
        return Fate.OPEN
    unchanged = change.change in (Change.SAME, Change.MOVED) and change.similarity == 100
    return Fate.KEPT if unchanged else Fate.CONFIRM


def _agree(change: StatementChange, own: Sequence[Judgement]) -> bool:
    """Return whether every statement that became one was answered, and all of them alike."""
    return len(own) == len(change.old) and len({row.answer for row in own}) == 1


def _must_add_up(rows: Collection[Judgement], coming: Iterable[Coming]) -> None:
    times = Counter(row.pk for each in coming for row in each.rows)
    if set(times.values()) - {1} or times.keys() != {row.pk for row in rows}:
        raise RuntimeError("The comparison of the two editions doesn't account for every answer exactly once.")


def _asked(words: Content) -> frozenset[int]:
    """Return the statements of an edition that are answered: those that count for a criterion, at a level."""
    every = (each for node in words.criteria for each in node.statements)
    return frozenset(each.pk for each in every if each.rank is not None and each.pk in words.counts_for)


def _places(compared: Comparison) -> dict[int, tuple[int, ...]]:
    """Return by old statement where its evidence goes: to what it became, whether or not anybody answered it."""
    asked = _asked(compared.new)
    pairs = ((old, change.new) for change in compared.statements for old in change.old)
    return {old: tuple(key for key in new if key in asked) for old, new in pairs}


def _answers(new: Assessment, coming: Iterable[Coming]) -> Iterable[Judgement]:
    for each in coming:
        if each.fate in (Fate.KEPT, Fate.CONFIRM):
            latest = max(each.rows, key=lambda row: (row.at, row.pk))
            for statement in each.to:
                row = carried(new, latest, statement, is_reworded=each.fate == Fate.CONFIRM)
                row.note = _note(each.rows)
                yield row


def _note(rows: Sequence[Judgement]) -> str:
    """Return the notes of what became one, one below the other where they fit; each stays on record all the same."""
    notes = list(dict.fromkeys(row.note for row in rows if row.note))
    joined = "\n\n".join(notes)
    return joined if len(joined) <= LONGEST_NOTE else notes[0]


def _records(new: Assessment, coming: Iterable[Coming]) -> Iterable[Inheritance]:
    for each in coming:
        for row in each.rows:
            for statement in each.to or (None,):
                about = {"former_id": row.statement_id, "answer": row.answer, "note": row.note}
                yield Inheritance(assessment=new, statement_id=statement, fate=each.fate, turn=each.turn, **about)


def _targets(compared: Comparison, scores: Iterable[Score]) -> Iterable[tuple[int, int, Score]]:
    """Yield the targets whose criterion and level are there in the new edition, by its keys."""
    for score in scores:
        criterion, level = compared.successor(score.criterion_id), compared.levels.get(score.target_id or 0)
        if criterion and level:
            yield criterion, level, score


def _owners(compared: Comparison, old: Assessment) -> dict[int, int]:
    pairs = ((compared.successor(each.criterion_id), each.owner_id) for each in old.assignments.all())
    return {criterion: owner for criterion, owner in pairs if criterion and compared.new.by_pk[criterion].scored}


class Arrived(NamedTuple):
    """One old answer of an assessment that moved, as it stood, what it became, and in words why it was left open."""

    place: str
    text: str
    answer: str
    note: str
    turn: str
    became: tuple[str, ...]


class Arrivals(NamedTuple):
    """What became of every answer of the assessment before, by its fate in words."""

    total: int
    counts: tuple[tuple[str, int], ...]
    fates: tuple[tuple[str, tuple[Arrived, ...]], ...]


def arrivals(new: Assessment) -> Arrivals:
    """Return what became of every answer when the assessment was made by moving another one; one query."""
    rows = new.inherited.order_by("former__criterion__position", "former__level__rank", "former__position", "pk")
    columns = (
        "fate",
        "former",
        "former__criterion__title",
        "former__text",
        "answer",
        "note",
        "turn",
        "statement__text",
    )
    found: dict[tuple, list[str]] = defaultdict(list)
    for *old, became in rows.values_list(*columns):
        found[tuple(old)].append(became or "")
    fates: dict[str, list[Arrived]] = {str(fate): [] for fate in Fate}
    for (fate, _, place, text, answer, note, turn), became in found.items():
        why = str(Turn(turn).label) if turn else ""
        fates[fate].append(Arrived(place, text, ANSWER_WORDS[answer], note, why, tuple(filter(None, became))))
    counts = tuple((str(fate.label), len(fates[fate])) for fate in Fate)
    return Arrivals(len(found), counts, tuple((str(fate.label), tuple(fates[fate])) for fate in Fate if fates[fate]))
