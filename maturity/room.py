"""What each screen of the room shows: a seat, the facilitator's console, the projector. Frozen, in few queries."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from assessments.models import Assessment, Score, Source
from config.texts.keys import in_order
from frameworks.content import Node, content
from frameworks.models import Level
from maturity.ballot_paper import Marks, Paper, paper
from maturity.models import Ballot, Participant, RoomAction, Vote, Workshop
from maturity.proposal import Proposal
from maturity.spread import Spread, spread

# A hall of names helps nobody, and every screen is sent it when somebody joins.
MOST_NAMES = 60


@dataclass(frozen=True, slots=True)
class Clock:
    """The time box of an open ballot. Nothing ends by itself."""

    minutes: int
    since: datetime.datetime
    until: datetime.datetime


@dataclass(frozen=True, slots=True)
class People:
    """Who is in: `names` are some of them, in the order of the names; `more` are not named."""

    names: tuple[str, ...]
    more: int
    voters: int
    observers: int

    @property
    def number(self) -> int:
        return len(self.names) + self.more


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the room agreed on one criterion."""

    node: Node
    level: str
    rationale: str
    dissent: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One criterion on somebody's own list, to score before the meeting."""

    ballot: Ballot
    node: Node
    is_done: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """What is going on in the room, as everybody sees it. `name` is one of the screens in templates/maturity."""

    name: str
    ballot: Ballot | None
    node: Node | None
    clock: Clock | None
    spread: Spread | None
    outcome: Outcome | None
    outcomes: tuple[Outcome, ...]
    # The level of the round before, once the votes are revealed: earlier it would draw votes to itself.
    before: str


@dataclass(frozen=True, slots=True)
class Seat:
    """One participant's screen. `say` is what a screen reader hears when it changes."""

    workshop: Workshop
    participant: Participant
    votes: bool
    screen: str
    stage: Stage
    paper: Paper | None
    people: People | None
    tasks: tuple[Task, ...]
    is_nudged: bool
    problems: tuple[str, ...]
    say: str


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One criterion of the agenda, with where it has come to and what the facilitator can do about it."""

    node: Node
    ballot: Ballot | None
    state: str
    level: str
    voted: int
    can_open: bool
    can_reveal: bool
    is_now: bool
    disputed: int | None


@dataclass(frozen=True, slots=True)
class Console:
    """The facilitator's screen: how many of how many, never who or what before the reveal."""

    workshop: Workshop
    stage: Stage
    people: People
    voted: int
    rows: tuple[AgendaRow, ...]
    following: AgendaRow | None
    proposal: Proposal | None
    next_thing: str
    say: str

    @property
    def left(self) -> int:
        return max(self.people.voters - self.voted, 0)


@dataclass(frozen=True, slots=True)
class Projector:
    """The screen on the wall: no names, no controls."""

    workshop: Workshop
    stage: Stage
    people: People
    voted: int
    next_thing: str
    say: str


def seat(
    participant: Participant,
    *,
    at: datetime.datetime,
    ballot: int | None = None,
    typed: Marks | None = None,
    problems: Iterable[str] = (),
) -> Seat:
    """Return somebody's screen: on the ballot they ask for while they score beforehand, else on the room's."""
    workshop = participant.workshop
    ballots = _ballots(workshop)
    stage = _stage(workshop, ballots, viewer=participant)
    votes = workshop.lets_vote(participant)
    own = next((asked for asked in ballots if asked.pk == ballot and _takes_votes(workshop, asked)), None)
    if own is None and stage.name == "vote":
        own = stage.ballot
    marks = typed if own and own.pk == ballot else None
    sheet = paper(workshop, own, participant, typed=marks) if own else None
    screen = "vote" if sheet else stage.name
    waits = bool(sheet and not sheet.is_cast and workshop.nudged_at and workshop.nudged_at >= sheet.ballot.opened_at)
    return Seat(
        workshop=workshop,
        participant=participant,
        votes=votes,
        screen=screen,
        stage=stage,
        paper=sheet,
        people=_people(workshop) if screen == "lobby" else None,
        tasks=_tasks(workshop, ballots, participant) if screen == "prescoring" and votes else (),
        is_nudged=waits and votes,
        problems=tuple(problems),
        say=_said_at_seat(screen, stage, sheet, waits=waits and votes),
    )


def console(workshop: Workshop, *, at: datetime.datetime) -> Console:
    """Return the facilitator's screen."""
    ballots = _ballots(workshop)
    stage = _stage(workshop, ballots, viewer=None)
    people, voted = _people(workshop, stage.ballot), Vote.objects.how_many(workshop)
    rows = _agenda(workshop, ballots, stage, voted)
    revealed = stage.ballot if stage.name == "revealed" else None
    proposal = revealed.proposal(on=timezone.localdate(at)) if revealed else None
    number = voted.get(stage.ballot.pk, 0) if stage.ballot else 0
    next_thing = _next_for_facilitator(workshop, stage, number, people.voters)
    following = next((row for row in rows if row.state == "" and (row.can_open or row.can_reveal)), None)
    return Console(
        workshop, stage, people, number, rows, following, proposal, next_thing, say=_said_of(stage, next_thing)
    )


