"""The boards that own findings: read one, change its terms of reference, record a meeting."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import seen_force
from config.form_page import get_or_post, post_only, posted, status_of
from inspections.boards.forms import BoardForm, MeetingForm
from inspections.boards.page import board_page, boards_of
from inspections.lookups import editable_row, run_force, runs_register, seen_row
from inspections.models import GovernanceBoard

BOARDS = GovernanceBoard.objects.select_related("force")


@require_safe
def boards(request: HttpRequest, code: str) -> HttpResponse:
    force = seen_force(request, code)
    rows = boards_of(force, on=timezone.localdate())
    context = {"force": force, "boards": rows, "runs": runs_register(request, force)}
    return render(request, "inspections/boards/list.html", context)


@get_or_post
def set_up_board(request: HttpRequest, code: str) -> HttpResponse:
    return _board_form(request, GovernanceBoard(force=run_force(request, code)))


@get_or_post
def change_board(request: HttpRequest, pk: int) -> HttpResponse:
    return _board_form(request, editable_row(request, BOARDS, pk))


@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    return _board_page(request, seen_row(request, BOARDS, pk))


@post_only("inspections:board", "pk")
def meet(request: HttpRequest, pk: int) -> HttpResponse:
    board = editable_row(request, BOARDS, pk)
    form = MeetingForm(request.POST)
    if not form.is_valid():
        return _board_page(request, board, form=form)
    board.meet(by=request.user, **form.cleaned_data)
    messages.success(request, "The meeting is noted.")
    return redirect("inspections:board", pk)


def _board_page(request: HttpRequest, board: GovernanceBoard, *, form: MeetingForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    runs = runs_register(request, board.force)
    context = {
        "force": board.force,
        "page": board_page(board, on=today),
        "runs": runs,
        "form": form or (MeetingForm(initial={"on": today}) if runs else None),
    }
    return render(request, "inspections/boards/board.html", context, status=status_of(form))


def _board_form(request: HttpRequest, board: GovernanceBoard) -> HttpResponse:
    seats = board.seats.order_by("position") if board.pk else ()
    members = "\n".join(seat.role for seat in seats)
    form = BoardForm(posted(request), instance=board, initial={"members": members})
    if form.is_valid():
        with transaction.atomic():
            board = form.save()
            board.seat(form.cleaned_data["members"])
        messages.success(request, f"{board} is saved.")
        return redirect("inspections:board", board.pk)
    context = {"force": board.force, "form": form, "is_new": board.pk is None}
    return render(request, "inspections/boards/form.html", context, status=status_of(form))
