"""The production server under those who send slowly, send too much, or all come at once."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from config.asgi import LARGEST_REQUEST, THREADS

WORKERS = 2
LOGIN = "/accounts/login/"


@pytest.fixture
def connect(site):
    """Return a function that opens a bare connection to the server and sends it some bytes."""
    where = urlsplit(site.url)
    with ExitStack() as stack:

        def opened(text):
            connection = stack.enter_context(socket.create_connection((where.hostname, where.port), timeout=10))
            connection.sendall(text.encode().replace(b"HOST", where.netloc.encode()))
            return connection

        yield opened


def seconds_to_answer(site):
    started = time.monotonic()
    assert httpx.get(site.url + LOGIN, timeout=10).status_code == 200
    return time.monotonic() - started


def test_slow_senders_do_not_hold_up_the_others(site, connect):
    # With a token, or the form would be refused before it is read.
    head = [
        f"POST {LOGIN} HTTP/1.1",
        "Host: HOST",
        f"Cookie: csrf={'a' * 32}",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 100000",
    ]
    for _ in range(THREADS * WORKERS * 3):
        connect("\r\n".join([*head, "", "login=half"]))
    assert max(seconds_to_answer(site) for _ in range(5)) < 2


def test_too_large_a_request_is_refused_at_once(connect):
    sender = connect(f"POST {LOGIN} HTTP/1.1\r\nHost: HOST\r\nContent-Length: {LARGEST_REQUEST + 1}\r\n\r\n")
    answer = b"".join(iter(lambda: sender.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 413")
    assert answer.endswith(b"at most 32 MB at once.")


def test_another_host_name_is_not_answered(site):
    assert httpx.get(site.url + LOGIN, headers={"Host": "elsewhere.example"}).status_code == 400


def test_who_asks_is_not_taken_from_a_strangers_word(site):
    """A forwarded scheme from anybody but a proxy of one's own changes nothing."""
    answer = httpx.get(site.url + "/", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"})
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(LOGIN)


def test_many_at_once_are_all_answered_over_few_connections_to_the_database(site):
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: httpx.get(site.url + LOGIN, timeout=30).status_code, range(120)))
    assert set(answers) == {200}
    if site.environment["DATABASE_URL"].startswith("postgres"):
        counted = site.shell(
            "from django.db import connection; cursor = connection.cursor(); "
            "cursor.execute('SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() '"
            "\"AND backend_type = 'client backend'\"); "
            "print(cursor.fetchone()[0])"
        )
        # Every thread keeps one, the workshops' screens of a process share one, and the question took one more.
        assert int(counted) <= (THREADS + 1) * WORKERS + 1
