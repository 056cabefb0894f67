"""What the answers to one criterion suggest, by its edition's rule. Plain values in, a rank and a sentence out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from assessments.rules.answers import UNJUDGED, Answer, Answered
from assessments.rules.claim import Support
from assessments.rules.first_match_statements import Placed, groups_of
from frameworks.content import Content, Node, Words
from frameworks.rule.first_match import first_match
from frameworks.rule.suggestion import (
    Suggestion,
    Tally,
    best_fit,
    cumulative,
    distance_from_good,
)

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
    statements: Sequence[Words]
    tallies: Sequence[Tally]

    def answer(self, statement: Words) -> str:
        """Return what counts as the answer to a statement; empty where nobody has judged it."""
        stands = self.answers.get(statement.pk)
        return stands.answer if stands else UNJUDGED

    def placed(self) -> list[Placed]:
        """Return the statements as a rule of rows takes them."""
        return [Placed(each.pk, each.rank or 0, each.mark, self.answer(each)) for each in self.statements]


def measure(words: Content, node: Node, answers: Answers, concerns: Concerns) -> Measured:
    """Return one criterion with its answers counted, and the causes of concern that are open on or below it."""
    statements = [statement for statement in node.on_or_below if statement.rank is not None] if node.scored else []
    # One cause of concern may stand on several criteria here; it is named once.
    criteria = (node.pk, *sorted(node.descendants))
    named = dict.fromkeys(reference for pk in criteria for reference in concerns.get(pk, ()))
    return Measured(words, node, answers, tuple(named), statements, _tallies(words, statements, answers))


def suggest(measured: Measured) -> Suggestion:
    """Return what the answers to one criterion suggest by its edition's rule, and why."""
    words, tallies, concerns = measured.words, measured.tallies, measured.concerns
    if not tallies:
        return Suggestion(None, "")
    if words.rule == "distance_from_good":
        graded, scale = measured.node.graded, words.scale
        return distance_from_good(tallies[-1], scale, graded=graded, concerns=concerns, thresholds=words.thresholds)
    if not measured.node.takes_level:
        return Suggestion(None, UNGRADED)
    if words.rule == "cumulative":
        return cumulative(tallies, words.thresholds)
    if words.rule == "coverage":
        return Suggestion(None, "")
    if words.rule == "first_match":
        groups = groups_of(measured.placed(), words.named_levels)
        return first_match(words.first_match(), groups, words.named_levels, concerns)
    suggestion = best_fit(tallies, words.thresholds, _true_otherwise(measured))
    if concerns:
        return replace(suggestion, why=f"{suggestion.why} Open causes of concern: {', '.join(concerns)}.")
    return suggestion


def suggested(words: Content, node: Node, answers: Answers, concerns: Concerns) -> Suggestion:
    """Return what the answers to one criterion suggest, and why: a row's suggestion without the rest of it."""
    return suggest(measure(words, node, answers, concerns))


def supported_by(measured: Measured, suggestion: Suggestion) -> Support:
    """Return what the answers to one criterion support, and which ranks its framework describes or can suggest."""
    tallies = [tally for tally in measured.tallies if tally.applies]
    described = {tally.rank for tally in tallies}
    if measured.words.rule == "first_match":
        described = {row.rank for row in measured.words.first_match().rows if row.rank is not None}
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
