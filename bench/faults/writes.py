"""Answers and votes that people send while something breaks, sent again until they are acknowledged, then counted."""

import asyncio
import itertools
import random
import secrets
from collections import deque
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

from django.db import connections
from django.utils import timezone

from assessments.models import Assessment, Judgement
from bench.rooms.ground import Room, levels, rooms
from bench.rooms.screens import Line
from bench.rooms.votes import FORM, TAKEN, impossible
from bench.visitor import TOKEN
from frameworks.models import Statement
from maturity.models import Ballot, Vote

# So many people send at once, and none of them waits longer than this for what they sent to be taken.
PEOPLE, MOST_SECONDS = 12, 45
ANSWERS = ("yes", "partly", "no")


@dataclass
class Write:
    """One answer or vote, and what the server said of it. `key` is where it must be, `value` what must be there."""

    path: str
    cookies: str
    fields: dict[str, str]
    key: tuple[str, int, int]
    value: str
    sent: float = 0
    taken: float = 0
    # The server said that something is there already: the same write, whose answer was lost.
    is_there: bool = False
    broken: int = 0
    refused: int = 0
    # Refusals that said nothing of what became of it.
    bare: int = 0

    @property
    def is_over(self) -> bool:
        return bool(self.taken) or self.is_there

    async def send(self, line: Line) -> None:
        """Send it once and note what came back."""
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **self.fields}).encode()
        self.sent = perf_counter()
        try:
            reply = await line.ask("POST", self.path, FORM | {"Cookie": self.cookies, "Accept": "text/html"}, body)
        except OSError:
            self.broken += 1
            return
        if reply.status in TAKEN:
            self.taken = perf_counter()
        elif reply.status == 409:
            self.is_there = True
        else:
            self.refused += 1
            self.bare += b"saved" not in reply.body or reply.status == 500


@dataclass
class Round:
    """A room with ballots, assessments, and every write that is to be sent."""

    rooms: list[Room]
    ballots: list[Ballot]
    writes: list[Write]
    ports: list[int]
    began: float = field(default_factory=perf_counter)

    @property
    def taken(self) -> int:
        return sum(write.is_over for write in self.writes)

    @property
    def refused(self) -> int:
        return sum(write.refused for write in self.writes)

    async def until(self, share: float) -> None:
        """Wait until that share of the writes is taken."""
        while self.taken < share * len(self.writes) and perf_counter() - self.began < MOST_SECONDS:
            await asyncio.sleep(0.01)

    async def sent(self) -> None:
        """Send every write, by so many people, until each is taken or the time is over."""
        waiting = deque(self.writes)
        await asyncio.gather(*(self._person(waiting, turn) for turn in range(PEOPLE)))

    async def _person(self, waiting: deque[Write], turn: int) -> None:
        lines = [Line(port) for port in self.ports]
        for line in itertools.islice(itertools.cycle(lines), turn, None):
            if not waiting:
                break
            write = waiting.popleft()
            await write.send(line)
            if not write.is_over and perf_counter() - self.began < MOST_SECONDS:
                waiting.append(write)
                await asyncio.sleep(0.05 + random.random() / 10)
        for line in lines:
            line.close()

    def recovery(self, moment: float) -> float:
        """Return the seconds from a moment until something that was sent after it was taken."""
        return min((write.taken - moment for write in self.writes if write.taken and write.sent >= moment), default=0)


def new_round(writes: int, ports: list[int]) -> Round:
    """Make what is written to: as many answers as votes, in a shuffled order."""
    votes, ranks = writes // 2, levels()
    made = rooms(2, seats=-(-votes // 2))
    ballots = [room.open_ballot() for room in made]
    sent = [
        _vote(room, ballot, seat, ranks[n % len(ranks)])
        for room, ballot in zip(made, ballots, strict=True)
        for n, seat in enumerate(room.seats)
    ]
    sent += list(itertools.islice(_answers(made[0]), writes - votes))
    random.shuffle(sent)
    return Round(made, ballots, sent, ports)


def _vote(room: Room, ballot: Ballot, seat, level: int) -> Write:
    fields = {"level": str(level), "confidence": "2", "note": f"Because of {level}."}
    path = f"{room.path}ballots/{ballot.pk}/vote/"
    return Write(path, room.cookies(seat), fields, ("vote", ballot.pk, seat.pk), str(level))


def _answers(room: Room):
    """Yield answers to every statement of the matrix, in one new assessment after another."""
    first = room.workshop.assessment
    statements = list(Statement.objects.filter(criterion__edition=first.edition).values_list("pk", flat=True))
    for turn in itertools.count():
        assessment = Assessment.objects.create(
            force=first.force,
            edition=first.edition,
            round_label=f"{turn} {secrets.token_hex(3)}",
            starts_on=timezone.localdate(),
            lead=room.facilitator,
        )
        for place, pk in enumerate(statements):
            answer = ANSWERS[place % 3]
            fields = {f"{pk}-answer": answer, f"{pk}-note": f"Seen in {pk}.", f"{pk}-version": "0", f"{pk}-was": ""}
            path = f"/assessments/{assessment.pk}/statements/{pk}/"
            yield Write(path, room.console, fields, ("answer", assessment.pk, pk), answer)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is in the database afterwards."""

    acknowledged: int
    unsettled: int
    lost: int
    twice: int
    impossible: int


def counted(done: Round) -> Counted:
    """Hold every write against the rows: what was acknowledged is there as it was sent, once."""
    connections.close_all()
    there = _rows(done)
    wrong = [write for write in done.writes if write.is_over and there.get(write.key, ("",))[0] != write.value]
    twice = sum(times > 1 for _, times in there.values())
    return Counted(
        acknowledged=sum(bool(write.taken) for write in done.writes),
        unsettled=sum(not write.is_over for write in done.writes),
        lost=len(wrong),
        twice=twice,
        impossible=impossible([room.workshop.pk for room in done.rooms], set()),
    )


def _rows(done: Round) -> dict[tuple[str, int, int], tuple[str, int]]:
    """Return every row of the round by its key: what it says, and how often it was written."""
    found: dict[tuple[str, int, int], tuple[str, int]] = {}
    ballots = [ballot.pk for ballot in done.ballots]
    for ballot, seat, level in Vote.objects.filter(ballot__in=ballots).values_list("ballot", "participant", "level"):
        key = ("vote", ballot, seat)
        found[key] = (str(level), found.get(key, ("", 0))[1] + 1)
    assessments = {write.key[1] for write in done.writes if write.key[0] == "answer"}
    rows = Judgement.objects.filter(assessment__in=assessments)
    for assessment, statement, answer, version in rows.values_list("assessment", "statement", "answer", "version"):
        found["answer", assessment, statement] = (answer, version)
    return found
