"""Nothing leaves a force unrecorded: every file, calendar and answer of the API is written down before it is sent.

Pages are not: nobody is told what somebody read. A file that no line of the table names isn't sent at all.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.lookups import may_have
from accounts.models import Force
from accounts.roles import SENSITIVE, SENSITIVE_LABEL
from assessments.models import Assessment
from evidence.models import Item
from history.leaving import Event, log_line
from history.models import Departure
from inspections.models import BoardPaper, CalendarLink
from maturity.models import Workshop


class About(NamedTuple):
    """What left: of which force and assessment, the number of the row that it is of, and how that is marked."""

    force: Force | None
    assessment: int | None = None
    row: object = ""
    marking: str = ""
    # Who takes it, where the address says so and not a session.
    by: int | None = None
    way: str = ""


Find = Callable[[HttpRequest, dict], Iterable[About]]


def _assessment(request: HttpRequest, named: dict) -> Iterable[About]:
    keys = [named[key] for key in ("pk", "beside") if key in named]
    both = {row.pk: row for row in Assessment.objects.filter(pk__in=keys).select_related("force")}
    of = both[named["pk"]]
    marking = SENSITIVE if any(row.marking == SENSITIVE for row in both.values()) else of.marking
    yield About(of.force, of.pk, named.get("sign_off", ""), marking)


def _workshop(request: HttpRequest, named: dict) -> Iterable[About]:
    of = Workshop.objects.select_related("assessment__force").get(pk=named["pk"])
    yield About(of.assessment.force, of.assessment_id, of.pk, of.assessment.marking)


def _paper(request: HttpRequest, named: dict) -> Iterable[About]:
    of = BoardPaper.objects.select_related("force").get(pk=named["pk"])
    yield About(of.force, None, of.pk, of.marking)


def _item(request: HttpRequest, named: dict) -> Iterable[About]:
    of = Item.objects.select_related("force").get(pk=named["pk"])
    yield About(of.force, None, of.pk, of.marking)


def _force(request: HttpRequest, named: dict) -> Iterable[About]:
    yield About(Force.objects.get(code=named["code"]))


def _link(request: HttpRequest, named: dict) -> Iterable[About]:
    link = CalendarLink.objects.select_related("force").get(pk=named["token"].partition("-")[0])
    yield About(link.force, by=link.user_id, way=f"link {link.pk}")


def _forces(request: HttpRequest, named: dict) -> Iterable[About]:
    """Yield each force that somebody's program may have read of: the one that it asked for, or all of theirs."""
    asked = request.GET.get("assessment") or named.get("pk")
    if asked:
        of = Assessment.objects.visible_to(request.user, on=timezone.localdate()).select_related("force")
        return [About(row.force, row.pk, "", row.marking) for row in of.filter(pk=asked)]
    forces = Force.objects.visible_to(request.user, on=timezone.localdate()).order_by("pk")
    code = request.GET.get("force")
    return [About(force) for force in (forces.filter(code=code) if code else forces)]


# Each address that sends something of a force: what that is called, and how it is found out of which force it is.
TABLE: dict[str, tuple[Event, Find]] = {
    "assessments:gap_file": (Event.GAP_REPORT, _assessment),
    "assessments:sheet_file": (Event.SCORING_SHEET, _assessment),
    "assessments:signed_file": (Event.SIGNED_REPORT, _assessment),
    "assessments:rounds_file": (Event.ROUNDS, _assessment),
    "maturity:summary_file": (Event.WORKSHOP_SUMMARY, _workshop),
    "maturity:sheet": (Event.WORKSHOP_SHEETS, _workshop),
    "inspections:pack": (Event.FIELDWORK_PACK, _assessment),
    "inspections:export_register": (Event.REGISTER, _force),
    "inspections:paper_file": (Event.BOARD_PAPER, _paper),
    "inspections:feed": (Event.CALENDAR, _link),
    "home:coverage_file": (Event.COVERAGE, _force),
    "evidence:download": (Event.EVIDENCE, _item),
    "records:file": (Event.RECORD, _assessment),
    "history:file": (Event.HISTORY, _force),
    "history:visits_file": (Event.SIGN_INS, _force),
    "history:departures_file": (Event.DEPARTURES, _force),
    "api:assessments": (Event.API_ASSESSMENTS, _forces),
    "api:gaps": (Event.API_GAPS, _forces),
    "api:report": (Event.API_REPORT, _forces),
    "api:scores": (Event.API_SCORES, _forces),
    "api:published_grades": (Event.API_GRADES, _forces),
    "api:actions": (Event.API_ACTIONS, _forces),
    "api:findings": (Event.API_FINDINGS, _forces),
}
API = frozenset(name for name in TABLE if name.startswith("api:"))
# Files that are of no force: publications, and what is somebody's own.
OF_NO_FORCE = frozenset(
    {
        *(f"frameworks:{name}" for name in ("template", "download", "comparison_file")),
        "competency:profile_file",
        "mfa_download_recovery_codes",
    }
)


class Unrecorded(RuntimeError):
    """A file is about to leave that nobody has named: it is not sent."""


class Leaving:
    """The middleware, next to the views, that writes down what leaves, and lets nobody have what they may not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        at = request.resolver_match
        if at is None or response.status_code != 200 or not (is_file(response) or at.view_name in API):
            return response
        if at.view_name in OF_NO_FORCE:
            return response
        try:
            if at.view_name not in TABLE:
                raise Unrecorded(f"{at.view_name} sends a file, and records/leaving.py doesn't name it.")
            event, find = TABLE[at.view_name]
            return self._recorded(request, response, event, list(find(request, at.kwargs)))
        except BaseException:
            _let_go(response)
            raise

    def _recorded(self, request: HttpRequest, response: HttpResponse, event: Event, about: list[About]) -> HttpResponse:
        sensitive = name_of(response).startswith(SENSITIVE_LABEL)
        marked = [one._replace(marking=SENSITIVE) if sensitive else one for one in about]
        if any(one.force and not may_have(request.user, one.force, one.marking) for one in marked):
            _let_go(response)
            return render(request, "records/not_handed_out.html", {"force": marked[0].force}, status=403)
        form = "json" if event.startswith("api.") else name_of(response).rpartition(".")[2]
        token = getattr(request, "auth", None)
        made = [
            Departure(
                at=timezone.now(),
                event=event,
                by_id=one.by or request.user.pk,
                force=one.force,
                assessment=one.assessment,
                row=str(one.row),
                # The name of a file of evidence is somebody's own words, to its ending.
                form="" if event == Event.EVIDENCE else form[:10],
                marking=one.marking,
                way=one.way or (f"token {token.pk}" if token else ""),
            )
            for one in marked or [About(None)]
        ]
        for departure in Departure.objects.bulk_create(made):
            log_line(departure)
        return response


def is_file(response: HttpResponse) -> bool:
    """Return whether an answer is something to keep, and no page."""
    is_calendar = response.headers.get("Content-Type", "").startswith("text/calendar")
    return is_calendar or response.headers.get("Content-Disposition", "").startswith("attachment")


def name_of(response: HttpResponse) -> str:
    """Return the name under which a file is sent; of a calendar, its ending alone."""
    said = response.headers.get("Content-Disposition", "")
    return said.partition("filename=")[2].strip('"') if said else ".ics"


def _let_go(response: HttpResponse) -> None:
    """Close the file of an answer that nobody will send. The answer's own `close` would end the request."""
    file = getattr(response, "file_to_stream", None)
    if file:
        file.close()
