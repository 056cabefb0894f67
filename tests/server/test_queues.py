"""One person's requests wait for one another, and nobody else waits for them."""

import asyncio
import threading

import pytest

from config.lanes.queues import Queues, whose

MOST = 3


class Pages:
    """An application whose answers begin when a test says so, and what came back from it."""

    def __init__(self):
        self.let_go = asyncio.Event()
        self.begun: list[str] = []
        self.statuses: dict[str, int] = {}
        self.bodies: dict[str, bytes] = {}
        self.queues = Queues(self.answer, most=MOST)

    async def answer(self, scope, receive, send):
        self.begun.append(scope["path"])
        await receive()
        if scope["path"].endswith("/slow/"):
            await self.let_go.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"].endswith("/file/"):
            await self.let_go.wait()
        await send({"type": "http.response.body", "body": b"done"})

    async def ask(self, path, *, cookie="", method="GET", token="", stays=True):
        """Ask as a browser does; one that doesn't stay hangs up as soon as it has asked."""
        messages = [{"type": "http.request", "body": b"", "more_body": False}]
        messages += [] if stays else [{"type": "http.disconnect"}]

        async def receive():
            if not messages:
                await asyncio.Event().wait()
            return messages.pop(0)

        async def send(message):
            if message["type"] == "http.response.start":
                self.statuses[path] = message["status"]
            else:
                self.bodies[path] = self.bodies.get(path, b"") + message["body"]

        pairs = {b"cookie": cookie, b"authorization": token}
        headers = [(name, value.encode()) for name, value in pairs.items() if value]
        await self.queues({"type": "http", "path": path, "method": method, "headers": headers}, receive, send)


def play(story):
    """Play a story in a loop of its own: in the tests' thread a browser's may be running."""
    failed = []

    def run():
        try:
            asyncio.run(asyncio.wait_for(story(), 10))
        except BaseException as problem:
            failed.append(problem)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


async def settled():
    for _ in range(20):
        await asyncio.sleep(0)


ONE, OTHER = "csrf=x; session=one", "session=other; csrf=x"


def test_others_are_answered_while_one_person_waits_for_themselves():
    async def story():
        pages = Pages()
        asked = [asyncio.create_task(pages.ask(f"/{number}/slow/", cookie=ONE)) for number in (1, 2, 3)]
        await settled()
        await pages.ask("/page/", cookie=OTHER)
        assert pages.begun == ["/1/slow/", "/page/"]
        pages.let_go.set()
        await asyncio.gather(*asked)
        assert pages.begun == ["/1/slow/", "/page/", "/2/slow/", "/3/slow/"]
        assert set(pages.statuses.values()) == {200}
        assert pages.queues.queues == {}

    play(story)


@pytest.mark.parametrize(
    ("path", "kind"), [("/too-many/", b"Too much at once"), ("/api/too-many/", b'{"detail": "Too many requests at')]
)
def test_more_than_one_person_is_given_are_refused_with_a_sentence(path, kind):
    async def story():
        pages = Pages()
        asked = [asyncio.create_task(pages.ask(f"/{number}/slow/", cookie=ONE)) for number in range(MOST)]
        await settled()
        await pages.ask(path, cookie=ONE)
        assert pages.statuses == {path: 429}
        assert kind in pages.bodies[path]
        pages.let_go.set()
        await asyncio.gather(*asked)
        await pages.ask("/again/", cookie=ONE)
        assert pages.statuses["/again/"] == 200

    play(story)


def test_a_file_that_is_read_slowly_holds_up_none_of_ones_own_pages():
    async def story():
        pages = Pages()
        reading = asyncio.create_task(pages.ask("/long/file/", cookie=ONE))
        await settled()
        await pages.ask("/page/", cookie=ONE)
        assert pages.bodies == {"/page/": b"done"}
        pages.let_go.set()
        await reading

    play(story)


@pytest.mark.parametrize(("method", "begun"), [("GET", []), ("HEAD", []), ("POST", ["/left/"])])
def test_what_nobody_waits_for_is_left_out_unless_it_was_sent_to_be_saved(method, begun):
    async def story():
        pages = Pages()
        slow = asyncio.create_task(pages.ask("/slow/", cookie=ONE))
        await settled()
        left = asyncio.create_task(pages.ask("/left/", cookie=ONE, method=method, stays=False))
        await settled()
        pages.let_go.set()
        await asyncio.gather(slow, left)
        assert pages.begun == ["/slow/", *begun]
        assert pages.queues.queues == {}

    play(story)


def test_an_answer_that_failed_ends_its_turn():
    async def story():
        async def failing(scope, receive, send):
            raise LookupError

        queues = Queues(failing, most=MOST)
        for _ in range(MOST + 1):
            with pytest.raises(LookupError):
                await queues(
                    {"type": "http", "path": "/", "method": "POST", "headers": [(b"cookie", b"session=x")]}, None, None
                )
        assert queues.queues == {}

    play(story)


@pytest.mark.parametrize(
    ("path", "headers", "known"),
    [
        ("/", {b"cookie": b"session=one"}, True),
        ("/", {b"cookie": b"csrf=x;session=one"}, True),
        ("/join/", {b"cookie": b"csrf=x; seat-14=signed"}, True),
        ("/join/", {b"cookie": b"__Host-seat-14=signed"}, True),
        ("/api/gaps/", {b"authorization": b"Bearer one"}, True),
        ("/", {b"cookie": b"csrf=x; no-session=one"}, False),
        ("/", {}, False),
        ("/static/app.css", {b"cookie": b"session=one"}, False),
    ],
)
def test_by_what_a_person_is_known(path, headers, known):
    scope = {"path": path, "headers": list(headers.items())}
    assert (whose(scope) is not None) is known
    if known:
        changed = {name: value + b"x" for name, value in headers.items()}
        assert whose({"path": path, "headers": list(changed.items())}) != whose(scope)
