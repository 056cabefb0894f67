"""The summary of a workshop: levels agreed and why, dissent, actions, every round of votes, who took part, the pulse.

Only revealed votes are read, without names and without notes. Of a round that was never revealed it says how many
voted, and no more.
"""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from config.texts.keys import in_order
from frameworks.content import Content, Node, content
from maturity.agreement import lower_median
from maturity.models import Ballot, Pulse, RoomAction, Vote, Workshop
from maturity.spread import Said, Spread, answers_given, spread_of

# With fewer answers, a pulse would tell what somebody said.
PULSE_FROM = 3
NOT_OPENED = "Not opened"


@dataclass(frozen=True, slots=True)
class ActionSummary:
    """Something that the room wants done."""

    title: str
    owner: str
    due_on: datetime.date | None
    is_done: bool


@dataclass(frozen=True, slots=True)
class UnseenRound:
    """A round whose votes were never revealed, or aren't yet: how many voted, and nothing else."""

    number: int
    voted: int


@dataclass(frozen=True, slots=True)
class CriterionSummary:
    """One criterion of the agenda. `spread` has its revealed rounds, `unseen` the others."""

    node: Node
    state: str
    level: str
    rank: int | None
    rationale: str
    dissent: str
    agreed_by: str
    agreed_on: datetime.date | None
    actions: tuple[ActionSummary, ...]
    spread: Spread | None
    unseen: tuple[UnseenRound, ...]

    @property
    def is_agreed(self) -> bool:
        return self.agreed_on is not None

    @property
    def outcome(self) -> str:
        """What came of it, in words."""
        if not self.is_agreed:
            return self.state
        return self.level or "Its statements"

    @property
    def is_told(self) -> bool:
        """Whether there is more to say than its state."""
        return bool(self.spread or self.unseen or self.actions)

    @property
    def last_word(self) -> str:
        """How far the last revealed round agreed, in words; empty where none was or nobody chose a level."""
        return self.spread.last.outcome if self.spread else ""

    @property
    def voted(self) -> str:
        """How many voted, round by round, as text; empty where nobody was asked."""
        seen = [(revealed.number, revealed.voters) for revealed in self.spread.rounds] if self.spread else []
        rounds = sorted([*seen, *((blind.number, blind.voted) for blind in self.unseen)])
        return ", then ".join(str(voted) for _, voted in rounds)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many there are of one kind: criteria agreed at a level, people who gave an answer."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class People:
    """Who took part, as numbers."""

    joined: int
    voters: int
    observers: int
    on_paper: int


@dataclass(frozen=True, slots=True)
class PulseCount:
    """The answers to one question, from the lowest to the highest; `middle` is the word for the middle one."""

    cells: tuple[Standing, ...]
    middle: str


@dataclass(frozen=True, slots=True)
class PulseSummary:
    """What participants said of the workshop; nothing but how many, while fewer than PULSE_FROM have."""

    answered: int
    confident: PulseCount | None
    useful: PulseCount | None
    comments: tuple[str, ...]
    scale: tuple[str, ...] = tuple(Pulse.Scale.labels)
    needed: int = PULSE_FROM

    @property
    def is_shown(self) -> bool:
        return self.confident is not None

    @property
    def rows(self) -> tuple[tuple[str, PulseCount], ...]:
        """Each question with its answers."""
        if self.confident is None or self.useful is None:
            return ()
        return (("Confident in the result", self.confident), ("Useful", self.useful))


@dataclass(frozen=True, slots=True)
class Summary:
    """A whole workshop, as it stands."""

    workshop: Workshop
    words: Content
    held_on: datetime.date
    ended_on: datetime.date | None
    people: People
    rows: tuple[CriterionSummary, ...]
    standing: tuple[Standing, ...]
    pulse: PulseSummary

    @property
    def agreed(self) -> tuple[CriterionSummary, ...]:
        return tuple(row for row in self.rows if row.is_agreed)

    @property
    def left(self) -> tuple[CriterionSummary, ...]:
        """What was parked, skipped or not opened, or is still being voted on."""
        return tuple(row for row in self.rows if not row.is_agreed)

    @property
    def voted_on(self) -> tuple[CriterionSummary, ...]:
        return tuple(row for row in self.rows if row.spread or row.unseen)

    @property
    def actions(self) -> tuple[tuple[CriterionSummary, ActionSummary], ...]:
        """Each action with the criterion that it is about."""
        return tuple((row, action) for row in self.rows for action in row.actions)


