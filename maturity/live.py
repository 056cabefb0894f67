"""How the screens of a room are kept up to date. No other module knows.

A screen's fragment with its ETag is the truth, rendered for its own viewer. A stream carries the number of the last
change and nothing else, and tells a screen when to ask; one that gets no stream asks by the clock (static/js/live.js).
The commit is the announcement: every process reads the numbers of the workshops it has listeners for.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from weakref import WeakKeyDictionary

from django.core.cache import caches
from django.core.signing import BadSignature, TimestampSigner
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags

from maturity import grants
from maturity.models import Workshop

PATH = "/live/"
TOKEN_SECONDS = 12 * 60 * 60
# What a screen may follow: every change, or only those that every participant's screen shows.
FOLLOWS = ("revision", "stage")
PAUSE = 0.15
HEARTBEAT = 15
# Seconds after which everybody who listens is asked for again: whether they still may.
ASKED_EVERY = 5
# Screens are told one after another, or all their questions arrive in the same instant.
SPREAD_EACH, SPREAD_MOST = 0.002, 0.15
RETRY_MS = (1_000, 4_000)
MOST_LISTENERS = 5_000

log = logging.getLogger(__name__)


# --- The fragment


def _code() -> str:
    """Return a fingerprint of the code that renders, so that a new release renders every screen again."""
    here = Path(__file__).parent
    files = [*here.rglob("*.py"), *(here.parent / "templates" / here.name).rglob("*.html")]
    return sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()


CODE = _code()


def etag(*, audience: str, version: str) -> str:
    """Return the strong ETag of what this audience sees at this version. It tells nobody what the two are."""
    return f'"{salted_hmac("maturity.live.etag", f"{CODE}/{audience}/{version}", algorithm="sha256").hexdigest()[:32]}"'


def room_tag(workshop: int, *, stage: int, votes: bool) -> str:
    """Return the ETag of the board for everybody who has no blind vote of their own."""
    return etag(audience=f"room-{workshop}-{votes}", version=f"{stage}/None/")


def answer(
    request: HttpRequest, *, audience: str, version: str, render: Callable[..., HttpResponse], shared: bool = False
) -> HttpResponse:
    """Return the fragment that `render` makes, or a 304 without calling it where the screen has it already.

    Read the version before what is rendered: then a change in between is fetched again instead of missed. With
    `shared` everybody of this audience sees the same, so it is rendered once in each process.
    """
    tag = etag(audience=audience, version=version)
    # A weak one is the same: compressing makes it weak on the way out.
    held = {known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))}
    if tag in held:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = _rendered_once(request, tag, render) if shared else render()
    if response.status_code in (200, 304):
        response["ETag"] = tag
    # The screen's script keeps the fragment and its tag; no other cache may.
    response["Cache-Control"] = "private, no-store"
    return response


# Stands for the form token in a fragment that everybody sees. Nobody knows it, so nobody can type it into one.
TOKEN_PLACEHOLDER = salted_hmac("maturity.live.token", CODE, algorithm="sha256").hexdigest()


def with_token(body: bytes, token: str) -> bytes:
    """Return a fragment that everybody sees with one viewer's form token in its forms."""
    return body.replace(TOKEN_PLACEHOLDER.encode(), token.encode())


def _rendered_once(request: HttpRequest, tag: str, render: Callable[..., HttpResponse]) -> HttpResponse:
    """Return what was rendered for somebody else of the same audience, with this viewer's form token in it."""
    body = caches["reports"].get(tag)
    if body is None:
        response = render(csrf_token=TOKEN_PLACEHOLDER)
        if response.status_code != 200:
            return response
        body = response.content
        caches["reports"].set(tag, body)
    # Whoever asks for a token is sent its cookie again: only a fragment with a form in it does.
    has_form = TOKEN_PLACEHOLDER.encode() in body
    return HttpResponse(with_token(body, get_token(request)) if has_form else body)


# --- The stream's address


def _signer() -> TimestampSigner:
    return TimestampSigner(sep=".", salt="maturity.live")


def token(workshop: Workshop, *, to=None, follow: str = "revision") -> str:
    """Return what lets a page listen to a workshop for twelve hours at most: as long as its seat or person may.

    `to` is a seat or a person at the console, the facilitator where nobody is named.
    """
    if follow not in FOLLOWS:
        raise ValueError(follow)
    holder = grants.holder(workshop.pk, to or workshop.facilitator, at=timezone.now())
    return _signer().sign(f"{follow}-{holder}")


def stream_url(workshop: Workshop, *, to=None, follow: str = "revision") -> str:
    """Return the stream's address. With follow="stage" it is silent while votes come in: for participants' screens."""
    return PATH + token(workshop, to=to, follow=follow)


def _listened_to(signed: str) -> tuple[grants.Holder, str] | None:
    """Return who listens and what is followed, or None for a token that is bad or too old."""
    try:
        follow, _, holder = _signer().unsign(signed, max_age=TOKEN_SECONDS).partition("-")
        return grants.read(holder), follow
    except (BadSignature, ValueError):
        return None


# --- Who listens


class Listener:
    """One open stream: whose it is, the number that it should have, and an event that wakes it."""

    def __init__(self, holder: grants.Holder, follow: str):
        self.holder, self.workshop, self.place = holder, holder.workshop, FOLLOWS.index(follow)
        self.is_admitted = False
        self.number: int | None = None
        self.ended = False
        self.wake = asyncio.Event()

    def take(self, numbers: tuple[int, int] | None) -> bool:
        """Take the workshop's numbers, None for one that has ended, and return whether that is news."""
        if numbers is None:
            news, self.ended = not self.ended, True
        else:
            news, self.number = self.number != numbers[self.place], numbers[self.place]
        return news

    async def stirred(self) -> bool:
        """Wait for news and return True, or False when it was quiet for a heartbeat."""
        try:
            async with asyncio.timeout(HEARTBEAT):
                await self.wake.wait()
        except TimeoutError:
            return False
        self.wake.clear()
        return True


