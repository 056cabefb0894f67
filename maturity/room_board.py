"""The board for everybody in a room who has no blind vote of their own: rendered once, compressed once.

A screen proves its seat by a signed token and asks here first. Somebody with a blind vote is sent to their own board,
the only one that shows it. No answer is older than its request.
"""

import asyncio
import datetime
import gzip
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from django.core.cache import caches
from django.core.signing import BadSignature, TimestampSigner
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import parse_etags

from maturity import grants, live, room
from maturity.models import Participant, Vote, Workshop

PATH = live.PATH + "board/"
# What was asked for last is kept; anything older is read and compressed again.
MOST_ROOMS = MOST_BOARDS = 50
NOBODY = 0
HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    (b"vary", b"Accept-Encoding"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'"),
]


# --- The address


def _signer() -> TimestampSigner:
    return TimestampSigner(sep=".", salt="maturity.shared")


def board_url(participant: Participant) -> str:
    """Return where a seat asks for the room's board, for as long as its page may listen to the stream."""
    holder = grants.holder(participant.workshop_id, participant, at=timezone.now())
    return PATH + _signer().sign(str(holder))


def _asks(signed: str) -> grants.Holder | None:
    """Return whose board is asked for, or None for a token that is bad or too old."""
    try:
        return grants.read(_signer().unsign(signed, max_age=live.TOKEN_SECONDS))
    except (BadSignature, ValueError):
        return None


# --- Where the room stands


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a workshop is, whose seats have votes and whose have none, and who has one that nobody else sees."""

    revision: int
    stage: int
    voters: frozenset[int]
    observers: frozenset[int]
    own: frozenset[int]
    barred: Mapping[int, datetime.datetime | None]

    def tag_for(self, holder: grants.Holder) -> tuple[str, bool] | None:
        """Return the ETag of what the seat is shown and whether it has votes; None where it isn't the room's board."""
        seat, workshop = holder.key, holder.workshop
        votes = seat in self.voters
        if seat in self.barred and not grants.is_still_in(holder.made_at, self.barred[seat]):
            return None
        if seat in self.own or not (votes or seat in self.observers):
            return None
        return live.room_tag(workshop, stage=self.stage, votes=votes), votes


def standing(workshop: int, before: Standing | None) -> Standing | None:
    """Return where the workshop is now, None for one that is no more. Two queries where nothing changed since `before`.

    Who may still sit is asked each time: a role that ends moves no workshop's number.
    The number is read first: whatever changes in between moves it on, and the next question reads all again.
    """
    numbers = Workshop.objects.filter(pk=workshop).values_list("revision", "stage").first()
    if numbers is None:
        return None
    revision, stage = numbers
    barred = grants.barred(workshop, on=timezone.localdate())
    if before and before.revision == revision:
        return replace(before, barred=barred)
    own = Vote.objects.blind_of(workshop)
    if before and before.stage == stage:
        return replace(before, revision=revision, own=own, barred=barred)
    row = Workshop.objects.get(pk=workshop)
    voters = frozenset(row.voters().values_list("pk", flat=True))
    others = frozenset(row.participants.sitting().values_list("pk", flat=True)) - voters
    return Standing(revision, stage, voters, others, own, barred)


def render(workshop: int, *, votes: bool) -> bytes:
    """Return the board of somebody who sits in no seat, so that nobody's own vote can be on it."""
    row = Workshop.objects.with_assessment().get(pk=workshop)
    anybody = Participant(pk=NOBODY, workshop=row, observes=not votes)
    page = room.seat(anybody, at=timezone.now())
    context = {"seat": page, "workshop": row, "csrf_token": live.TOKEN_PLACEHOLDER}
    return render_to_string("maturity/_seat.html", context).encode()


# --- For a thousand in the same second


