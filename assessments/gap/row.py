"""One row of the gap report: a criterion's level now, its target, and each statement in the list where it belongs.

Plain Python: the words of an edition and people's answers in, a frozen row out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from assessments.gap.planned_action import Planned
from assessments.gap.values import Answered, Cell, Decided, GapStatement, Share
from assessments.rules.shortest_path import Candidate, Path, shortest_path
from assessments.rules.suggestion import (
    Suggestion,
    Tally,
    Thresholds,
    best_fit,
    cumulative,
    default_target,
    distance_from_good,
    good_share,
    percentage,
)
from frameworks.content import Content, Node, Step, Words

UNGRADED = "This question is not graded: no level is suggested."
CONCERN_STANDS = "while a cause of concern is open, only the lowest grade is suggested."

Answers = Mapping[int, Answered]
Concerns = Mapping[int, list[str]]


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
    suggested: Step | None
    why: str
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
    path: Path | None
    concerns: tuple[str, ...]
    cells: tuple[Cell, ...]
    actions: tuple[Planned, ...] = ()
    # Answers that came over from an earlier assessment and count for nothing until somebody confirms them.
    unconfirmed: int = 0
    if_confirmed: Step | None = None
    # The level of the round before, of the same edition.
    before: Step | None = None

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
        return f"{self.path.count} statement{'s' if self.path.count != 1 else ''}" if self.path.count else "Nothing"

    @property
    def path_words(self) -> str:
        """The shortest path as sentences."""
        if self.path is None or self.path.count is None:
            return self.path.why if self.path else ""
        if not self.path.count:
            return self.path.why or "Nothing is left to close: the answers suggest it already."
        picks = [
            f"all {len(pick.of)} of these"
            if pick.count == len(pick.of) > 1
            else "this one"
            if len(pick.of) == 1
            else f"any {pick.count} of these {len(pick.of)}"
            for pick in self.path.picks
        ]
        words = f"{self.path.count} to make true: {'; and '.join(picks)}, marked “on the path” below."
        return f"{words} {self.path.why}".strip()

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


class _Judged(NamedTuple):
    """One criterion as people judged it: all that the parts of its row are worked out from.

    `statements` are those of its levels, on or below it; `tallies` count their answers by level, lowest first.
    """

    words: Content
    node: Node
    answers: Answers
    concerns: tuple[str, ...]
    ours: Thresholds
    statements: Sequence[Words]
    tallies: Sequence[Tally]

    def answer(self, each: Words) -> str:
        """Return what counts as the answer to a statement; empty where nobody has judged it."""
        stands = self.answers.get(each.pk)
        return stands.answer if stands else ""


class _Gap(NamedTuple):
    """What lies between a criterion and its target: the rank aimed for, how to get there, and what is in the way."""

    target: int | None
    path: Path | None
    met: tuple[GapStatement, ...]
    missing: tuple[GapStatement, ...]
    unjudged: tuple[GapStatement, ...]
    not_applicable: tuple[GapStatement, ...]
    holding_back: tuple[GapStatement, ...]


def row_of(
    words: Content, node: Node, answers: Answers, decided: Mapping[int, Decided], concerns: Concerns, ours: Thresholds
) -> GapRow:
    """Return one criterion's row, from what people answered and decided and the causes of concern that are open."""
    judged = _judged(words, node, answers, concerns, ours)
    people, suggestion = decided.get(node.pk, Decided()), _suggest(judged)
    gap = _gap(judged, people.target, people.level if people.level is not None else suggestion.rank)
    unconfirmed = sum(bool(answers[each.pk].carried) for each in judged.statements if each.pk in answers)
    return GapRow(
        *(node.pk, node.code, node.number, node.title, node.kind, node.depth, node.scored, node.takes_level),
        now=words.ranked(people.level),
        target=words.ranked(gap.target),
        target_is_set=people.target is not None,
        suggested=words.ranked(suggestion.rank),
        why=suggestion.why,
        rationale=people.rationale,
        version=people.version,
        judged=sum(tally.judged for tally in judged.tallies),
        total=sum(tally.total for tally in judged.tallies),
        shares=tuple(_share(tally, people.level, gap.target) for tally in judged.tallies),
        percent_met=_percent_met(judged),
        met=gap.met,
        missing=gap.missing,
        unjudged=gap.unjudged,
        not_applicable=gap.not_applicable,
        holding_back=gap.holding_back,
        path=gap.path,
        concerns=judged.concerns,
        cells=_cells(judged, people.level, gap.target),
        unconfirmed=unconfirmed,
        if_confirmed=words.ranked(_if_confirmed(judged)) if unconfirmed else None,
    )


