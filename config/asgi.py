"""The application that the server runs: every page is answered by Django in one of a bounded set of threads.

What must not hold a thread, such as a stream that stays open, is to be answered here, before the pages.
"""

from typing import Any, cast

from a2wsgi import WSGIMiddleware

from config.environment import env
from config.spool import Spool
from config.wsgi import application as wsgi

# psycopg2 keeps one connection to the database for each thread, so this bounds the connections too.
THREADS = 8
# How many pieces of an answer may wait for a slow reader before they hold the thread: some 8 MB of a file.
PIECES = 1024
LARGEST_REQUEST = int(env("LARGEST_REQUEST_MB", "25")) * 1024 * 1024

pages = WSGIMiddleware(cast(Any, wsgi), workers=THREADS, send_queue_size=PIECES)
application = Spool(pages, largest=LARGEST_REQUEST)
