"""One row of the gap report: a criterion's level now, its target, and each statement in the list where it belongs.

Plain Python: the words of an edition and people's answers in, a frozen row out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from assessments.gap.planned_action import Planned
from assessments.gap.shares import Cell, Share, cells_of, percent_met, shares_of
from assessments.gap.statement import GapStatement, gap_statement
from assessments.published_grades.grade import Published
from assessments.rules.answers import Answered, Decided
from assessments.rules.claim import Mark, Support, aimed_at, claimed, held_as, marks, measured_from
from assessments.rules.first_match_path import first_match_path
from assessments.rules.shortest_path import Path, path_to
from assessments.rules.suggestion import (
    Answers,
    Concerns,
    Measured,
    measure,
    suggest,
    suggested_if_confirmed,
    supported_by,
)
from frameworks.content import Content, Node, Step
from frameworks.models import Edition
from frameworks.rule.suggestion import default_target


@dataclass(frozen=True, slots=True)
class GapRow:
    """One criterion. The three lists of the target (met, missing, unjudged) are never merged."""

    pk: int
    code: str
    number: str
    title: str
    kind: str
    depth: int
    scored: bool
    takes_level: bool
    now: Step | None
    target: Step | None
    target_is_set: bool
    target_is_claimed: bool
    suggested: Step | None
    why: str
    needs_answers: bool
    rationale: str
    version: int
    judged: int
    total: int
    shares: tuple[Share, ...]
    percent_met: int | None
    met: tuple[GapStatement, ...]
    missing: tuple[GapStatement, ...]
    unjudged: tuple[GapStatement, ...]
    not_applicable: tuple[GapStatement, ...]
    holding_back: tuple[GapStatement, ...]
    # Those that stand in none of these lists, and somebody wrote a note on.
    noted: tuple[GapStatement, ...]
    path: Path | None
    concerns: tuple[str, ...]
    # What is to be said of the level that people decided, the gravest first.
    marks: tuple[Mark, ...]
    cells: tuple[Cell, ...]
    actions: tuple[Planned, ...] = ()
    # Answers that came over from an earlier assessment and count for nothing until somebody confirms them.
    unconfirmed: int = 0
    if_confirmed: Step | None = None
    # The level of the round before, of the same edition, and what was published last, of the whole force.
    before: Step | None = None
    published: Published | None = None
    # Whether the level is suggested by the publisher's own rule.
    is_by_publisher: bool = False

    @property
    def unconfirmed_words(self) -> str:
        """How many answers nobody has confirmed this time, and what they would suggest; empty where there are none."""
        if not self.unconfirmed:
            return ""
        said = (
            f"{self.unconfirmed} of {self.total} answers are carried over and not confirmed; they count as not judged."
        )
        if self.if_confirmed and self.if_confirmed != self.suggested:
            return f"{said} If all of them still hold, {self.if_confirmed.name} would be suggested."
        return said

    @property
    def target_words(self) -> str:
        """The level to reach, and whose choice it is; empty where there is none."""
        if self.target is None:
            return ""
        if self.target_is_set:
            return self.target.name
        return f"{self.target.name} ({'as claimed' if self.target_is_claimed else 'the next one up'})"

    @property
    def marks_words(self) -> str:
        """What is to be said of the decided level, as sentences; empty where there is nothing."""
        return " ".join(mark.words for mark in self.marks)

    @property
    def stands(self) -> Step | None:
        """Where the criterion stands: at the lower of the levels decided and suggested, or the one that there is."""
        known = [level for level in (self.now, self.suggested) if level]
        return min(known, key=lambda level: level.rank, default=None)

    @property
    def basis(self) -> str:
        """What the answers say of a level, in a sentence; empty where the criterion has no statements."""
        if not self.total:
            return ""
        if self.suggested:
            return f"The answers suggest {self.suggested.name}."
        if not self.judged:
            return "Nothing is judged here."
        if self.needs_answers:
            return f"Too little is judged for a suggestion: {self.judged} of {self.total} statements."
        return "The answers suggest no level."

    @property
    def standing(self) -> str:
        """Where the criterion stands, in words: what people decided, or that they haven't."""
        if self.now:
            return self.now.name
        if not self.takes_level:
            return f"{self.percent_met}% of good met" if self.percent_met is not None else "Not graded"
        return f"Not decided; {self.suggested.name} suggested" if self.suggested else "Not decided"

    @property
    def heat(self) -> int:
        """How high the decided level stands, for the colour beside its words; 0 where nothing is decided."""
        return min(self.now.rank, 5) if self.now else 0

    @property
    def to_close(self) -> str:
        """How many statements the shortest path has, in words."""
        if self.path is None:
            return ""
        if self.path.count is None:
            return "No path yet"
        if not self.path.count and self.path.why:
            return "The cause of concern"
        if self.path.ceases:
            return f"{self.path.number} {'change' if self.path.count == 1 else 'changes'}"
        noun = "statement" if self.not_true == 1 else "statements"
        return f"{self.path.number} of {self.not_true} {noun}" if self.path.count else "Nothing"

    @property
    def statements(self) -> tuple[GapStatement, ...]:
        """Those of all its lists."""
        lists = (self.met, self.missing, self.unjudged, self.not_applicable, self.holding_back, self.noted)
        return tuple(each for one in lists for each in one)

    @property
    def holding_back_words(self) -> str:
        """What the statements that hold the force back are called."""
        if self.path and self.path.ceases:
            return "True statements that hold the force back"
        return "Weaker statements that still hold the force back"

    @property
    def not_true(self) -> int:
        """How many statements of the target, and on the path to it, are not true yet or not judged."""
        return len(self.missing) + len(self.unjudged)

    @property
    def path_words(self) -> str:
        """The shortest path as sentences."""
        if self.path is None or self.path.count is None:
            return f"{self.path.why} {self.path.shorter}".strip() if self.path else ""
        if not self.path.count:
            return self.path.why or "Nothing is left to close: the answers suggest it already."
        level = self.target.name if self.target else ""
        words = f"{level} is suggested from {self.path.number} of the {self.not_true} not true yet: "
        if self.path.ceases:
            words = f"{level} takes {self.to_close}: "
        words += f"{'; and '.join(pick.words for pick in self.path.picks)}, marked “on the path” below."
        return " ".join(part for part in (words, self.path.why, self.path.shorter) if part)

    @property
    def percent_judged(self) -> int:
        return 100 * self.judged // self.total if self.total else 0

    @property
    def unbacked(self) -> int:
        """How many of the target's statements were answered yes with nothing to back that."""
        return sum(each.lacks_evidence for each in self.met)

    @property
    def differs(self) -> bool:
        """Whether people chose another level than the one suggested."""
        return bool(self.now and self.suggested and self.now.rank != self.suggested.rank)