def suggested(words: Content, node: Node, answers: Answers, concerns: Concerns, ours: Thresholds) -> Suggestion:
    """Return what the answers to one criterion suggest, and why: a row's suggestion without the rest of it."""
    return _suggest(_judged(words, node, answers, concerns, ours))


def _judged(words: Content, node: Node, answers: Answers, concerns: Concerns, ours: Thresholds) -> _Judged:
    statements = [each for each in node.on_or_below if each.rank is not None] if node.scored else []
    # One cause of concern may stand on several criteria here; it is named once.
    named = dict.fromkeys(each for pk in (node.pk, *sorted(node.descendants)) for each in concerns.get(pk, ()))
    return _Judged(words, node, answers, tuple(named), ours, statements, _tallies(words, statements, answers))


def _tallies(words: Content, statements: Sequence[Words], answers: Answers) -> list[Tally]:
    """Return one tally for each level that holds statements here, lowest first."""
    counts: dict[int, dict[str, int]] = {}
    for each in statements:
        so_far = counts.setdefault(each.rank or 0, {})
        answer = answers[each.pk].answer if each.pk in answers else ""
        so_far[answer] = so_far.get(answer, 0) + 1
    return [
        Tally(
            level.rank,
            level.name,
            level.builds,
            *(found.get(answer, 0) for answer in ("yes", "partly", "no", "na", "")),
        )
        for level in words.levels
        if (found := counts.get(level.rank)) is not None
    ]


def _suggest(judged: _Judged) -> Suggestion:
    words, tallies, concerns = judged.words, judged.tallies, judged.concerns
    if not tallies:
        return Suggestion(None, "")
    if words.rule == "distance_from_good":
        graded = judged.node.graded
        return distance_from_good(tallies[-1], _scale(words), graded=graded, concerns=concerns, thresholds=judged.ours)
    if not judged.node.takes_level:
        return Suggestion(None, UNGRADED)
    if words.rule == "cumulative":
        return cumulative(tallies, judged.ours)
    if words.rule == "coverage":
        return Suggestion(None, "")
    otherwise = {tally.rank for tally in tallies if tally.builds == "otherwise"}
    true = [each.text for each in judged.statements if each.rank in otherwise and judged.answer(each) == "yes"]
    suggestion = best_fit(tallies, judged.ours, true)
    if concerns:
        return Suggestion(suggestion.rank, f"{suggestion.why} Open causes of concern: {', '.join(concerns)}.")
    return suggestion


def _if_confirmed(judged: _Judged) -> int | None:
    """Return the rank that would be suggested if every answer that was carried over were confirmed as it stands."""
    stands = judged.answers
    answers = {each.pk: stands[each.pk].if_confirmed for each in judged.statements if each.pk in stands}
    tallies = _tallies(judged.words, judged.statements, answers)
    return _suggest(judged._replace(answers=answers, tallies=tallies)).rank


def _gap(judged: _Judged, chosen: int | None, now: int | None) -> _Gap:
    """Return what lies between the rank of now and the target, the one that people chose or the next one."""
    target = _next_target(judged, now) if chosen is None else chosen
    path = _path(judged, target) if target and judged.statements else None
    # With the top reached there is nothing to aim for, but what isn't true there is still worth seeing.
    listed = target or max((tally.rank for tally in judged.tallies), default=None)
    found = _sorted_out(judged, listed, path)
    return _Gap(target, path, found["yes"], found["no"], found[""], found["na"], _holding_back(judged, listed))


def _next_target(judged: _Judged, now: int | None) -> int | None:
    if not judged.statements:
        return None
    words, lowest = judged.words, judged.words.levels[0].rank
    described = [tally.rank for tally in judged.tallies if tally.applies and tally.rank > lowest]
    aims = [rank for rank in described if rank not in words.weaker_ranks]
    return default_target(words.rule, lowest, aims, now)


