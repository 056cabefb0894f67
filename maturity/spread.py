"""The spread of a revealed ballot: votes per level, how far they agree, round beside round.

Read from `Vote.objects.visible_to` alone. Names come with a vote only where the workshop shows them; notes never do.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessments.models import Judgement
from config.texts.keys import in_order, order
from frameworks.content import Content, Node, Words, content
from maturity.agreement import ANSWER_ORDER, Agreement, agreement
from maturity.models import Ballot, Participant, StatementVote, Vote, Workshop

# A breakdown with a smaller group would tell what somebody voted.
SMALLEST_GROUP = 3
MOST_DISPUTED = 5


@dataclass(frozen=True, slots=True)
class LevelVotes:
    """The votes for one level in one round. `dots` is the plot itself: a dot for each vote."""

    count: int
    is_middle: bool
    names: tuple[str, ...]

    @property
    def dots(self) -> str:
        return "●" * self.count


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level of the plot, with its votes in each round."""

    name: str
    votes: tuple[LevelVotes, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One round's votes as a whole. Names of levels are empty where nobody chose one."""

    number: int
    voters: int
    cant_say: int
    who_cant: tuple[str, ...]
    agreement: Agreement
    middle: str
    lowest: str
    highest: str
    confidence: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]

    @property
    def reach(self) -> str:
        """From the lowest vote to the highest; one level's name where all are alike, empty where there are none."""
        return self.lowest if self.lowest == self.highest else f"{self.lowest} to {self.highest}"

    @property
    def outcome(self) -> str:
        """How far the votes agree, in words; the levels themselves where too few chose one, empty where nobody did."""
        if self.agreement.word:
            return f"{self.agreement.word}, around {self.middle}"
        return self.lowest if self.lowest == self.highest else f"{self.lowest} and {self.highest}"

    @property
    def index(self) -> str:
        """The agreement index with two decimals; empty where nobody chose a level."""
        return "" if self.agreement.index is None else f"{self.agreement.index:.2f}"


@dataclass(frozen=True, slots=True)
class GroupVotes:
    """The last round's votes of one group, as many for each level as there are levels."""

    name: str
    counts: tuple[int, ...]
    middle: str


@dataclass(frozen=True, slots=True)
class StatementVotes:
    """What the room said of one statement."""

    level: str
    code: str
    text: str
    yes: int
    partly: int
    no: int
    na: int
    index: float | None

    @property
    def is_disputed(self) -> bool:
        return self.index is not None and self.index < 1


@dataclass(frozen=True, slots=True)
class Spread:
    """All that a revealed ballot shows. `levels` are highest first; `disputed` are the statements least agreed on."""

    takes_level: bool
    rounds: tuple[Round, ...]
    levels: tuple[LevelRow, ...]
    scale: tuple[str, ...]
    groups: tuple[GroupVotes, ...]
    statements: tuple[StatementVotes, ...]
    disputed: tuple[StatementVotes, ...]

    @property
    def last(self) -> Round:
        return self.rounds[-1]


@dataclass(frozen=True, slots=True)
class Said:
    """One vote as the spread counts it."""

    ballot: int
    rank: int | None
    confidence: int | None
    note: str
    name: str
    group: str


def spread(workshop: Workshop, ballot: Ballot, ballots: Iterable[Ballot], *, viewer: Participant | None) -> Spread:
    """Return the spread of a revealed ballot with the rounds before it, as `viewer` may see it: two queries.

    `ballots` are the workshop's; only the revealed rounds of the same criterion count.
    """
    words = content(workshop.assessment.edition)
    node = words.by_pk[ballot.criterion_id]
    rounds = sorted(
        (seen for seen in ballots if seen.criterion_id == node.pk and seen.revealed_at and seen.round <= ballot.round),
        key=lambda seen: seen.round,
    )
    answers = answers_given([ballot.pk], viewer=viewer).get(ballot.pk, {})
    return spread_of(words, node, rounds, _votes(workshop, rounds, viewer), answers)


def spread_of(
    words: Content, node: Node, rounds: Sequence[Ballot], said: Sequence[Said], answers: Mapping[int, Counter]
) -> Spread:
    """Return the spread of one criterion's revealed rounds, first to last; `answers` are the last one's."""
    by_round = [[vote for vote in said if vote.ballot == ballot.pk] for ballot in rounds]
    statements = _statements(words, node, answers)
    disputed = sorted((votes for votes in statements if votes.is_disputed), key=lambda votes: votes.index or 0.0)
    return Spread(
        takes_level=node.takes_level,
        rounds=tuple(_round(words, ballot.round, votes) for ballot, votes in zip(rounds, by_round, strict=True)),
        levels=_levels(words, by_round) if node.takes_level else (),
        scale=tuple(level.name for level in words.levels),
        groups=_groups(words, by_round[-1]) if node.takes_level and by_round else (),
        statements=statements,
        disputed=tuple(disputed[:MOST_DISPUTED]),
    )


