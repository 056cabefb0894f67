"""As it was before rules became data of an edition: what the rules of then have to come to still.

How a level is suggested from answers. Pure functions: tallies in, a rank and a sentence out.

The thresholds and the rules are this product's own, shown with every suggestion; no publisher states a formula.
The grades' meanings behind `distance_from_good` are HMICFRS's five definitions of 2021/22.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from assessments.rules.answers import UNJUDGED, Answer, Answered
from assessments.rules.claim import Support
from frameworks.content import Content, Node, Words

# Shares are compared with this much room, so that 17 of 20 is 0.85 whatever the arithmetic.
NEARLY = 1e-9


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Shares from 0 to 1: from `substantial` a level is reached in substance, from `some` in part."""

    substantial: float = 0.85
    some: float = 0.40


OURS = Thresholds()


class Tally(NamedTuple):
    """How the statements of one level were answered. Ranks count from 1, the lowest."""

    rank: int
    name: str
    builds: str = "alone"
    yes: int = 0
    partly: int = 0
    no: int = 0
    na: int = 0
    unjudged: int = 0

    @property
    def total(self) -> int:
        return self.yes + self.partly + self.no + self.na + self.unjudged

    @property
    def judged(self) -> int:
        return self.yes + self.partly + self.no + self.na

    @property
    def share(self) -> float | None:
        """The part, 0 to 1, of what is judged and applies that is true; a partly is a half. None where nothing is."""
        counted = self.yes + self.partly + self.no
        return (self.yes + self.partly / 2) / counted if counted else None

    @property
    def applies(self) -> bool:
        return self.total > self.na

    @property
    def half_judged(self) -> bool:
        return 2 * self.judged >= self.total and self.share is not None

    def percent(self) -> int:
        """Return the share as a whole percentage, 0 to 100; 0 where nothing is judged."""
        return percentage(self.share or 0)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The rank suggested, or None, and a sentence that says why.

    `needs_answers` is whether too little is judged for the answers to suggest anything.
    """

    rank: int | None
    why: str
    needs_answers: bool = field(default=False, compare=False)


def reaches(share: float | None, threshold: float) -> bool:
    """Return whether the share is there and not below the threshold."""
    return share is not None and share + NEARLY >= threshold


def percentage(share: float) -> int:
    """Return the share as a whole percentage, rounded down: nothing looks like 85% that is below it."""
    return int(100 * (share + NEARLY))


def best_fit(tallies: Sequence[Tally], thresholds: Thresholds = OURS, still_true: Sequence[str] = ()) -> Suggestion:
    """Return the level that describes the force best.

    None until half of the statements of every level are judged, where two levels that are not neighbours are both
    substantially true, and where the best is below `some`. Of two substantial neighbours the higher; of equal shares
    the lower. A level `on_top` of another is reached only with it; one that holds `otherwise` competes only where
    nothing two or more above it is partly true. `still_true` are the true statements of such a level, named always.
    """
    counted = [tally for tally in tallies if tally.applies]
    waiting = [tally.name for tally in counted if not tally.half_judged]
    named = f" Still true: {'; '.join(text.rstrip('.') for text in still_true)}." if still_true else ""
    if waiting:
        return Suggestion(None, f"Judge at least half of the statements of {_and(waiting)} first." + named, True)
    competing = _competing(counted, thresholds)
    if not competing:
        return Suggestion(None, "No statement applies here." + named)
    rank, why = _best(competing, thresholds)
    if rank is None:
        return Suggestion(None, why + named)
    higher = _built_on(rank, counted, thresholds)
    if higher:
        why = f"{why} {higher.name} comes on top of it: {_true(higher)}."
    return Suggestion(higher.rank if higher else rank, why + named)


def _competing(counted: Sequence[Tally], thresholds: Thresholds) -> list[Tally]:
    alone = [tally for tally in counted if tally.builds == "alone"]
    otherwise = [
        tally
        for tally in counted
        if tally.builds == "otherwise"
        and not any(reaches(other.share, thresholds.some) for other in alone if other.rank >= tally.rank + 2)
    ]
    return sorted(alone + otherwise)


def _best(competing: list[Tally], thresholds: Thresholds) -> tuple[int | None, str]:
    places = [place for place, tally in enumerate(competing) if reaches(tally.share, thresholds.substantial)]
    if len(places) > 1 and places[-1] - places[0] > 1:
        names = _and([competing[place].name for place in places])
        how_many = "both" if len(places) == 2 else "all"
        return None, f"The answers contradict each other: {names} are {how_many} substantially true."
    if len(places) > 1:
        lower, higher = competing[places[0]], competing[places[1]]
        both = f"{lower.name} and {higher.name} are both substantially true"
        return higher.rank, f"{both}, so the higher: {_true(higher)}."
    best = max(competing, key=lambda tally: (round(tally.share or 0, 9), -tally.rank))
    if not reaches(best.share, thresholds.some):
        return None, f"No level describes the force yet: the nearest is {best.name}, {_true(best)}."
    return best.rank, f"{best.name} describes the force best: {_true(best)}."


def _built_on(rank: int, counted: Sequence[Tally], thresholds: Thresholds) -> Tally | None:
    below = next(tally for tally in counted if tally.rank == rank)
    above = next((tally for tally in counted if tally.rank == rank + 1 and tally.builds == "on_top"), None)
    if above and reaches(below.share, thresholds.substantial) and reaches(above.share, thresholds.substantial):
        return above
    return None


def cumulative(tallies: Sequence[Tally], thresholds: Thresholds = OURS) -> Suggestion:
    """Return the highest level that is substantially true with every level below it; None where the lowest isn't.

    A level counts once half of its statements are judged; one that doesn't apply at all is passed over.
    """
    reached: Tally | None = None
    for tally in sorted(tally for tally in tallies if tally.applies):
        if not tally.half_judged:
            stop = f"judge at least half of the statements of {tally.name} to go on"
            break
        if not reaches(tally.share, thresholds.substantial):
            stop = f"{tally.name} is not substantially true: {_true(tally)}"
            break
        reached = tally
    else:
        if reached is None:
            return Suggestion(None, "No statement applies here.")
        return Suggestion(reached.rank, f"Every level up to {reached.name} is substantially true.")
    if reached is None:
        return Suggestion(None, f"No level is reached yet: {stop}.", not tally.half_judged)
    return Suggestion(reached.rank, f"Every level up to {reached.name} is substantially true; {stop}.")


def distance_from_good(
    tally: Tally,
    scale: Sequence[tuple[int, str]],
    *,
    graded: bool = True,
    concerns: Sequence[str] = (),
    thresholds: Thresholds = OURS,
) -> Suggestion:
    """Return a grade by the share of characteristics of good that are met, over all that apply.

    `tally` counts the characteristics on or below the criterion, at Good's own rank; `scale` is every (rank, name).
    Substantially all is Good, some the grade below it, fewer the one below that; what lies above Good is never
    suggested. None until half are judged, and None where the question is not graded: then the sentence has the share.
    An open cause of concern makes it the lowest grade, whatever is met.
    """
    names = dict(scale)
    applicable = tally.total - tally.na
    if graded and concerns:
        lowest = f"{names[min(names)]}: {_open_concerns(concerns)}."
        return Suggestion(min(names), lowest, bool(applicable) and not tally.half_judged)
    if not applicable:
        return Suggestion(None, "No characteristic applies here.")
    share = good_share(tally)
    met = f"{_count(tally)} of {applicable} characteristics of good are met ({percentage(share)}%)"
    also = f" Besides, {_open_concerns(concerns)}." if concerns else ""
    if not graded:
        return Suggestion(None, f"{met}. This question is not graded.{also}")
    if not tally.half_judged:
        return Suggestion(None, f"Judge at least half of the {tally.total} characteristics first.", True)
    if reaches(share, thresholds.substantial):
        return Suggestion(tally.rank, f"{names[tally.rank]}: substantially all, {met}.")
    steps, words = (1, "some") if reaches(share, thresholds.some) else (2, "few")
    rank = max(tally.rank - steps, min(names))
    return Suggestion(rank, f"{names[rank]}: {words}, {met}.")


def good_share(tally: Tally) -> float:
    """Return the characteristics met over all that apply, 0 to 1: what isn't judged yet counts as not met."""
    applicable = tally.total - tally.na
    return (tally.yes + tally.partly / 2) / applicable if applicable else 0.0


