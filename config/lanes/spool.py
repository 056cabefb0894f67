"""A request is spooled until it has arrived whole and only then answered, so a slow sender holds no thread.

A few slow uploads would otherwise take every thread and stop the site for everybody.
"""

import asyncio
import logging
from tempfile import SpooledTemporaryFile

log = logging.getLogger(__name__)

IN_MEMORY = 256 * 1024
CHUNK = 64 * 1024
SILENCE = 30


class TooLarge(Exception):
    """The request is larger than this site takes."""


class TooSlow(Exception):
    """The sender stopped half-way."""


class Gone(Exception):
    """The sender hung up half-way: nobody waits for an answer."""


class Spool:
    """An ASGI application around another, which gets each request only once it has arrived whole."""

    def __init__(self, app, *, largest: int, silence: float = SILENCE):
        self.app, self.largest, self.silence = app, largest, silence

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            return
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                size = await self._fill(body, scope, receive)
            except TooLarge:
                most = self.largest // (1024 * 1024)
                await _refuse(send, 413, f"That is too large: this site takes at most {most} MB at once.")
            except TooSlow:
                await _refuse(send, 408, "The connection was too slow, so nothing was saved. Please try again.")
            except Gone:
                pass
            except OSError:
                log.exception("A request could not be kept until it had arrived.")
                await _refuse(send, 507, "The server's disk is full, so nothing was saved. Please try again later.")
            else:
                await self.app(_with_length(scope, size), _reader(body, receive), send)

    async def _fill(self, body, scope, receive) -> int:
        """Write the request's body into the file and return its size; raises TooLarge, TooSlow, Gone."""
        announced = dict(scope["headers"]).get(b"content-length", b"")
        if announced.isdigit() and int(announced) > self.largest:
            raise TooLarge
        more, size = True, 0
        while more:
            try:
                message = await asyncio.wait_for(receive(), self.silence)
            except TimeoutError:
                raise TooSlow from None
            if message["type"] == "http.disconnect":
                raise Gone
            chunk, more = message.get("body", b""), message.get("more_body", False)
            size += len(chunk)
            if size > self.largest:
                raise TooLarge
            body.write(chunk)
        body.seek(0)
        return size


def _with_length(scope, size: int):
    """Return the scope with the body's length, which a request sent in chunks doesn't say and Django goes by."""
    if not size or any(name == b"content-length" for name, _ in scope["headers"]):
        return scope
    return {**scope, "headers": [*scope["headers"], (b"content-length", str(size).encode())]}


def _reader(body, receive):
    """Return a `receive` that hands out the stored body, then whatever comes after it."""
    done = False

    async def read():
        nonlocal done
        if done:
            return await receive()
        chunk = body.read(CHUNK)
        done = len(chunk) < CHUNK
        return {"type": "http.request", "body": chunk, "more_body": not done}

    return read


async def _refuse(send, status: int, words: str) -> None:
    text = words.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        # What is left of the request would be read as the next one.
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
