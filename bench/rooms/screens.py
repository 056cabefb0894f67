"""Many screens in one process: each holds its stream open and fetches its fragment as static/js/live.js does."""

import asyncio
from dataclasses import dataclass, field
from ssl import SSLContext
from time import perf_counter

MOST_SECONDS = 30


class Refused(Exception):
    """The server answered with something else than was asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


class Line:
    """One connection that stays open, opened again where the server closed it; by TLS where the site has a name."""

    def __init__(self, port: int, name: str = "", tls: SSLContext | None = None):
        self.port, self.name, self.tls = port, name, tls
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Reply:
        """Return the whole answer. OSError where the connection broke: whether it was acted on is not known then."""
        if self.reader is not None and self.reader.at_eof():
            self.close()
        if self.writer is None:
            more = {"ssl": self.tls, "server_hostname": self.name} if self.tls else {}
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, **more)
        try:
            self.writer.write(request(method, path, self.name or f"127.0.0.1:{self.port}", headers, body))
            return await asyncio.wait_for(read_reply(self.reader), MOST_SECONDS)
        except (asyncio.IncompleteReadError, TimeoutError) as error:
            self.close()
            raise ConnectionError("The server hung up") from error
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
            self.reader = self.writer = None


def request(method: str, path: str, host: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(f"{n}: {v}" for n, v in headers.items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in pairs}


async def read_reply(reader: asyncio.StreamReader) -> Reply:
    status, headers = await read_head(reader)
    if status in (204, 304):
        body = b""
    elif headers.get("transfer-encoding") == "chunked":
        body = b"".join([piece async for piece in chunks(reader)])
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Reply(status, headers, body)


async def chunks(reader: asyncio.StreamReader):
    while size := int(await reader.readuntil(b"\r\n"), 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)


@dataclass
class Screen:
    """One participant's page. `drawn` is when it last had a new fragment."""

    port: int
    cookies: str
    stream: str
    board: str
    shared: str = ""
    etag: str = ""
    drawn: float = 0
    fetched: int = 0
    unchanged: int = 0
    failed: int = 0
    sent_on: int = 0
    has_heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self) -> None:
        """Listen until it is cancelled; Refused where the server doesn't let it."""
        self.line, self.looking, self.again = Line(self.port), None, False
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request("GET", self.stream, f"127.0.0.1:{self.port}", {"Accept": "text/event-stream"}))
            status, _ = await read_head(reader)
            if status != 200:
                raise Refused(f"{self.stream} answered {status}")
            async for piece in chunks(reader):
                if self.looking is not None and self.looking.done():
                    self.looking.result()
                if b"data: " in piece:
                    self.look()
        finally:
            writer.close()
            self.line.close()

    def look(self) -> None:
        """Fetch the fragment, one fetch at a time."""
        if self.looking is None or self.looking.done():
            self.looking = asyncio.ensure_future(self._look())
        else:
            self.again = True

    async def _fetched(self, headers: dict[str, str]) -> Reply:
        """Return the room's board, or the seat's own where it is sent there."""
        if self.shared:
            reply = await self.line.ask("GET", self.shared, headers)
            if reply.status != 204:
                return reply
            self.sent_on += 1
        return await self.line.ask("GET", self.board, headers)

    async def _look(self) -> None:
        self.again = True
        while self.again:
            self.again = False
            held = {"If-None-Match": self.etag} if self.etag else {}
            headers = {"Cookie": self.cookies, "Accept-Encoding": "gzip, deflate, br", **held}
            try:
                reply = await self._fetched(headers)
            except OSError:
                # A browser asks once more by itself; the page's script asks again by the clock.
                self.failed += 1
                await asyncio.sleep(0.1)
                self.again = True
                continue
            if reply.status == 200:
                self.etag, self.drawn = reply.headers["etag"], perf_counter()
                self.fetched += 1
            elif reply.status == 304:
                self.unchanged += 1
            else:
                raise Refused(f"{self.board} answered {reply.status}")
        self.has_heard.set()
