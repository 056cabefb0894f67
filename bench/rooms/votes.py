"""Votes over HTTP: all at the same instant, and with the server killed under them."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

from django.db.models import Q

from bench.killable_server import Server
from bench.rooms.ground import Room, levels, rooms
from bench.rooms.screens import Line
from bench.visitor import TOKEN
from maturity.models import Ballot, Participant, Vote, Workshop

TAKEN = (200, 204, 302, 303)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Voter:
    """One guest's page: what was chosen last, and what the server acknowledged last."""

    port: int
    room: Room
    ballot: Ballot
    seat: Participant
    acknowledged: int | None = None
    sent: list[int] = field(default_factory=list)
    refused: int = 0
    broken: int = 0

    def __post_init__(self) -> None:
        self.line = Line(self.port)

    async def cast(self, level: int) -> float | None:
        """Send a vote and return how many seconds it took; None where it was refused or nothing came back."""
        fields = {"csrfmiddlewaretoken": TOKEN, "level": str(level), "confidence": "2", "note": f"Because of {level}."}
        self.sent.append(level)
        began = perf_counter()
        path = f"{self.room.path}ballots/{self.ballot.pk}/vote/"
        headers = FORM | {"Cookie": self.room.cookies(self.seat)}
        try:
            reply = await self.line.ask("POST", path, headers, urlencode(fields).encode())
        except OSError:
            self.broken += 1
            return None
        if reply.status not in TAKEN:
            self.refused += 1
            return None
        self.acknowledged = level
        return perf_counter() - began

    async def insist(self, level: int, until: float) -> None:
        """Send a vote again and again, as the page does, until it is acknowledged or refused."""
        while perf_counter() < until:
            before = self.refused
            if await self.cast(level) is not None or self.refused > before:
                return
            await asyncio.sleep(0.5 + random.random())


# --- All at the same instant


@dataclass(frozen=True, slots=True)
class Instant:
    """So many votes sent at once: how many were acknowledged, how many are there, and the seconds of each."""

    sent: int
    acknowledged: int
    stored: int
    wrong: int
    seconds: tuple[float, ...]
    whole: float


def at_once(port: int, *, votes: int) -> Instant:
    [room] = rooms(1, seats=votes)
    ballot, ranks = room.open_ballot(), levels()
    voters = [Voter(port, room, ballot, seat) for seat in room.seats]
    began, took = asyncio.run(_all_at_once(voters, ranks))
    whole = perf_counter() - began
    stored = dict(Vote.objects.filter(ballot=ballot).values_list("participant", "level"))
    wrong = sum(stored.get(voter.seat.pk) != voter.acknowledged for voter in voters)
    good = tuple(each for each in took if each is not None)
    return Instant(votes, len(good), len(stored), wrong, good, whole)


async def _all_at_once(voters: list[Voter], ranks: list[int]):
    # Connected beforehand, as open pages are.
    await asyncio.gather(*(voter.line.ask("GET", "/accounts/login/", {}) for voter in voters))
    began = perf_counter()
    took = await asyncio.gather(*(voter.cast(ranks[n % len(ranks)]) for n, voter in enumerate(voters)))
    return began, took


# --- With the server killed


@dataclass(frozen=True, slots=True)
class Survived:
    """What is in the database after votes during which the server was killed."""

    ballots: int
    voters: int
    acknowledged: int
    refused: int
    broken: int
    kills: int
    seconds: float
    lost: int
    twice: int
    invented: int
    impossible: int