def projector(workshop: Workshop) -> Projector:
    """Return the screen on the wall."""
    stage = _stage(workshop, _ballots(workshop), viewer=None)
    people = _people(workshop, stage.ballot)
    voted = Vote.objects.how_many(workshop).get(stage.ballot.pk, 0) if stage.ballot else 0
    next_thing = _next_for_room(stage)
    return Projector(workshop, stage, people, voted, next_thing, say=_said_of(stage, next_thing))


def _ballots(workshop: Workshop) -> list[Ballot]:
    ballots = list(workshop.ballots.select_related("level", "agreed_by").order_by("pk"))
    for ballot in ballots:
        ballot.workshop = workshop
    return ballots


def _takes_votes(workshop: Workshop, ballot: Ballot) -> bool:
    return ballot.phase == Ballot.Phase.PRESCORING and workshop.is_prescoring


def _stage(workshop: Workshop, ballots: list[Ballot], *, viewer: Participant | None) -> Stage:
    words = content(workshop.assessment.edition)
    now = _now(ballots)
    node = words.by_pk[now.criterion_id] if now else None
    name = _name_of(workshop, now, ballots)
    agreed = [ballot for ballot in ballots if ballot.phase == Ballot.Phase.AGREED]
    tells = name in ("agreed", "ended")
    outcomes = _outcomes(workshop, agreed) if tells and agreed else ()
    shows = now is not None and now.revealed_at is not None and name in ("revealed", "agreed")
    return Stage(
        name=name,
        ballot=now,
        node=node,
        clock=_clock(workshop, now) if name == "vote" else None,
        spread=spread(workshop, now, ballots, viewer=viewer) if now and shows else None,
        outcome=next((outcome for outcome in outcomes if node and outcome.node.pk == node.pk), None),
        outcomes=outcomes,
        before=_before(workshop.assessment, node) if node and name == "revealed" else "",
    )


def _before(assessment: Assessment, node: Node) -> str:
    """Return the level of the round before, where that is of the same edition; empty where there is none."""
    if not (assessment.follows_id and node.takes_level):
        return ""
    rows = Score.objects.filter(assessment=assessment.follows_id, assessment__edition=assessment.edition_id)
    levels = rows.filter(criterion=node.pk, source=Source.SELF, level__isnull=False).values_list("level__name")
    return next((name for (name,) in levels), "")


def _now(ballots: list[Ballot]) -> Ballot | None:
    """Return the open ballot, or the one that the room finished last; None before the first."""
    begun = [ballot for ballot in ballots if ballot.phase != Ballot.Phase.PRESCORING]
    opened = next((ballot for ballot in begun if ballot.phase in Ballot.OPEN), None)
    return opened or max(begun, key=_last_change, default=None)


def _last_change(ballot: Ballot) -> tuple[datetime.datetime, int]:
    return ballot.agreed_at or ballot.revealed_at or ballot.opened_at, ballot.pk


def _name_of(workshop: Workshop, now: Ballot | None, ballots: list[Ballot]) -> str:
    if not workshop.is_open:
        return "ended"
    if now and now.phase in (*Ballot.OPEN, Ballot.Phase.AGREED):
        return {"blind": "vote", "revealed": "revealed"}.get(now.phase, "agreed")
    if workshop.is_prescoring and any(ballot.phase == Ballot.Phase.PRESCORING for ballot in ballots):
        return "prescoring"
    return "between" if now else "lobby"


def _clock(workshop: Workshop, ballot: Ballot | None) -> Clock | None:
    if ballot is None or not workshop.time_box:
        return None
    until = ballot.opened_at + datetime.timedelta(minutes=workshop.time_box)
    return Clock(workshop.time_box, ballot.opened_at, until)


def _outcomes(workshop: Workshop, agreed: list[Ballot]) -> tuple[Outcome, ...]:
    """Return what stands agreed, in the agenda's order: of several rounds the last."""
    words = content(workshop.assessment.edition)
    planned: dict[int, list[str]] = {}
    rows = RoomAction.objects.filter(ballot__workshop=workshop).order_by("pk")
    for criterion, title in rows.values_list("ballot__criterion", "action__title"):
        planned.setdefault(criterion, []).append(title)
    last = {ballot.criterion_id: ballot for ballot in sorted(agreed, key=_last_change)}
    order = workshop.agenda.order_by("position").values_list("criterion", flat=True)
    return tuple(
        Outcome(
            node=words.by_pk[pk],
            level=_name(last[pk].level),
            rationale=last[pk].rationale,
            dissent=last[pk].dissent,
            actions=tuple(planned.get(pk, ())),
        )
        for pk in order
        if pk in last
    )


def _name(level: Level | None) -> str:
    return level.name if level else ""