class Boards:
    """What one event loop knows of its rooms: each is read once for all who ask meanwhile, and rendered once."""

    def __init__(self) -> None:
        self.known: dict[int, Standing | None] = {}
        self.next: dict[int, asyncio.Task] = {}
        self.reading = asyncio.Lock()
        self.rendered: dict[str, asyncio.Task] = {}

    async def standing(self, workshop: int, reader: ThreadPoolExecutor) -> Standing | None:
        """Return where the workshop is, from a reading that begins now or later, never from one that has begun."""
        if workshop not in self.next:
            self.next[workshop] = asyncio.ensure_future(self._read(workshop, reader))
        return await asyncio.shield(self.next[workshop])

    async def _read(self, workshop: int, reader: ThreadPoolExecutor) -> Standing | None:
        async with self.reading:
            del self.next[workshop]
            now = await _in(reader, standing, workshop, self.known.pop(workshop, None))
            self.known[workshop] = now
            for old in list(self.known)[:-MOST_ROOMS]:
                del self.known[old]
            return now

    async def board(self, tag: str, workshop: int, votes: bool, reader: ThreadPoolExecutor) -> tuple[bytes, bytes]:
        """Return the board as it is, and compressed."""
        if tag not in self.rendered:
            self.rendered[tag] = asyncio.ensure_future(_in(reader, _rendered, tag, workshop, votes))
            for old in list(self.rendered)[:-MOST_BOARDS]:
                del self.rendered[old]
        try:
            return await asyncio.shield(self.rendered[tag])
        except Exception:
            self.rendered.pop(tag, None)
            raise


def _rendered(tag: str, workshop: int, votes: bool) -> tuple[bytes, bytes]:
    body = caches["reports"].get(tag)
    if body is None:
        body = render(workshop, votes=votes)
        caches["reports"].set(tag, body)
    # Each page puts its own form token in. Nothing here is secret or anybody's own, so its compressed length tells
    # nothing.
    everybodys = live.with_token(body, "")
    return everybodys, gzip.compress(everybodys, mtime=0)


async def _in(reader: ThreadPoolExecutor, act: Callable, *arguments) -> Any:
    def alone() -> Any:
        try:
            return act(*arguments)
        finally:
            connection.close_if_unusable_or_obsolete()

    return await asyncio.get_running_loop().run_in_executor(reader, alone)


_boards: WeakKeyDictionary[asyncio.AbstractEventLoop, Boards] = WeakKeyDictionary()


def boards() -> Boards:
    """Return what the running loop knows."""
    return _boards.setdefault(asyncio.get_running_loop(), Boards())


async def answer(scope, receive, send) -> None:
    """Answer one screen with the room's board, 304 where it has it, 204 where it must ask for its own.

    204 as well where this process listens to no room: its pages' threads then answer. An ASGI application.
    """
    asks, hub = _asks(scope["path"].removeprefix(PATH)), live.hub()
    if scope["method"] != "GET":
        await live.refuse(send, 405)
    elif asks is None or hub.watching is None:
        await live.refuse(send, 204)
    else:
        await _answer(scope, send, asks, hub.reader)


async def _answer(scope, send, holder: grants.Holder, reader: ThreadPoolExecutor) -> None:
    workshop = holder.workshop
    now = await boards().standing(workshop, reader)
    shown = now.tag_for(holder) if now else None
    if shown is None:
        await live.refuse(send, 204)
        return
    tag, votes = shown
    headers = dict(scope["headers"])
    head = [*HEADERS, (b"etag", tag.encode())]
    held = {known.removeprefix("W/") for known in parse_etags(headers.get(b"if-none-match", b"").decode("latin-1"))}
    if tag in held:
        await _send(send, 304, head, b"")
        return
    plain, compressed = await boards().board(tag, workshop, votes, reader)
    if b"gzip" in headers.get(b"accept-encoding", b""):
        await _send(send, 200, [*head, (b"content-encoding", b"gzip")], compressed)
    else:
        await _send(send, 200, head, plain)


async def _send(send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = [] if status == 304 else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body})
