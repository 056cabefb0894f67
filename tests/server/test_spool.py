"""A request reaches the pages only once it has arrived whole."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from config.lanes.spool import CHUNK, Spool

PART = b"x" * 1000


def ask(messages, *, headers=(), largest=10_000, silence=5.0):
    """Return the scope and body that reached the application, if it was asked at all, and what was sent back."""
    reached, sent, waiting = [], [], list(messages)

    async def application(scope, receive, send):
        body, more = b"", True
        while more:
            message = await receive()
            body += message["body"]
            more = message["more_body"]
        reached.append((scope, body))

    async def receive():
        if not waiting:
            await asyncio.sleep(60)
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "headers": list(headers)}
    spool = Spool(application, largest=largest, silence=silence)
    # In a thread of its own: in this one the browser's loop may be running.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, spool(scope, receive, send)).result()
    return reached, sent


def part(body=b"", *, more=False):
    return {"type": "http.request", "body": body, "more_body": more}


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK])
def test_the_body_arrives_as_it_was_sent(size):
    body = bytes(place % 251 for place in range(size))
    half = size // 2
    reached, sent = ask([part(body[:half], more=True), part(body[half:])], largest=size)
    assert [body for _, body in reached] == [body]
    assert sent == []


def test_a_request_in_chunks_gets_its_length():
    (scope, body), *_ = ask([part(PART, more=True), part(PART)])[0]
    assert scope["headers"] == [(b"content-length", b"2000")]
    assert len(body) == 2000


def test_a_length_that_was_said_stays():
    (scope, _), *_ = ask([part(PART)], headers=[(b"content-length", b"1000")])[0]
    assert scope["headers"] == [(b"content-length", b"1000")]


@pytest.mark.parametrize("headers", [[(b"content-length", b"10001")], []])
def test_a_request_that_is_too_large_is_refused(headers):
    reached, sent = ask([part(PART, more=True)] * 11, headers=headers)
    assert reached == []
    assert sent[0]["status"] == 413
    assert sent[1]["body"] == b"That is too large: this site takes at most 0 MB at once."
    assert (b"connection", b"close") in sent[0]["headers"]


def test_the_largest_request_is_taken():
    reached, sent = ask([part(PART, more=True)] * 9 + [part(PART)], headers=[(b"content-length", b"10000")])
    assert len(reached) == 1
    assert sent == []


def test_a_sender_who_stops_half_way_is_told_so():
    reached, sent = ask([part(PART, more=True)], silence=0.05)
    assert reached == []
    assert sent[0]["status"] == 408


def test_a_sender_who_hangs_up_gets_no_answer():
    assert ask([part(PART, more=True), {"type": "http.disconnect"}]) == ([], [])