def _path(judged: _Judged, target: int) -> Path:
    words, concerns = judged.words, judged.concerns
    candidates = _candidates(judged, target)
    path = shortest_path(words.rule, target, judged.tallies, candidates, scale=_scale(words), thresholds=judged.ours)
    if path.count is not None and concerns and judged.node.graded and words.rule == "distance_from_good":
        return replace(path, why=f"What is behind {', '.join(concerns)} has to be put right too: {CONCERN_STANDS}")
    return path


def _candidates(judged: _Judged, target: int) -> list[Candidate]:
    """Return what isn't true yet at the target or below it, each with its lone weaker counterpart."""
    by_pk = {each.pk: each for each in judged.statements}
    found = []
    for each in judged.statements:
        answer = judged.answer(each)
        if answer in ("yes", "na") or (each.rank or 0) > target:
            continue
        weaker = by_pk.get(judged.words.counterparts.get(each.pk, 0))
        found.append(
            Candidate(
                rank=each.rank or 0,
                answer=answer or "unjudged",
                weaker_rank=weaker.rank if weaker else None,
                weaker_answer=(judged.answer(weaker) or "unjudged") if weaker else None,
                statement=each.pk,
                weaker=weaker.pk if weaker else None,
            )
        )
    return found


def _sorted_out(judged: _Judged, target: int | None, path: Path | None) -> dict[str, tuple[GapStatement, ...]]:
    """Return the target's statements by how they were answered; what is partly true is not yet true."""
    closing = {pk for pick in (path.picks if path else ()) for pk in pick.of}
    level = judged.words.ranked(target)
    found: dict[str, list[GapStatement]] = {"yes": [], "no": [], "": [], "na": []}
    for each in judged.statements:
        # A statement below the target is shown where the path runs through it.
        if level is None or (each.rank != target and each.pk not in closing):
            continue
        stands = judged.answers.get(each.pk, Answered())
        bucket = "no" if stands.answer == "partly" else stands.answer
        found[bucket].append(_gap_statement(judged.words, each, stands, target, each.pk in closing))
    return {answer: tuple(listed) for answer, listed in found.items()}


def _holding_back(judged: _Judged, target: int | None) -> tuple[GapStatement, ...]:
    """Return the weaker statements still true or partly true; levels that the target stands on don't count."""
    words = judged.words
    if words.rule != "best_fit" or target is None:
        return ()
    ceiling = target
    while (step := words.ranked(ceiling)) and step.builds == "on_top":
        ceiling -= 1
    weaker = [each for each in judged.statements if (each.rank or 0) < ceiling]
    return tuple(
        _gap_statement(words, each, judged.answers[each.pk], target)
        for each in weaker
        if judged.answer(each) in ("yes", "partly")
    )


def _gap_statement(
    words: Content, each: Words, stands: Answered, target: int | None, in_path: bool = False
) -> GapStatement:
    level = words.ranked(each.rank)
    name = level.name if level else ""
    backed = (stands.evidence, stands.strongest)
    about = (each.pk, each.code, each.text, name, stands.answer, stands.note)
    return GapStatement(*about, in_path, each.rank != target, *backed, stands.carried)


def _scale(words: Content) -> list[tuple[int, str]]:
    return [(level.rank, level.name) for level in words.levels]


def _share(tally: Tally, now: int | None, target: int | None) -> Share:
    percent = None if tally.share is None else tally.percent()
    return Share(*tally[:2], *tally[3:], percent, tally.total, tally.rank == now, tally.rank == target)


def _cells(judged: _Judged, now: int | None, target: int | None) -> tuple[Cell, ...]:
    """Return one cell for each level of the scale; none where the criterion has no statements of any."""
    if not judged.statements:
        return ()
    by_rank = {tally.rank: tally for tally in judged.tallies}
    return tuple(_cell(level, by_rank.get(level.rank), now, target) for level in judged.words.levels)


def _cell(level: Step, tally: Tally | None, now: int | None, target: int | None) -> Cell:
    mark = (level.rank == now, level.rank == target)
    if tally is None or tally.share is None:
        return Cell(level.name, 0, "Not judged" if tally else "", *mark)
    return Cell(level.name, 1 + min(4, int(tally.share * 5)), f"{tally.percent()}% true", *mark)


def _percent_met(judged: _Judged) -> int | None:
    if judged.words.rule != "distance_from_good" or not judged.tallies:
        return None
    return percentage(good_share(judged.tallies[-1]))
