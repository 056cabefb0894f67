"""The boards that own findings: read one, change its terms of reference, record a meeting."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from inspections.boards.forms import BoardForm, MeetingForm
from inspections.finding.page import board_page
from inspections.finding.views import READ_AND_WRITE, run_force, runs_register, seen_force, status_of, typed_into
from inspections.models.boards import GovernanceBoard
from inspections.register.page import boards_of


def _editable(request: HttpRequest):
    return GovernanceBoard.objects.editable_by(request.user, on=timezone.localdate()).select_related("force")


@require_safe
def boards(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    rows = boards_of(force, on=timezone.localdate())
    context = {"force": force, "boards": rows, "runs": runs_register(request, force)}
    return render(request, "inspections/boards/list.html", context)


@READ_AND_WRITE
def set_up_board(request: HttpRequest, code: str) -> HttpResponse:
    force = run_force(request, code)
    return _board_form(request, GovernanceBoard(force=force))


@READ_AND_WRITE
def change_board(request: HttpRequest, pk: int) -> HttpResponse:
    return _board_form(request, get_object_or_404(_editable(request), pk=pk))


@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    visible = GovernanceBoard.objects.visible_to(request.user, on=timezone.localdate()).select_related("force")
    return _board_page(request, get_object_or_404(visible, pk=pk))


@require_POST
def meet(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_editable(request), pk=pk)
    form = MeetingForm(request.POST)
    if not form.is_valid():
        return _board_page(request, found, form=form)
    found.meet(by=request.user, **form.cleaned_data)
    messages.success(request, "The meeting is noted.")
    return redirect("inspections:board", pk)


def _board_page(request: HttpRequest, found: GovernanceBoard, *, form: MeetingForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    runs = runs_register(request, found.force)
    context = {
        "force": found.force,
        "page": board_page(found, on=today),
        "runs": runs,
        "form": form or (MeetingForm(initial={"on": today}) if runs else None),
    }
    return render(request, "inspections/boards/board.html", context, status=status_of(form))


def _board_form(request: HttpRequest, found: GovernanceBoard) -> HttpResponse:
    seats = list(found.seats.order_by("position")) if found.pk else []
    members = "\n".join(seat.role for seat in seats)
    form = BoardForm(typed_into(request), instance=found, initial={"members": members})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            saved.seat(form.cleaned_data["members"])
        messages.success(request, f"{saved} is saved.")
        return redirect("inspections:board", saved.pk)
    context = {"force": found.force, "form": form, "is_new": found.pk is None}
    return render(request, "inspections/boards/form.html", context, status=status_of(form))