def killed(server: Server, *, ballots: int, votes: int, seconds: float, kills: int, seed: int) -> Survived:
    """Send votes over so many seconds while the server is killed so often, and count what is wrong afterwards."""
    choice = random.Random(seed)
    made = rooms(ballots, seats=votes // ballots)
    open_ones = [(room, room.open_ballot()) for room in made]
    voters = [Voter(server.port, room, ballot, seat) for room, ballot in open_ones for seat in room.seats]
    began = perf_counter()
    revealed = asyncio.run(_under_fire(server, voters, open_ones, levels(), seconds, kills, choice))
    took = perf_counter() - began
    lost, twice, invented = _counted(voters)
    return Survived(
        ballots=ballots,
        voters=len(voters),
        acknowledged=sum(voter.acknowledged is not None for voter in voters),
        refused=sum(voter.refused for voter in voters),
        broken=sum(voter.broken for voter in voters),
        kills=kills,
        seconds=took,
        lost=lost,
        twice=twice,
        invented=invented,
        impossible=impossible([room.workshop.pk for room in made], revealed),
    )


async def _under_fire(server, voters, open_ones, ranks, seconds, kills, choice) -> set[int]:
    """Let everybody vote, some ballots be revealed and the server be killed; return the ballots that were revealed."""
    began = perf_counter()
    last = began + seconds + 60
    moments = sorted(choice.uniform(0.1, 0.9) * seconds for _ in range(kills))

    async def vote(voter: Voter, at: float, level: int) -> None:
        await asyncio.sleep(at)
        await voter.insist(level, last)

    async def reveal(room: Room, ballot: Ballot, at: float) -> int | None:
        await asyncio.sleep(at)
        return ballot.pk if await _reveal(server.port, room, ballot, last) else None

    async def kill() -> None:
        for turn, moment in enumerate(moments):
            await asyncio.sleep(max(0, began + moment - perf_counter()))
            if turn % 3 == 2:
                server.kill_one_worker(choice)
            else:
                await asyncio.to_thread(server.kill)
                await asyncio.to_thread(server.start)

    acts = [vote(voter, choice.uniform(0, seconds), choice.choice(ranks)) for voter in voters]
    # Every other ballot, late enough that most have voted and early enough that some are refused.
    shown = [reveal(room, ballot, choice.uniform(0.7, 1) * seconds) for room, ballot in open_ones[::2]]
    _, found, _ = await asyncio.gather(asyncio.gather(*acts), asyncio.gather(*shown), kill())
    return {each for each in found if each is not None}


async def _reveal(port: int, room: Room, ballot: Ballot, until: float) -> bool:
    line, path = Line(port), f"{room.path}ballots/{ballot.pk}/reveal/"
    body = urlencode({"csrfmiddlewaretoken": TOKEN}).encode()
    while perf_counter() < until:
        try:
            reply = await line.ask("POST", path, FORM | {"Cookie": room.console}, body)
        except OSError:
            await asyncio.sleep(0.3)
        else:
            # Refused the second time, where the first was done and the answer lost.
            return reply.status in (*TAKEN, 409)
    return False


def _counted(voters: Iterable[Voter]) -> tuple[int, int, int]:
    """Return how many acknowledged votes are lost, stored more than once, and how many are there that nobody sent."""
    voters = list(voters)
    rows = list(
        Vote.objects.filter(ballot__in={voter.ballot.pk for voter in voters}).values_list(
            "ballot", "participant", "level"
        )
    )
    times = Counter((ballot, seat) for ballot, seat, _ in rows)
    stored = {(ballot, seat): level for ballot, seat, level in rows}
    lost = invented = 0
    for voter in voters:
        found = stored.pop((voter.ballot.pk, voter.seat.pk), None)
        if voter.acknowledged is not None:
            lost += found != voter.acknowledged
        elif found is not None:
            # The answer was lost on the way; the vote may be there if it was sent.
            invented += found not in voter.sent
    return lost, sum(number > 1 for number in times.values()), invented + len(stored)


def impossible(workshops: list[int], revealed: set[int]) -> int:
    """Return how many ballots are in a phase that can't be, or whose votes didn't move their workshop's number."""
    of_these = Ballot.objects.filter(workshop__in=workshops)
    blind, shown = Ballot.Phase.BLIND, Ballot.Phase.REVEALED
    found = set(of_these.exclude(phase__in=[blind, shown]).values_list("pk", flat=True))
    found |= set(of_these.filter(Q(phase=blind, revealed_at__isnull=False)).values_list("pk", flat=True))
    found |= set(of_these.filter(Q(phase=shown, revealed_at__isnull=True)).values_list("pk", flat=True))
    found |= set(of_these.filter(pk__in=revealed).exclude(phase=shown).values_list("pk", flat=True))
    for workshop in Workshop.objects.filter(pk__in=workshops):
        cast = Vote.objects.filter(ballot__workshop=workshop).count()
        # Every vote moved the number on, in its own transaction.
        if workshop.revision < 1 + cast:
            found |= set(of_these.filter(workshop=workshop).values_list("pk", flat=True))
    return len(found)
