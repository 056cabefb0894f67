"""The pages for what went wrong: the disk is full, the database is away, a form's token is old.

They say whether anything was saved, and show what was typed.

Nothing here asks the database, nor anything that does: it is what has just failed.
"""

import errno
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error

# Seconds after which it is worth trying again.
TRY_AGAIN = "5"
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)
# Below these, passwords and codes are typed.
PROVING = ("/accounts/", "/account/", "/invitation/", "/tokens/", "/admin/")
# PostgreSQL's names for: the disk is full; a deadlock; two that cannot both be; a lock that was not had in time.
FULL, GAVE_WAY = "53100", ("40P01", "40001", "55P03")
# What was sent may itself be more than can be read, or its end may never come: no reason to say nothing of the fault.
UNREADABLE = (SuspiciousOperation, BadRequest, MultiPartParserError, OSError)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the disk or the database, in words for whoever was saving."""

    status: int
    title: str
    words: str


DISK_FULL = Fault(507, "The server's disk is full", "Nothing was saved: the server could not write it to its disk.")
BUSY = Fault(503, "Too much is being saved at once", "Nothing was saved: others were saving all the while.")
AWAY = Fault(
    503,
    "The database does not answer",
    "What you sent was not confirmed as saved. Check before you send it again: it may be there.",
)


def server_fault(request: HttpRequest) -> HttpResponse:
    """Return the page for what went wrong: one of the faults above where it is one, and 500 for any other."""
    fault = fault_of(sys.exc_info()[1])
    if fault is None:
        return server_error(request)
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"detail": fault.title}, status=fault.status)
    else:
        page = {"fault": fault, "acted": request.method == "POST", **_typed(request)}
        response = HttpResponse(render_to_string("fault.html", page), status=fault.status)
    response["Retry-After"] = TRY_AGAIN
    response["Cache-Control"] = "no-store"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form whose token is missing or old: it says what to do."""
    return render(request, "403_csrf.html", status=403)


def not_allowed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page of the site where an address doesn't take what a browser did with it; programs get none."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.path.startswith("/api/"):
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return answer


def fault_of(error: BaseException | None) -> Fault | None:
    """Return the fault that an exception came from; None where it came from anything else."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in DISK:
            return DISK_FULL
        if isinstance(error, OperationalError):
            return _of_the_database(error.__cause__)
        # The driver's plainest error is what it raises where the server went away in the middle of an answer.
        if isinstance(error, InterfaceError) or type(error) is DatabaseError:
            return AWAY
        error = error.__cause__ or error.__context__
    return None


def _of_the_database(cause: BaseException | None) -> Fault:
    lite, postgres = getattr(cause, "sqlite_errorname", ""), getattr(cause, "pgcode", None) or ""
    if lite.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")) or postgres == FULL:
        return DISK_FULL
    if lite.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or postgres in GAVE_WAY:
        return BUSY
    return AWAY


def _typed(request: HttpRequest) -> dict:
    """Return what was typed, to be read and to be sent again; nothing of pages where secrets are typed."""
    if request.method != "POST" or request.path.startswith(PROVING):
        return {}
    try:
        fields = list(_pairs(request))
        files = [str(file) for file in request.FILES.values()]
    except UNREADABLE:
        return {}
    typed = [value for name, value in fields if " " in value.strip() and name != "csrfmiddlewaretoken"]
    return {"typed": typed, "fields": [] if files else fields, "files": files, "again": request.get_full_path()}


def _pairs(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        for value in values:
            yield name, value
