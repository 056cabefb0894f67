"""One row of the gap report: a criterion's level now, its target, and each statement in the list where it belongs.

Plain Python: the words of an edition and people's answers in, a frozen row out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assessments.path import Candidate, Path, shortest_path
from assessments.planned import Planned
from assessments.row_parts import Answered, Cell, Decided, GapStatement, Share
from assessments.scoring import (
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


def row_of(
    words: Content,
    node: Node,
    answers: Mapping[int, Answered],
    decided: Mapping[int, Decided],
    concerns: Mapping[int, list[str]],
    ours: Thresholds,
) -> GapRow:
    """Return one criterion's row, from what people answered and decided and the causes of concern that are open."""
    statements, named = _scored(node), _named(node, concerns)
    tallies = _tallies(words, statements, answers)
    suggestion = _suggest(words, node, tallies, statements, answers, named, ours)
    people = decided.get(node.pk, Decided())
    standing = people.level if people.level is not None else suggestion.rank
    target, top = people.target, max((tally.rank for tally in tallies), default=None)
    if target is None and statements:
        lowest = words.levels[0].rank
        described = [tally.rank for tally in tallies if tally.applies and tally.rank > lowest]
        aims = [rank for rank in described if rank not in words.weaker_ranks]
        target = default_target(words.rule, lowest, aims, standing)
    path = _path(words, target, tallies, statements, answers, ours) if target and statements else None
    if path and path.count is not None and named and node.graded and words.rule == "distance_from_good":
        path = replace(path, why=f"What is behind {', '.join(named)} has to be put right too: {CONCERN_STANDS}")
    carried = [each for each in statements if each.pk in answers and answers[each.pk].carried]
    # With the top reached there is nothing to aim for, but what isn't true there is still worth seeing.
    listed = target or top
    at_target = _sorted_out(words, statements, answers, listed, path)
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
        target=words.ranked(target),
        target_is_set=people.target is not None,
        suggested=words.ranked(suggestion.rank),
        why=suggestion.why,
        rationale=people.rationale,
        version=people.version,
        judged=sum(tally.judged for tally in tallies),
        total=sum(tally.total for tally in tallies),
        shares=tuple(_share(tally, people.level, target) for tally in tallies),
        percent_met=_percent_met(words, tallies),
        met=at_target["yes"],
        missing=at_target["no"],
        unjudged=at_target[""],
        not_applicable=at_target["na"],
        holding_back=_holding_back(words, statements, answers, listed),
        path=path,
        concerns=named,
        cells=tuple(_cell(level, tallies, people.level, target) for level in words.levels) if statements else (),
        unconfirmed=len(carried),
        if_confirmed=words.ranked(_if_confirmed(words, node, answers, concerns, ours)) if carried else None,
    )


def suggested(words: Content, node: Node, answers: Answers, concerns: Concerns, ours: Thresholds) -> Suggestion:
    """Return what the answers to one criterion suggest, and why: a row's suggestion without the rest of it."""
    statements = _scored(node)
    tallies = _tallies(words, statements, answers)
    return _suggest(words, node, tallies, statements, answers, _named(node, concerns), ours)


def _if_confirmed(words: Content, node: Node, answers: Answers, concerns: Concerns, ours: Thresholds) -> int | None:
    """Return the rank that would be suggested if every answer that was carried over were confirmed as it stands."""
    confirmed = {pk: stands.if_confirmed for pk, stands in answers.items()}
    return suggested(words, node, confirmed, concerns, ours).rank


def _scored(node: Node) -> list[Words]:
    return [each for each in node.on_or_below if each.rank is not None] if node.scored else []


def _named(node: Node, concerns: Mapping[int, list[str]]) -> tuple[str, ...]:
    # One cause of concern may stand on several criteria here; it is named once.
    found = (each for pk in (node.pk, *sorted(node.descendants)) for each in concerns.get(pk, ()))
    return tuple(dict.fromkeys(found))


def _tallies(words: Content, statements: Sequence[Words], answers: Mapping[int, Answered]) -> list[Tally]:
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
            found.get("yes", 0),
            found.get("partly", 0),
            found.get("no", 0),
            found.get("na", 0),
            found.get("", 0),
        )
        for level in words.levels
        if (found := counts.get(level.rank)) is not None
    ]


