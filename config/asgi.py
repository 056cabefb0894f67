"""The application that the server runs: every page is answered by Django in one of a bounded set of threads.

What must not hold a thread is answered before the pages: the streams, which stay open.
"""

from importlib import import_module
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.utils.module_loading import import_string

from config import probes
from config.environment import env
from config.lanes.queues import Queues
from config.lanes.spool import Spool
from config.wsgi import application as wsgi

# psycopg2 keeps one connection to the database for each thread, so this bounds the connections too, with one more for
# the workshops' screens (maturity/live.py). More threads than these only wait for one another inside a process: thirty
# saves at once took half as long again with eight.
THREADS = 2
# How many pieces of an answer may wait for a slow reader before they hold the thread: some 8 MB of a file.
PIECES = 1024
# How many requests of one person may be there at once in a process; a browser with all its tabs comes to fewer.
MOST_OF_ONE = 32
# Megabytes. More than the largest file that a page takes, so that the page itself says what is too large, by its field.
LARGEST_REQUEST = int(env("LARGEST_REQUEST_MB", "32")) * 1024 * 1024

answered = WSGIMiddleware(cast(Any, wsgi), workers=THREADS, send_queue_size=PIECES)
pages = Spool(Queues(answered, most=MOST_OF_ONE), largest=LARGEST_REQUEST)
# By prefix, the first that fits. The pages' module has set Django up by now, which what is named here needs.
LANES = {
    "/live/board/": import_string("maturity.room_board.answer"),
    "/live/": import_string("maturity.live.stream"),
}
# Whatever pages are made of is read before the first request, which would wait a second for it: a whole room, even.
import_module(settings.ROOT_URLCONF)
# No page waits for a mail server.
import_string("outbox.sender.begin")()


async def application(scope, receive, send) -> None:
    """Answer one request in its lane; everything else but requests is ignored."""
    if scope["type"] != "http":
        return
    if scope["path"] in probes.PROBES:
        await probes.answer(scope, receive, send)
        return
    lane = next((lane for prefix, lane in LANES.items() if scope["path"].startswith(prefix)), pages)
    await lane(scope, receive, send)