def summary(workshop: Workshop) -> Summary:
    """Return what came of a workshop so far; eight queries at most besides reading the edition, whatever its size."""
    words = content(workshop.assessment.edition)
    agenda = workshop.agenda.order_by("position").values_list("criterion", flat=True)
    ballots = list(workshop.ballots.select_related("level", "agreed_by").order_by("round", "pk"))
    held = _Held(
        words=words,
        ballots=ballots,
        voted=Vote.objects.how_many(workshop),
        votes=_votes(workshop),
        answers=answers_given([ballot.pk for ballot in ballots], viewer=None),
        actions=_actions(workshop),
    )
    rows = tuple(_row(words.by_pk[pk], held) for pk in agenda)
    return Summary(
        workshop=workshop,
        words=words,
        held_on=timezone.localdate(workshop.opened_at),
        ended_on=timezone.localdate(workshop.closed_at) if workshop.closed_at else None,
        people=_people(workshop),
        rows=rows,
        standing=_standing(words, rows),
        pulse=_pulse(workshop),
    )


def _votes(workshop: Workshop) -> list[Said]:
    """Return the revealed votes, without names and notes: more people read this than sat in the room."""
    rows = Vote.objects.visible_to(None).filter(ballot__workshop=workshop).order_by("pk")
    columns = rows.values_list("ballot", "level__rank", "confidence")
    return [Said(ballot, rank, confidence, note="", name="", group="") for ballot, rank, confidence in columns]


@dataclass(frozen=True, slots=True)
class _Held:
    """What was read of a workshop: its ballots, first round first, and what hangs on them by their keys."""

    words: Content
    ballots: Sequence[Ballot]
    voted: Mapping[int, int]
    votes: Sequence[Said]
    answers: Mapping[int, Mapping[int, Counter]]
    actions: Mapping[int, Sequence[ActionSummary]]


def _row(node: Node, held: _Held) -> CriterionSummary:
    ballots = [ballot for ballot in held.ballots if ballot.criterion_id == node.pk]
    seen = [ballot for ballot in ballots if ballot.revealed_at]
    agreed = next((ballot for ballot in reversed(ballots) if ballot.phase == Ballot.Phase.AGREED), None)
    answers = held.answers.get(seen[-1].pk, {}) if seen else {}
    return CriterionSummary(
        node=node,
        state="Agreed" if agreed else _state(ballots),
        level=agreed.level.name if agreed and agreed.level else "",
        rank=agreed.level.rank if agreed and agreed.level else None,
        rationale=agreed.rationale if agreed else "",
        dissent=agreed.dissent if agreed else "",
        agreed_by=str(agreed.agreed_by) if agreed else "",
        agreed_on=timezone.localdate(agreed.agreed_at) if agreed else None,
        actions=tuple(held.actions.get(node.pk, ())),
        spread=spread_of(held.words, node, seen, held.votes, answers) if seen else None,
        unseen=tuple(
            UnseenRound(ballot.round, held.voted.get(ballot.pk, 0)) for ballot in ballots if not ballot.revealed_at
        ),
    )


def _state(ballots: Sequence[Ballot]) -> str:
    if not ballots:
        return NOT_OPENED
    return "Voting" if ballots[-1].phase == Ballot.Phase.BLIND else ballots[-1].get_phase_display()


def _actions(workshop: Workshop) -> dict[int, list[ActionSummary]]:
    columns = ("ballot__criterion", "action__title", "action__owner__name", "action__due_on", "action__done_on")
    actions: dict[int, list[ActionSummary]] = {}
    rows = RoomAction.objects.filter(ballot__workshop=workshop).order_by("pk")
    for criterion, title, owner, due_on, done_on in rows.values_list(*columns):
        action = ActionSummary(title=title, owner=owner or "", due_on=due_on, is_done=done_on is not None)
        actions.setdefault(criterion, []).append(action)
    return actions


def _people(workshop: Workshop) -> People:
    seats = list(workshop.participants.at_a_reveal())
    voters = sum(workshop.lets_vote(seat) for seat in seats)
    on_paper = sum(seat.on_paper for seat in seats)
    return People(joined=len(seats), voters=voters, observers=len(seats) - voters, on_paper=on_paper)


def _standing(words: Content, rows: Sequence[CriterionSummary]) -> tuple[Standing, ...]:
    if not any(row.node.takes_level for row in rows):
        return ()
    return tuple(Standing(level.name, sum(row.rank == level.rank for row in rows)) for level in words.levels)


def _pulse(workshop: Workshop) -> PulseSummary:
    rows = list(Pulse.objects.filter(workshop=workshop).values_list("confident", "useful", "comment"))
    if len(rows) < PULSE_FROM:
        return PulseSummary(answered=len(rows), confident=None, useful=None, comments=())
    # In the order of their words: the order of answering would say whose they are.
    comments = in_order(comment for _, _, comment in rows if comment.strip())
    confident, useful, _ = zip(*rows, strict=True)
    return PulseSummary(
        answered=len(rows), confident=_count(confident), useful=_count(useful), comments=tuple(comments)
    )


def _count(answers: Sequence[int]) -> PulseCount:
    middle = Pulse.Scale(lower_median(sorted(answers)))
    cells = tuple(Standing(str(step.label), answers.count(step.value)) for step in Pulse.Scale)
    return PulseCount(cells, str(middle.label))