def _votes(workshop: Workshop, rounds: Sequence[Ballot], viewer: Participant | None) -> list[Said]:
    rows = Vote.objects.visible_to(viewer).filter(ballot__in=[ballot.pk for ballot in rounds])
    columns = ("ballot", "level__rank", "confidence", "note", "participant__name", "participant__group__name")
    return [
        Said(ballot, rank, confidence, note, name if workshop.names_shown else "", group or "")
        for ballot, rank, confidence, note, name, group in rows.values_list(*columns)
    ]


def _round(words: Content, number: int, votes: Sequence[Said]) -> Round:
    ranks = [vote.rank for vote in votes]
    agreed = agreement([ranks.count(level.rank) for level in words.levels])
    names = {level.rank: level.name for level in words.levels}
    sure = Counter(vote.confidence for vote in votes)
    return Round(
        number=number,
        voters=len(votes),
        cant_say=ranks.count(None),
        who_cant=_names(vote for vote in votes if vote.rank is None),
        agreement=agreed,
        middle=names.get(agreed.median or 0, ""),
        lowest=names.get(agreed.lowest or 0, ""),
        highest=names.get(agreed.highest or 0, ""),
        confidence=tuple((label, sure[value]) for value, label in Vote.Confidence.choices if sure[value]),
        # In the order of their words: the order of joining or voting would say whose they are.
        notes=tuple(in_order(vote.note for vote in votes if vote.note.strip())),
    )


def _levels(words: Content, by_round: Sequence[Sequence[Said]]) -> tuple[LevelRow, ...]:
    middles = [
        agreement([sum(v.rank == level.rank for v in votes) for level in words.levels]).median for votes in by_round
    ]
    return tuple(
        LevelRow(
            level.name,
            tuple(
                _level_votes([vote for vote in votes if vote.rank == level.rank], level.rank == middle)
                for votes, middle in zip(by_round, middles, strict=True)
            ),
        )
        for level in reversed(words.levels)
    )


def _level_votes(votes: Sequence[Said], is_middle: bool) -> LevelVotes:
    return LevelVotes(len(votes), is_middle, _names(votes))


def _names(votes: Iterable[Said]) -> tuple[str, ...]:
    return tuple(in_order(vote.name for vote in votes if vote.name))


def _groups(words: Content, votes: Sequence[Said]) -> tuple[GroupVotes, ...]:
    """Return each group's votes; none at all where one is too small, or what is left over would tell the others'."""
    chosen: dict[str, list[int]] = {}
    for vote in votes:
        if vote.rank is not None:
            chosen.setdefault(vote.group, []).append(vote.rank)
    if len(chosen) < 2 or any(len(ranks) < SMALLEST_GROUP for ranks in chosen.values()):
        return ()
    names = {level.rank: level.name for level in words.levels}
    groups = []
    for group, ranks in sorted(chosen.items(), key=lambda item: (not item[0], order(item[0]))):
        counts = tuple(ranks.count(level.rank) for level in words.levels)
        groups.append(GroupVotes(group or "No group", counts, names.get(agreement(counts).median or 0, "")))
    return tuple(groups)


def answers_given(ballots: Iterable[int], *, viewer: Participant | None) -> dict[int, dict[int, Counter]]:
    """Return, by ballot and statement, how often each answer was given; only what the viewer may see. One query."""
    votes = Vote.objects.visible_to(viewer).filter(ballot__in=ballots)
    rows = StatementVote.objects.filter(vote__in=votes).values_list("vote__ballot", "statement", "answer")
    counts: dict[int, dict[int, Counter]] = {}
    for ballot, statement, answer in rows:
        counts.setdefault(ballot, {}).setdefault(statement, Counter())[answer] += 1
    return counts


def _statements(words: Content, node: Node, counts: Mapping[int, Counter]) -> tuple[StatementVotes, ...]:
    answered = [statement for statement in node.on_or_below if statement.pk in counts]
    return tuple(_statement(words, statement, counts[statement.pk]) for statement in answered)


def _statement(words: Content, statement: Words, count: Counter) -> StatementVotes:
    level = words.ranked(statement.rank)
    return StatementVotes(
        level=level.name if level else "",
        code=statement.code,
        text=statement.text,
        yes=count[Judgement.Answer.YES],
        partly=count[Judgement.Answer.PARTLY],
        no=count[Judgement.Answer.NO],
        na=count[Judgement.Answer.NOT_APPLICABLE],
        index=agreement([count[answer] for answer in ANSWER_ORDER]).index,
    )
