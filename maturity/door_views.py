"""The door of a room: who is in, taking somebody out, the lock, a new code. For its facilitator."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.form_page import attempt_at_once, post_only
from config.texts.keys import order
from maturity.lookups import run_workshop
from maturity.models import Workshop


@never_cache
@require_safe
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """List who has a seat, by name: the order of coming in would tell who has just voted."""
    workshop = run_workshop(request, pk)
    seats = sorted(workshop.participants.select_related("group"), key=lambda seat: order(seat.name))
    page = {
        "workshop": workshop,
        "assessment": workshop.assessment,
        "sitting": [seat for seat in seats if not seat.out_at],
        "out": [seat for seat in seats if seat.out_at],
    }
    return render(request, "maturity/door.html", page)


def _done(request: HttpRequest, workshop: Workshop, act: Callable[[], object], success: str) -> HttpResponse:
    attempt_at_once(request, act, success=success)
    return redirect("maturity:door", workshop.pk)


@post_only("maturity:door", "pk")
def take_out(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    workshop = run_workshop(request, pk)
    chosen = get_object_or_404(workshop.participants, pk=seat)
    return _done(request, workshop, lambda: workshop.take_out(chosen, at=timezone.now()), f"{chosen} is out.")


@post_only("maturity:door", "pk")
def let_back_in(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    workshop = run_workshop(request, pk)
    chosen = get_object_or_404(workshop.participants, pk=seat)
    return _done(request, workshop, lambda: workshop.let_back_in(chosen), f"{chosen} may come back.")


@post_only("maturity:door", "pk")
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = run_workshop(request, pk)
    success = "The room is locked: nobody new can join."
    return _done(request, workshop, lambda: workshop.lock(at=timezone.now()), success)


@post_only("maturity:door", "pk")
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = run_workshop(request, pk)
    return _done(request, workshop, workshop.unlock, "The room is open again.")


@post_only("maturity:door", "pk")
def renew_code(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = run_workshop(request, pk)
    success = "The room has a new code. The old one lets nobody in; whoever is in stays."
    return _done(request, workshop, workshop.renew_code, success)
