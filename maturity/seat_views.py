"""A seat in a workshop: its screen, and voting from it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.fields import key_of
from config.form_page import CONFLICT, Attempt, attempt, get_or_post, post_only, problems_of, repeatable, status_of
from frameworks.content import content
from frameworks.models import Statement
from maturity import live, room, room_board, seat_cookie
from maturity.ballot_paper import Marks, asked
from maturity.lookups import ON_THE_SCREEN, ballot_of, participant_of, seat_in, was_in
from maturity.models import Ballot, Participant, Vote
from maturity.no_seat import GONE, not_in
from maturity.seat_forms import VoteForm

# What tells whether a screen is still right; a thousand ask in the same second.
LOOKED_AT = ("user", "observes", "workshop__stage", "workshop__facilitator", "workshop__facilitator_votes")
NOBODY = 0


@login_not_required
@never_cache
@require_safe
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    participant = participant_of(request, pk)
    if participant is None:
        return not_in(request, pk)
    return _seat_page(request, room.seat(participant, at=timezone.now()))


@login_not_required
@require_safe
def seat_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Return somebody's screen. It is rendered once for everybody who has no blind vote of their own."""
    asks = seat_in(request, Participant.objects.select_related("workshop").only(*LOOKED_AT), pk)
    if asks is None and was_in(request, pk):
        return HttpResponse(status=GONE)
    if asks is None:
        raise Http404("You are not in this workshop.")
    ballot = key_of(request.GET.get("ballot", ""))
    own = Vote.objects.visible_to(asks).filter(participant=asks, ballot__phase__in=Ballot.VOTING)
    last = own.order_by("-at").values_list("at", flat=True).first()

    def board(**context) -> HttpResponse:
        participant = get_object_or_404(Participant.objects.select_related(*ON_THE_SCREEN), pk=asks.pk)
        # A vote that is cast at this moment must not be on what others are shown: nobody's seat has none.
        participant.pk = participant.pk if last else NOBODY
        return _seat_fragment(request, room.seat(participant, at=timezone.now(), ballot=ballot), **context)

    audience = f"seat-{asks.pk}" if last else f"room-{pk}-{asks.workshop.lets_vote(asks)}"
    version = f"{asks.workshop.stage}/{ballot}/{last.isoformat() if last else ''}"
    return live.answer(request, audience=audience, version=version, render=board, shared=last is None)


@login_not_required
@post_only("maturity:seat", "pk")
def leave_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a guest's seat back, so that somebody else can join at this browser; what it voted stays."""
    participant = participant_of(request, pk)
    if participant is None:
        return redirect("maturity:join")
    response = redirect("maturity:take_seat", participant.workshop.code)
    seat_cookie.forget(response, pk)
    return response


@repeatable
@login_not_required
@never_cache
@get_or_post
def vote(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    """Show the ballot paper of somebody who scores beforehand; record a vote on any ballot that takes one."""
    participant = participant_of(request, pk)
    if participant is None:
        return not_in(request, pk)
    # A page that stayed open while somebody else took their own seat in this browser.
    tag = seat_cookie.tag(request, participant)
    if not constant_time_compare(request.POST.get("seat", tag), tag):
        return HttpResponse("This page was another person's.", status=GONE, content_type="text/plain")
    on = ballot_of(participant.workshop, ballot)
    if request.method != "POST":
        return _seat_page(request, room.seat(participant, at=timezone.now(), ballot=on.pk), ballot=on.pk)
    words = content(participant.workshop.assessment.edition)
    node = words.by_pk[on.criterion_id]
    form = VoteForm(request.POST, words=words, node=node, statements=asked(participant.workshop, node))
    cast = attempt(form, lambda: _cast(on, participant, form))
    if not cast.done:
        return _typed_again(request, participant, on, form, cast)
    if "HX-Request" in request.headers:
        return _seat_fragment(request, room.seat(participant, at=timezone.now(), ballot=on.pk))
    if on.phase == Ballot.Phase.PRESCORING:
        messages.success(request, "Your vote is in.")
    return redirect("maturity:seat", pk)


def _cast(ballot: Ballot, participant: Participant, form: VoteForm) -> Vote:
    return ballot.cast(
        participant=participant,
        level=form.chosen_level,
        confidence=form.cleaned_data["confidence"],
        note=form.cleaned_data["note"],
        answers=form.answers_among(Statement.objects.select_related("criterion").in_bulk(form.answers)),
        at=timezone.now(),
    )


def _typed_again(
    request: HttpRequest, participant: Participant, ballot: Ballot, form: VoteForm, cast: Attempt
) -> HttpResponse:
    """Return the screen as it is now with what is wrong; what was typed is on it, even where it takes no vote now."""
    level, confidence, note = (str(form[name].value() or "") for name in ("level", "confidence", "note"))
    answers = {statement.pk: request.POST.get(f"{statement.pk}-answer", "") for statement in form.statements}
    typed = Marks(level, confidence, note, answers)
    page = room.seat(participant, at=timezone.now(), ballot=ballot.pk, typed=typed, problems=problems_of(form))
    kept_note = "" if page.paper and page.paper.ballot == ballot else note
    status = CONFLICT if cast.refused else status_of(form)
    answer = _seat_fragment if "HX-Request" in request.headers else _seat_page
    return answer(request, page, status=status, kept_note=kept_note)


def _seat_page(
    request: HttpRequest, page: room.Seat, *, ballot: int | None = None, status: int = 200, kept_note: str = ""
) -> HttpResponse:
    """Return the whole page of a screen; `ballot` is the one whose paper was asked for by its address."""
    board = reverse("maturity:seat_board", args=[page.workshop.pk])
    context = {
        "seat": page,
        "workshop": page.workshop,
        "assessment": page.workshop.assessment,
        "board": f"{board}?ballot={ballot}" if ballot else board,
        "stream": live.stream_url(page.workshop, to=page.participant, follow="stage"),
        "shared": "" if ballot else room_board.board_url(page.participant),
        "kept_note": kept_note,
        "is_guest": page.participant.user_id is None,
        "tag": seat_cookie.tag(request, page.participant),
        "lock": seat_cookie.lock(request, page.participant),
    }
    return render(request, "maturity/seat.html", context, status=status)


def _seat_fragment(request: HttpRequest, page: room.Seat, *, status: int = 200, **context) -> HttpResponse:
    shown = {"seat": page, "workshop": page.workshop}
    return render(request, "maturity/_seat.html", shown | context, status=status)
