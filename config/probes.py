"""The probes of load balancers and of Prometheus. None of them takes a page's thread, or needs anybody signed in.

`/healthz`: this process answers. `/readyz`: its database answers too, with every migration applied. `/metrics`: what
was counted, where METRICS_TOKEN is set, for whoever sends it as a bearer token.
"""

import asyncio
import hmac
import logging
import time
from collections.abc import Awaitable, Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from config import metrics

log = logging.getLogger(__name__)
TEXT = "text/plain; charset=utf-8"
# A balancer may ask from many places; the database is asked once in so many seconds, by one of them.
ASK_AGAIN = 1.0
# Longer than this isn't ready, whatever comes of it.
PATIENCE = 3.0


async def answer(scope, receive, send) -> None:
    """Answer a probe by its path; 404 for any other, and for figures that nobody has a token for."""
    status, words, kind = await PROBES[scope["path"]](scope)
    body = words if isinstance(words, bytes) else words.encode()
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def _health(scope) -> tuple[int, str | bytes, str]:
    return 200, "ok\n", TEXT


class _Readiness:
    """What the database lacked last, and when that was: one probe asks it at a time."""

    def __init__(self):
        self.missing, self.at, self.asking = "", -ASK_AGAIN, None

    async def __call__(self, scope) -> tuple[int, str | bytes, str]:
        if self.asking is None and time.monotonic() - self.at >= ASK_AGAIN:
            self.asking = asyncio.ensure_future(asyncio.to_thread(why_not_ready))
            self.asking.add_done_callback(self._heard)
        if self.asking is not None:
            done, _ = await asyncio.wait({self.asking}, timeout=PATIENCE)
            if not done:
                return 503, "The database doesn't answer.\n", TEXT
        return (503, f"{self.missing}\n", TEXT) if self.missing else (200, "ready\n", TEXT)

    def _heard(self, asked) -> None:
        self.missing, self.at, self.asking = asked.result(), time.monotonic(), None


def why_not_ready() -> str:
    """Return in a sentence what is missing before pages can be answered; an empty text where nothing is."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        log.exception("The database doesn't answer.")
        return "The database doesn't answer."
    finally:
        # This thread is nobody's: the next question may come to another.
        connection.close()
    return f"Migrations to apply with manage.py prepare: {len(waiting)}." if waiting else ""


async def _metrics(scope) -> tuple[int, str | bytes, str]:
    authorization = dict(scope["headers"]).get(b"authorization", b"")
    if not settings.METRICS_TOKEN:
        return 404, "Not found.\n", TEXT
    if not hmac.compare_digest(authorization, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return 401, "A bearer token is needed.\n", TEXT
    return 200, await asyncio.to_thread(metrics.figures), metrics.FIGURES_TYPE


PROBES: dict[str, Callable[[dict], Awaitable[tuple[int, str | bytes, str]]]] = {
    "/healthz": _health,
    "/readyz": _Readiness(),
    "/metrics": _metrics,
}
