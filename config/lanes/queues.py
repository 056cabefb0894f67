"""Each person's requests stand in a queue of their own, so that whoever asks for much waits for themselves.

In each process one request of a person is worked on at a time. Whoever else asks finds a thread free, or waits for one
request of each other person at most.
"""

import asyncio
import hashlib
import re

from django.conf import settings
from django.template.loader import render_to_string

# Seconds after which it is worth trying again.
TRY_AGAIN = b"5"
SAFE = {"GET", "HEAD"}
# Guests of a room have no account; their browser keeps a seat.
SEAT = re.compile(rb"(?:^|;\s*)(?:__Host-)?seat-\d+=([^;]+)")


class HungUp(Exception):
    """Whoever asked left before their turn came."""


class Queue:
    """One person's requests in this process: whose turn it is, and how many there are."""

    def __init__(self):
        self.turn, self.length = asyncio.Lock(), 0


class Queues:
    """An ASGI application around another, which gets one request of each person at a time, and of `most` no more."""

    def __init__(self, app, *, most: int):
        self.app, self.most = app, most
        self.queues: dict[bytes, Queue] = {}

    async def __call__(self, scope, receive, send) -> None:
        person = whose(scope)
        if person is None:
            await self.app(scope, receive, send)
            return
        queue = self.queues.setdefault(person, Queue())
        if queue.length >= self.most:
            await _refuse(scope, send)
            return
        queue.length += 1
        try:
            await self._in_turn(queue.turn, scope, receive, send)
        except HungUp:
            pass
        finally:
            queue.length -= 1
            if not queue.length:
                del self.queues[person]

    async def _in_turn(self, turn: asyncio.Lock, scope, receive, send) -> None:
        # What was sent to be saved is saved, whether or not somebody still waits for the answer.
        if scope["method"] in SAFE and turn.locked():
            receive = await _until_turn_or_gone(turn, receive)
        else:
            await turn.acquire()
        begun = False

        async def sent(message) -> None:
            nonlocal begun
            # The work is done where the answer begins: whoever reads a file slowly can open a page beside it.
            if not begun:
                begun = True
                turn.release()
            await send(message)

        try:
            await self.app(scope, receive, sent)
        finally:
            if not begun:
                turn.release()


def whose(scope) -> bytes | None:
    """Return by what a person is known here: a hash of their session, their token or their seat; None for a stranger.

    Files that every page needs are nobody's, and wait for nothing.
    """
    if scope["path"].startswith(settings.STATIC_URL):
        return None
    headers = dict(scope["headers"])
    cookies = headers.get(b"cookie", b"")
    session = re.escape(settings.SESSION_COOKIE_NAME).encode()
    found = re.search(rb"(?:^|;\s*)" + session + rb"=([^;]+)", cookies) or SEAT.search(cookies)
    known_by = headers.get(b"authorization") or (found and found[1])
    return hashlib.sha256(known_by).digest() if known_by else None


async def _until_turn_or_gone(turn: asyncio.Lock, receive):
    """Wait for the turn, and return a `receive` for what comes then. Raises HungUp where somebody left meanwhile."""
    first = await receive()
    acquired, gone = asyncio.ensure_future(turn.acquire()), asyncio.ensure_future(receive())
    await asyncio.wait({acquired, gone}, return_when=asyncio.FIRST_COMPLETED)
    if not acquired.done():
        acquired.cancel()
        raise HungUp
    waiting = [first, *([gone.result()] if gone.done() else [])]
    gone.cancel()

    async def read():
        return waiting.pop(0) if waiting else await receive()

    return read


async def _refuse(scope, send) -> None:
    """Say that it was too much at once, and what to do."""
    if scope["path"].startswith("/api/"):
        kind, text = b"application/json", b'{"detail": "Too many requests at once"}'
    else:
        kind, text = b"text/html; charset=utf-8", render_to_string("429.html").encode()
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(text)).encode()),
        (b"cache-control", b"no-store"),
        (b"retry-after", TRY_AGAIN),
    ]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": text})
