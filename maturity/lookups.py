"""The workshop, the ballot or the seat that an address names, for whoever may see or use it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from maturity import seat_cookie
from maturity.models import Ballot, Participant, Workshop
from maturity.models.seats import ParticipantQuerySet

ON_THE_SCREEN = ("workshop__assessment__force", "workshop__assessment__edition__framework", "workshop__facilitator")


def seen_workshop(request: HttpRequest, pk: int) -> Workshop:
    """Return a workshop of a force of the person who asks; 404 for any other."""
    seen = Workshop.objects.visible_to(request.user, on=timezone.localdate())
    return get_object_or_404(seen.with_assessment(), pk=pk)


def run_workshop(request: HttpRequest, pk: int) -> Workshop:
    """Return a workshop that the person who asks facilitates; 404 for any other."""
    run = Workshop.objects.run_by(request.user, on=timezone.localdate())
    return get_object_or_404(run.with_assessment(), pk=pk)


def ballot_of(workshop: Workshop, pk: int) -> Ballot:
    """Return a ballot of the workshop; 404 for any other."""
    ballot = get_object_or_404(workshop.ballots.select_related("criterion__edition__framework"), pk=pk)
    ballot.workshop = workshop
    return ballot


def participant_of(request: HttpRequest, workshop: int) -> Participant | None:
    """Return the seat of the person who asks, with all that their screen shows; None for somebody who isn't in."""
    return seat_in(request, Participant.objects.select_related(*ON_THE_SCREEN), workshop)


def seat_in(request: HttpRequest, seats: ParticipantQuerySet, workshop: int) -> Participant | None:
    """Return the seat of the person who asks, as long as they may sit in it.

    It is found by their account, else by the key in their browser's signed cookie.
    """
    return _own(request, seats.admitted(on=timezone.localdate()), workshop)


def was_in(request: HttpRequest, workshop: int) -> bool:
    """Return whether the person who asks had a seat there and may sit in it no more."""
    return _own(request, Participant.objects.all(), workshop) is not None


def _own(request: HttpRequest, seats: ParticipantQuerySet, workshop: int) -> Participant | None:
    seats = seats.filter(workshop=workshop)
    own = seats.filter(user=request.user).first() if request.user.is_authenticated else None
    if own:
        return own
    key = seat_cookie.key_in(request, workshop)
    return seats.filter(user__isnull=True, key=key).first() if key else None
