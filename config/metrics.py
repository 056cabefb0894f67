"""Metrics for operators: a line in the log for each response, and figures by route over all processes of a machine.

Neither says what was asked or typed: an address is named by its route, a person by their key.
"""

import logging
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

log = logging.getLogger("requests")
# Where each process keeps its figures, for any of them to add up. The library reads it when it is imported.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
FIGURES_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Seconds. The limits that this project holds itself to are among them.
STEPS = (0.05, 0.1, 0.3, 0.6, 1, 3, 10)


def begin(folder: Path) -> None:
    """Empty the folder in which this machine's processes count. Before they start."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[FOLDER] = str(folder)


def timed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: times each response. It is the outermost, so that it times all the others."""
    count = _counting() if settings.METRICS_TOKEN and FOLDER in os.environ else None

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        took = time.perf_counter() - began
        # A page that doesn't exist has no route, and whoever invents addresses must not fill the figures.
        route = request.resolver_match.route if request.resolver_match else "(none)"
        if count:
            count(request.method or "", route, response.status_code, took)
        if settings.LOG_REQUESTS:
            user = request.user.pk if hasattr(request, "user") else None
            about = {"method": request.method, "route": route, "status": response.status_code}
            log.info("answered", extra=about | {"milliseconds": round(took * 1000, 1), "user": user})
        return response

    return answer


def _counting():
    from prometheus_client import Histogram

    seconds = Histogram("answer_seconds", "Time to answer.", ("method", "route", "status"), buckets=STEPS)
    return lambda method, route, status, took: seconds.labels(method, route, str(status)).observe(took)


def figures() -> bytes:
    """Return what every process of this machine has counted since it started, in the text that Prometheus reads."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)
    return generate_latest(registry)