class _Gap(NamedTuple):
    """What lies between a criterion and its target: the rank aimed for, how to get there, and what is in the way."""

    target: int | None
    path: Path | None
    met: tuple[GapStatement, ...]
    missing: tuple[GapStatement, ...]
    unjudged: tuple[GapStatement, ...]
    not_applicable: tuple[GapStatement, ...]
    holding_back: tuple[GapStatement, ...]


def row_of(words: Content, node: Node, answers: Answers, decided: Mapping[int, Decided], concerns: Concerns) -> GapRow:
    """Return one criterion's row, from what people answered and decided and the causes of concern that are open."""
    measured = measure(words, node, answers, concerns)
    people, suggestion = decided.get(node.pk, Decided()), suggest(measured)
    supported = supported_by(measured, suggestion)
    gap = _gap(measured, people, supported)
    unconfirmed = sum(bool(answers[each.pk].carried) for each in measured.statements if each.pk in answers)
    return GapRow(
        pk=node.pk,
        code=node.code,
        number=node.number,
        title=node.title,
        kind=node.kind,
        depth=node.depth,
        scored=node.scored,
        takes_level=node.takes_level,
        now=words.ranked(people.level),
        target=words.ranked(gap.target),
        target_is_set=people.target is not None and people.target == gap.target,
        target_is_claimed=gap.target is not None and gap.target == claimed(people.level, supported) != people.target,
        suggested=words.ranked(suggestion.rank),
        why=suggestion.why,
        needs_answers=suggestion.needs_answers,
        rationale=people.rationale,
        version=people.version,
        judged=supported.judged,
        total=supported.total,
        shares=shares_of(measured, people.level, gap.target),
        percent_met=percent_met(measured),
        met=gap.met,
        missing=gap.missing,
        unjudged=gap.unjudged,
        not_applicable=gap.not_applicable,
        holding_back=gap.holding_back,
        noted=_noted(measured, gap),
        path=gap.path,
        concerns=measured.concerns,
        marks=marks(people.level, supported, dict(words.scale), concerns=measured.concerns),
        cells=cells_of(measured, people.level, gap.target),
        is_by_publisher=words.ruling.owner == Edition.Owner.PUBLISHER,
        unconfirmed=unconfirmed,
        if_confirmed=words.ranked(suggested_if_confirmed(measured)) if unconfirmed else None,
    )


