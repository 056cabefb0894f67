"""A room without devices: the sheets to print, and the form that types them in."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.downloads import attachment
from config.form_page import CONFLICT, attempt, attempt_at_once, get_or_post, post_only, posted, status_of
from maturity.lookups import run_workshop, seen_workshop
from maturity.models import Participant, Workshop
from maturity.paper_votes.forms import SheetForm
from maturity.paper_votes.handouts import voting_sheet, wall_matrix
from maturity.paper_votes.sheets import type_in, typed_sheets
from reports.writers.handouts import grid_pdf, tick_sheet_pdf


@require_safe
def sheet(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    workshop, today = seen_workshop(request, pk), timezone.localdate()
    if name == "matrix":
        grid = wall_matrix(workshop, on=today)
        return attachment(grid_pdf(grid), grid.front.filename)
    paper = voting_sheet(workshop, on=today)
    return attachment(tick_sheet_pdf(paper), paper.front.filename)


@never_cache
@get_or_post
def type_sheet(request: HttpRequest, pk: int, seat: int | None = None) -> HttpResponse:
    """Show an empty sheet, for a new seat or one on paper; record it as one participant's votes."""
    workshop = run_workshop(request, pk)
    whose = _on_paper(workshop, seat) if seat else None
    form = SheetForm(posted(request), workshop=workshop, ballots=workshop.taking_votes(), seat=whose)
    recorded = attempt(form, lambda: _record(request, form))
    if recorded.done:
        return redirect(_next_sheet(workshop, recorded.result, is_new=whose is None))
    return _page(request, form, status=CONFLICT if recorded.refused else status_of(form))


@post_only("maturity:type_in", "pk")
def take_sheet_out(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    workshop = run_workshop(request, pk)
    whose = _on_paper(workshop, seat)
    attempt_at_once(request, lambda: workshop.unseat(whose), success=f"The sheet of {whose} is taken out.")
    return redirect("maturity:type_in", pk)


def _on_paper(workshop: Workshop, pk: int) -> Participant:
    return get_object_or_404(workshop.participants.sitting().filter(on_paper=True), pk=pk)


def _record(request: HttpRequest, form: SheetForm) -> Participant:
    who = form.who.cleaned_data if form.who else {}
    return type_in(form.workshop, form.cast(), seat=form.seat, by=request.user, at=timezone.now(), **who)


def _next_sheet(workshop: Workshop, last: Participant, *, is_new: bool) -> str:
    """Return where the next sheet is typed in: of those known, the next that isn't whole; else a new one."""
    known = [] if is_new else typed_sheets(workshop, workshop.taking_votes())
    following = next((typed.seat.pk for typed in known if not typed.is_whole and typed.seat.pk > last.pk), None)
    arguments = [workshop.pk, following] if following else [workshop.pk]
    address = reverse("maturity:type_in_for" if following else "maturity:type_in", args=arguments)
    return f"{address}?{urlencode({'after': last.pk})}"


def _page(request: HttpRequest, form: SheetForm, *, status: int) -> HttpResponse:
    after, sheets = request.GET.get("after", ""), typed_sheets(form.workshop, form.ballots)
    page = {
        "workshop": form.workshop,
        "assessment": form.workshop.assessment,
        "sheet": form,
        "whose": form.seat,
        "sheets": sheets,
        "last": next((typed for typed in sheets if str(typed.seat.pk) == after), None),
        "messages_of": form.non_field_errors(),
    }
    return render(request, "maturity/paper_votes/page.html", page, status=status)