class Hub:
    """Everybody who listens in one event loop, and the task that watches the database while anybody does."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.watching: asyncio.Task | None = None
        self.asked_at = 0.0
        # A thread of its own, and with it the only connection to the database that the screens' lane takes. It stays,
        # since a screen may still be asking when the last listener leaves.
        self.reader = ThreadPoolExecutor(1, "live")

    @contextmanager
    def listening(self, holder: grants.Holder, follow: str) -> Iterator[Listener]:
        """Count somebody among the listeners for as long as the block lasts."""
        listener = Listener(holder, follow)
        self.listeners.add(listener)
        if self.watching is None:
            self.watching = asyncio.get_running_loop().create_task(self._watch())
        try:
            yield listener
        finally:
            self.listeners.discard(listener)

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while self.listeners:
            asked = {listener.workshop for listener in self.listeners}
            try:
                await self._ask_again(loop)
                self._tell(asked, await loop.run_in_executor(self.reader, numbers, asked))
            except Exception:
                # Whatever it is, a watcher that stops would leave every screen of this process waiting.
                log.exception("The numbers of the open workshops could not be read. Trying again.")
                await asyncio.sleep(1)
            await asyncio.sleep(PAUSE)
        self.watching = None
        self.reader.submit(connection.close)

    async def _ask_again(self, loop: asyncio.AbstractEventLoop) -> None:
        """End the streams of those who may listen no more: of who has just come, and now and then of everybody."""
        is_due = loop.time() >= self.asked_at + ASKED_EVERY
        who = [listener for listener in self.listeners if is_due or not listener.is_admitted]
        if not who:
            return
        self.asked_at = loop.time() if is_due else self.asked_at
        good = await loop.run_in_executor(self.reader, admitted, {listener.holder for listener in who})
        for listener in who:
            listener.is_admitted = listener.holder in good
            if not listener.is_admitted and listener.take(None):
                listener.wake.set()

    def _tell(self, asked: set[int], numbers_by_workshop: dict[int, tuple[int, int]]) -> None:
        """Wake whoever has news, one after another."""
        loop = asyncio.get_running_loop()
        of_these = [listener for listener in self.listeners if listener.workshop in asked and listener.is_admitted]
        woken = [listener for listener in of_these if listener.take(numbers_by_workshop.get(listener.workshop))]
        step = min(SPREAD_EACH, SPREAD_MOST / max(len(woken), 1))
        for place, listener in enumerate(woken):
            loop.call_later(place * step, listener.wake.set)


def numbers(workshops: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return (revision, stage) of those of the workshops that are open, in one query."""
    try:
        rows = Workshop.objects.open().filter(pk__in=workshops).values_list("pk", *FOLLOWS)
        return {pk: (revision, stage) for pk, revision, stage in rows}
    finally:
        connection.close_if_unusable_or_obsolete()


def admitted(holders: Collection[grants.Holder]) -> set[grants.Holder]:
    """Return those who may listen today, in one query however many they are."""
    try:
        return grants.still_good(holders, on=timezone.localdate())
    finally:
        connection.close_if_unusable_or_obsolete()


# What asyncio makes belongs to the loop that it was made in.
_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """Return the hub of the running loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


# --- The stream

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def stream(scope, receive, send) -> None:
    """Answer one screen: the number of the last change, and each new one, until it hangs up or the workshop ends.

    204 where there is nothing to listen to: a bad or old token, a workshop that has ended. An ASGI application.
    """
    listened_to = _listened_to(scope["path"].removeprefix(PATH))
    if scope["method"] != "GET":
        await refuse(send, 405)
    elif listened_to is None:
        await refuse(send, 204)
    elif len(hub().listeners) >= MOST_LISTENERS:
        await refuse(send, 503)
    else:
        with hub().listening(*listened_to) as listener:
            await _until_it_leaves(receive, _speak(send, listener))


async def _until_it_leaves(receive, speech: Coroutine) -> None:
    """Send the events until they end, or until the other side hangs up."""
    speaking, leaving = asyncio.ensure_future(speech), asyncio.ensure_future(_hung_up(receive))
    try:
        await asyncio.wait({speaking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if speaking.done():
            speaking.result()
    finally:
        speaking.cancel()
        leaving.cancel()


async def _speak(send, listener: Listener) -> None:
    if not await listener.stirred():
        await refuse(send, 503)
        return
    if listener.ended:
        await refuse(send, 204)
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    # Each comes back after a time of its own, or all would at once.
    await _say(send, f"retry: {random.randint(*RETRY_MS)}\ndata: {listener.number}\n\n")  # noqa: S311
    while not listener.ended:
        news = await listener.stirred()
        if not news:
            await _say(send, ":\n\n")
        elif not listener.ended:
            await _say(send, f"data: {listener.number}\n\n")
    await _say(send, "event: end\ndata: end\n\n", more=False)


async def _say(send, text: str, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": more})


async def _hung_up(receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def refuse(send, status: int) -> None:
    """Answer with a status and nothing else."""
    headers = [(b"cache-control", b"no-store")]
    if status != 204:
        headers.append((b"content-length", b"0"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