def default_target(rule: str, lowest: int, aims: Sequence[int], now: int | None) -> int | None:
    """Return the rank to reach where nobody set one: the next of `aims` above `now`; None at the top.

    `aims` are the ranks whose statements a force would want to be true: not the lowest of the scale, nor one that
    only says weaker what a higher one says (Requires improvement, beside Good). Where nothing is known yet, it is the
    first of them. With `distance_from_good` that is Good until it is reached.
    """
    if rule == "coverage":
        return None
    return min((rank for rank in aims if rank > (lowest if now is None else now)), default=None)


def _true(tally: Tally) -> str:
    counted = tally.yes + tally.partly + tally.no
    return f"{_count(tally)} of its {counted} judged statements are true ({tally.percent()}%)"


def _count(tally: Tally) -> str:
    """Return the number that are true in words: a partly is a half."""
    whole, half = divmod(2 * tally.yes + tally.partly, 2)
    if not half:
        return str(whole)
    return f"{whole}½" if whole else "½"


def _open_concerns(concerns: Sequence[str]) -> str:
    noun = "a cause of concern is open" if len(concerns) == 1 else f"{len(concerns)} causes of concern are open"
    return f"{noun} ({_and(concerns)})"


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# --- One criterion of an edition

UNGRADED = "This question is not graded: no level is suggested."