def _people(workshop: Workshop, ballot: Ballot | None = None) -> People:
    """Return who is in. Whoever has voted on the ballot has a vote on it, even if they came to lead the room since."""
    latest = workshop.participants.sitting().order_by("-pk").values_list("name", flat=True)[:MOST_NAMES]
    # The order of coming in, beside a number of votes that grows, would tell who has just voted.
    names = tuple(in_order(latest))
    number, voters = workshop.participants.sitting().count(), workshop.voters().count()
    if ballot and not workshop.facilitator_votes:
        voters += Vote.objects.of_the_facilitator(ballot)
    return People(names, number - len(names), voters, number - voters)


def _tasks(workshop: Workshop, ballots: list[Ballot], participant: Participant) -> tuple[Task, ...]:
    words = content(workshop.assessment.edition)
    own = Vote.objects.visible_to(participant).filter(participant=participant, ballot__workshop=workshop)
    done = set(own.values_list("ballot", flat=True))
    return tuple(
        Task(ballot, words.by_pk[ballot.criterion_id], ballot.pk in done)
        for ballot in ballots
        if _takes_votes(workshop, ballot)
    )


def _agenda(workshop: Workshop, ballots: list[Ballot], stage: Stage, voted: dict[int, int]) -> tuple[AgendaRow, ...]:
    words = content(workshop.assessment.edition)
    order = Vote.objects.by_disagreement(workshop) if workshop.prescored_at else []
    last = {ballot.criterion_id: ballot for ballot in sorted(ballots, key=lambda ballot: ballot.round)}
    criteria = workshop.agenda.order_by("position").values_list("criterion", flat=True)
    is_open = stage.name in ("vote", "revealed")
    is_busy = is_open or not workshop.is_open
    rows = []
    for criterion in criteria:
        ballot = last.get(criterion)
        waits = ballot is not None and ballot.phase == Ballot.Phase.PRESCORING
        rows.append(
            AgendaRow(
                node=words.by_pk[criterion],
                ballot=ballot,
                state=_state_of(ballot),
                level=_name(ballot.level if ballot else None),
                voted=voted.get(ballot.pk, 0) if ballot else 0,
                can_open=not is_busy and not waits,
                can_reveal=not is_busy and waits,
                is_now=ballot is not None and ballot == stage.ballot and is_open,
                disputed=order.index(ballot.pk) if ballot and ballot.pk in order else None,
            )
        )
    # Least agreed first, once people have scored beforehand; the rest as they were put.
    return tuple(sorted(rows, key=lambda row: len(order) if row.disputed is None else row.disputed))


def _state_of(ballot: Ballot | None) -> str:
    """Return where a ballot has come to, in words; empty before it is opened in the room."""
    if ballot is None or ballot.phase == Ballot.Phase.PRESCORING:
        return ""
    return "Voting" if ballot.phase == Ballot.Phase.BLIND else ballot.get_phase_display()


def _next_for_facilitator(workshop: Workshop, stage: Stage, voted: int, voters: int) -> str:
    if stage.name == "vote":
        all_in = voters and voted >= voters
        return "Everybody has voted: reveal the votes." if all_in else "Wait for the votes, then reveal them."
    if stage.name == "lobby" and workshop.prescored_at:
        return "When people are in, reveal what they scored, least agreed first."
    return {
        "lobby": "When people are in, open the first criterion.",
        "prescoring": "People score alone. When the meeting begins, end the scoring beforehand.",
        "revealed": "Let those at the ends speak first, unnamed. Then agree a level, or vote again.",
        "agreed": "Open the next criterion, or end the workshop.",
        "between": "Open a criterion, or end the workshop.",
        "ended": "The workshop has ended.",
    }[stage.name]


def _next_for_room(stage: Stage) -> str:
    return {
        "lobby": "Join with the code, on any phone, tablet or laptop.",
        "prescoring": "Score alone on your own screen. Nobody sees your votes.",
        "vote": "Vote alone, on your own screen. Nobody sees your vote before the reveal.",
        "revealed": "Say what you saw that others may not have.",
        "agreed": "Agreed. The next criterion comes up here.",
        "between": "The next criterion comes up here.",
        "ended": "The workshop has ended. Thank you.",
    }[stage.name]


def _said_at_seat(screen: str, stage: Stage, sheet: Paper | None, *, waits: bool) -> str:
    if sheet and sheet.is_cast:
        return "Your vote is in. You can change it until the reveal."
    if sheet:
        late = " The facilitator is waiting for the last votes." if waits else ""
        again = f", round {sheet.ballot.round}" if sheet.ballot.round > 1 else ""
        return f"Vote now: {sheet.node.title}{again}.{late}"
    return _said_of(stage, _next_for_room(stage))


def _said_of(stage: Stage, otherwise: str) -> str:
    if stage.name == "revealed" and stage.node and stage.spread:
        outcome = stage.spread.last.outcome
        return f"The votes on {stage.node.title} are revealed.{f' {outcome}.' if outcome else ''}"
    if stage.name == "agreed" and stage.outcome:
        level = f": {stage.outcome.level}" if stage.outcome.level else ""
        return f"Agreed on {stage.outcome.node.title}{level}."
    return otherwise