def _gap(measured: Measured, people: Decided, supported: Support) -> _Gap:
    """Return what lies between where the criterion stands and its target.

    It stands at the lower of what people decided and what the answers support. The target is the one that people set,
    or the next one up; a level claimed above the answers is aimed for at least.
    """
    now = measured_from(held_as(people.level, supported.described), supported.rank)
    target = aimed_at(people.target, _next_target(measured, now), claimed(people.level, supported))
    path = _path(measured, target) if target and measured.statements else None
    # With the top reached there is nothing to aim for, but what isn't true there is still worth seeing.
    listed = target or max((tally.rank for tally in measured.tallies), default=None)
    found = _sorted_out(measured, listed, path)
    return _Gap(target, path, found["yes"], found["no"], found[""], found["na"], _holding_back(measured, listed, path))


def _path(measured: Measured, target: int) -> Path:
    if measured.words.rule != "first_match":
        return path_to(measured, target)
    words, own = measured.words, {each.pk for each in measured.statements}
    return first_match_path(
        words.first_match(),
        target,
        measured.placed(),
        words.named_levels,
        counterparts={stronger: weaker for stronger, weaker in words.counterparts.items() if {stronger, weaker} <= own},
        concerns=measured.concerns,
    )


def _next_target(measured: Measured, now: int | None) -> int | None:
    if not measured.statements:
        return None
    words, lowest = measured.words, measured.words.levels[0].rank
    described = [tally.rank for tally in measured.tallies if tally.applies and tally.rank > lowest]
    aims = [rank for rank in described if rank not in words.weaker_ranks]
    if words.rule == "first_match":
        given = {row.rank for row in words.first_match().rows}
        aims = [rank for rank in aims if rank in given]
    return default_target(words.rule, lowest, aims, now)


def _sorted_out(measured: Measured, target: int | None, path: Path | None) -> dict[str, tuple[GapStatement, ...]]:
    """Return the target's statements by how they were answered; what is partly true is not yet true."""
    closing = {pk for pick in (path.picks if path else ()) if not pick.ceases or pick.unjudged for pk in pick.of}
    level = measured.words.ranked(target)
    found: dict[str, list[GapStatement]] = {"yes": [], "no": [], "": [], "na": []}
    for each in measured.statements:
        # A statement below the target is shown where the path runs through it.
        if level is None or (each.rank != target and each.pk not in closing):
            continue
        stands = measured.answers.get(each.pk, Answered())
        bucket = "no" if stands.answer == "partly" else stands.answer
        found[bucket].append(gap_statement(measured.words, each, stands, target, each.pk in closing))
    return {answer: tuple(listed) for answer, listed in found.items()}


def _holding_back(measured: Measured, target: int | None, path: Path | None) -> tuple[GapStatement, ...]:
    """Return the weaker statements still true or partly true; levels that the target stands on don't count.

    By a rule of rows these are the true ones that have to stop being so, wherever they stand.
    """
    words = measured.words
    if words.rule == "first_match":
        ceasing = {pk for pick in (path.picks if path else ()) if pick.ceases and not pick.unjudged for pk in pick.of}
        return tuple(
            gap_statement(words, each, measured.answers[each.pk], target, True)
            for each in measured.statements
            if each.pk in ceasing
        )
    if words.rule != "best_fit" or target is None:
        return ()
    ceiling = target
    while (step := words.ranked(ceiling)) and step.builds == "on_top":
        ceiling -= 1
    weaker = [each for each in measured.statements if (each.rank or 0) < ceiling]
    return tuple(
        gap_statement(words, each, measured.answers[each.pk], target)
        for each in weaker
        if measured.answer(each) in ("yes", "partly")
    )


def _noted(measured: Measured, gap: _Gap) -> tuple[GapStatement, ...]:
    """Return the statements with a note that none of the lists has, so that no note is lost to the report."""
    lists = (gap.met, gap.missing, gap.unjudged, gap.not_applicable, gap.holding_back)
    listed = {each.pk for one in lists for each in one}
    return tuple(
        gap_statement(measured.words, each, measured.answers[each.pk], gap.target)
        for each in measured.node.on_or_below
        if measured.node.scored
        and each.pk not in listed
        and each.pk in measured.answers
        and measured.answers[each.pk].note
    )