Answers = Mapping[int, Answered]
Concerns = Mapping[int, list[str]]


class Measured(NamedTuple):
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

    def answer(self, statement: Words) -> str:
        """Return what counts as the answer to a statement; empty where nobody has judged it."""
        stands = self.answers.get(statement.pk)
        return stands.answer if stands else UNJUDGED


def measure(words: Content, node: Node, answers: Answers, concerns: Concerns, ours: Thresholds) -> Measured:
    """Return one criterion with its answers counted, and the causes of concern that are open on or below it."""
    statements = [statement for statement in node.on_or_below if statement.rank is not None] if node.scored else []
    # One cause of concern may stand on several criteria here; it is named once.
    criteria = (node.pk, *sorted(node.descendants))
    named = dict.fromkeys(reference for pk in criteria for reference in concerns.get(pk, ()))
    return Measured(words, node, answers, tuple(named), ours, statements, _tallies(words, statements, answers))


def suggest(measured: Measured) -> Suggestion:
    """Return what the answers to one criterion suggest by its edition's rule, and why."""
    words, tallies, concerns = measured.words, measured.tallies, measured.concerns
    if not tallies:
        return Suggestion(None, "")
    if words.rule == "distance_from_good":
        graded, scale = measured.node.graded, words.scale
        return distance_from_good(tallies[-1], scale, graded=graded, concerns=concerns, thresholds=measured.ours)
    if not measured.node.takes_level:
        return Suggestion(None, UNGRADED)
    if words.rule == "cumulative":
        return cumulative(tallies, measured.ours)
    if words.rule == "coverage":
        return Suggestion(None, "")
    suggestion = best_fit(tallies, measured.ours, _true_otherwise(measured))
    if concerns:
        return replace(suggestion, why=f"{suggestion.why} Open causes of concern: {', '.join(concerns)}.")
    return suggestion


def suggested(words: Content, node: Node, answers: Answers, concerns: Concerns, ours: Thresholds) -> Suggestion:
    """Return what the answers to one criterion suggest, and why: a row's suggestion without the rest of it."""
    return suggest(measure(words, node, answers, concerns, ours))


def supported_by(measured: Measured, suggestion: Suggestion) -> Support:
    """Return what the answers to one criterion support, and which ranks its framework describes or can suggest."""
    tallies = [tally for tally in measured.tallies if tally.applies]
    described = {tally.rank for tally in tallies}
    if measured.words.rule == "distance_from_good" and described:
        # Only Good is described, and what lies below it is suggested by the distance from it.
        described = set(range(measured.words.levels[0].rank, max(described) + 1))
    return Support(
        rank=suggestion.rank,
        judged=sum(tally.judged for tally in measured.tallies),
        total=sum(tally.total for tally in measured.tallies),
        needs_answers=suggestion.needs_answers,
        described=described,
        is_lowered=measured.words.rule == "distance_from_good" and measured.node.graded and bool(measured.concerns),
    )


def suggested_if_confirmed(measured: Measured) -> int | None:
    """Return the rank that would be suggested if every answer that was carried over were confirmed as it stands."""
    stands = measured.answers
    answers = {each.pk: stands[each.pk].if_confirmed for each in measured.statements if each.pk in stands}
    tallies = _tallies(measured.words, measured.statements, answers)
    return suggest(measured._replace(answers=answers, tallies=tallies)).rank


def _true_otherwise(measured: Measured) -> list[str]:
    """Return the true statements of levels that hold only where nothing better does."""
    otherwise = {tally.rank for tally in measured.tallies if tally.builds == "otherwise"}
    statements = [statement for statement in measured.statements if statement.rank in otherwise]
    return [statement.text for statement in statements if measured.answer(statement) == Answer.YES]


def _tallies(words: Content, statements: Sequence[Words], answers: Answers) -> list[Tally]:
    """Return one tally for each level that holds statements here, lowest first."""
    counts: dict[int, Counter[str]] = {}
    for statement in statements:
        answer = answers[statement.pk].answer if statement.pk in answers else UNJUDGED
        counts.setdefault(statement.rank or 0, Counter())[answer] += 1
    return [
        Tally(
            rank=level.rank,
            name=level.name,
            builds=level.builds,
            yes=count[Answer.YES],
            partly=count[Answer.PARTLY],
            no=count[Answer.NO],
            na=count[Answer.NOT_APPLICABLE],
            unjudged=count[UNJUDGED],
        )
        for level in words.levels
        if (count := counts.get(level.rank)) is not None
    ]
