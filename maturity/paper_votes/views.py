"""A room without devices: the sheets to print, and the form that types them in."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.downloads import attachment
from maturity.console_views import run_by_asker
from maturity.models import Participant, Workshop
from maturity.paper_votes.forms import SheetForm
from maturity.paper_votes.handouts import voting_sheet, wall_matrix
from maturity.paper_votes.sheets import TypedSheet, type_in, typed_sheets
from maturity.seat_views import CONFLICT, UNPROCESSABLE
from reports.writers.handouts import grid_pdf, tick_sheet_pdf


@require_GET
def sheet(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    today = timezone.localdate()
    visible = Workshop.objects.visible_to(request.user, on=today).with_assessment()
    workshop = get_object_or_404(visible, pk=pk)
    if name == "matrix":
        grid = wall_matrix(workshop, on=today)
        return attachment(grid_pdf(grid), grid.front.filename)
    paper = voting_sheet(workshop, on=today)
    return attachment(tick_sheet_pdf(paper), paper.front.filename)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def type_sheet(request: HttpRequest, pk: int, seat: int | None = None) -> HttpResponse:
    """Show an empty sheet, for a new seat or one on paper; record it as one participant's votes."""
    workshop = run_by_asker(request, pk)
    whose = _on_paper(workshop, seat) if seat else None
    ballots = workshop.taking_votes()
    form = SheetForm(request.POST or None, workshop=workshop, ballots=ballots, seat=whose)
    status = 200
    if request.method == "POST" and not form.is_valid():
        status = UNPROCESSABLE
    elif request.method == "POST":
        try:
            done = type_in(workshop, form.cast(), seat=whose, by=request.user, at=timezone.now(), **form.named())
        except Workshop.Refused as refusal:
            form.refuse(refusal)
            status = CONFLICT
        else:
            return redirect(_onward(workshop, done, is_new=whose is None))
    return _page(request, workshop, form, whose, typed_sheets(workshop, ballots), status=status)


@require_POST
def take_sheet_out(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    workshop = run_by_asker(request, pk)
    whose = _on_paper(workshop, seat)
    try:
        workshop.unseat(whose)
    except Workshop.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The sheet of {whose} is taken out.")
    return redirect("maturity:type_in", pk)


def _on_paper(workshop: Workshop, pk: int) -> Participant:
    return get_object_or_404(workshop.participants.filter(on_paper=True), pk=pk)


def _onward(workshop: Workshop, done: Participant, *, is_new: bool) -> str:
    """Return where the next sheet is typed in: of those known, the next that isn't whole; else a new one."""
    sheets = [] if is_new else typed_sheets(workshop, workshop.taking_votes())
    following = next((each.seat.pk for each in sheets if not each.is_whole and each.seat.pk > done.pk), None)
    arguments = [workshop.pk, following] if following else [workshop.pk]
    address = reverse("maturity:type_in_for" if following else "maturity:type_in", args=arguments)
    return f"{address}?{urlencode({'after': done.pk})}"


def _page(
    request: HttpRequest,
    workshop: Workshop,
    form: SheetForm,
    whose: Participant | None,
    sheets: tuple[TypedSheet, ...],
    *,
    status: int,
) -> HttpResponse:
    after = request.GET.get("after", "")
    page = {
        "workshop": workshop,
        "assessment": workshop.assessment,
        "sheet": form,
        "whose": whose,
        "sheets": sheets,
        "last": next((each for each in sheets if str(each.seat.pk) == after), None),
        "messages_of": form.problems if status != 200 else [],
    }
    return render(request, "maturity/paper_votes/page.html", page, status=status)