def _suggest(
    words: Content,
    node: Node,
    tallies: Sequence[Tally],
    statements: Sequence[Words],
    answers: Mapping[int, Answered],
    concerns: Sequence[str],
    ours: Thresholds,
) -> Suggestion:
    if not tallies:
        return Suggestion(None, "")
    if words.rule == "distance_from_good":
        scale = [(level.rank, level.name) for level in words.levels]
        return distance_from_good(tallies[-1], scale, graded=node.graded, concerns=concerns, thresholds=ours)
    if not node.takes_level:
        return Suggestion(None, UNGRADED)
    if words.rule == "cumulative":
        return cumulative(tallies, ours)
    if words.rule == "coverage":
        return Suggestion(None, "")
    otherwise = {tally.rank for tally in tallies if tally.builds == "otherwise"}
    true = [each.text for each in statements if each.rank in otherwise and _answer(answers, each) == "yes"]
    suggestion = best_fit(tallies, ours, true)
    if concerns:
        return Suggestion(suggestion.rank, f"{suggestion.why} Open causes of concern: {', '.join(concerns)}.")
    return suggestion


def _path(
    words: Content,
    target: int,
    tallies: Sequence[Tally],
    statements: Sequence[Words],
    answers: Mapping[int, Answered],
    ours: Thresholds,
) -> Path:
    if all(tally.rank != target for tally in tallies):
        return Path(None, why="The framework describes nothing at this level.")
    by_pk = {each.pk: each for each in statements}
    lone = words.counterparts
    candidates = []
    for each in statements:
        answer = _answer(answers, each)
        if answer in ("yes", "na") or (each.rank or 0) > target:
            continue
        weaker = by_pk.get(lone.get(each.pk, 0))
        candidates.append(
            Candidate(
                rank=each.rank or 0,
                answer=answer or "unjudged",
                weaker_rank=weaker.rank if weaker else None,
                weaker_answer=(_answer(answers, weaker) or "unjudged") if weaker else None,
                statement=each.pk,
                weaker=weaker.pk if weaker else None,
            )
        )
    scale = [(level.rank, level.name) for level in words.levels]
    return shortest_path(words.rule, target, tallies, candidates, scale=scale, thresholds=ours)


def _sorted_out(
    words: Content,
    statements: Sequence[Words],
    answers: Mapping[int, Answered],
    target: int | None,
    path: Path | None,
) -> dict[str, tuple[GapStatement, ...]]:
    """Return the target's statements by how they were answered; what is partly true is not yet true."""
    closing = {pk for pick in (path.picks if path else ()) for pk in pick.of}
    level = words.ranked(target)
    found: dict[str, list[GapStatement]] = {"yes": [], "no": [], "": [], "na": []}
    for each in statements:
        # A statement below the target is shown where the path runs through it.
        if level is None or (each.rank != target and each.pk not in closing):
            continue
        stands = answers.get(each.pk, Answered())
        bucket = "no" if stands.answer == "partly" else stands.answer
        found[bucket].append(_gap_statement(words, each, stands, target, each.pk in closing))
    return {answer: tuple(listed) for answer, listed in found.items()}


def _holding_back(
    words: Content, statements: Sequence[Words], answers: Mapping[int, Answered], target: int | None
) -> tuple[GapStatement, ...]:
    """Return the weaker statements still true or partly true; levels that the target stands on don't count."""
    if words.rule != "best_fit" or target is None:
        return ()
    ceiling = target
    while (step := words.ranked(ceiling)) and step.builds == "on_top":
        ceiling -= 1
    weaker = [each for each in statements if (each.rank or 0) < ceiling]
    return tuple(
        _gap_statement(words, each, answers[each.pk], target)
        for each in weaker
        if _answer(answers, each) in ("yes", "partly")
    )


def _gap_statement(
    words: Content, each: Words, stands: Answered, target: int | None, in_path: bool = False
) -> GapStatement:
    level = words.ranked(each.rank)
    name = level.name if level else ""
    backed = (stands.evidence, stands.strongest)
    about = (each.pk, each.code, each.text, name, stands.answer, stands.note)
    return GapStatement(*about, in_path, each.rank != target, *backed, stands.carried)


def _answer(answers: Mapping[int, Answered], each: Words) -> str:
    stands = answers.get(each.pk)
    return stands.answer if stands else ""


def _share(tally: Tally, now: int | None, target: int | None) -> Share:
    percent = None if tally.share is None else tally.percent()
    return Share(*tally[:2], *tally[3:], percent, tally.total, tally.rank == now, tally.rank == target)


def _cell(level: Step, tallies: Sequence[Tally], now: int | None, target: int | None) -> Cell:
    tally = next((tally for tally in tallies if tally.rank == level.rank), None)
    mark = (level.rank == now, level.rank == target)
    if tally is None or tally.share is None:
        return Cell(level.name, 0, "Not judged" if tally else "", *mark)
    return Cell(level.name, 1 + min(4, int(tally.share * 5)), f"{tally.percent()}% true", *mark)


def _percent_met(words: Content, tallies: Sequence[Tally]) -> int | None:
    if words.rule != "distance_from_good" or not tallies:
        return None
    return percentage(good_share(tallies[-1]))
