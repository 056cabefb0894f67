"""Joining a workshop, and a seat in it. Each view finds, asks or acts, and answers."""

from collections.abc import Iterable

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from frameworks.content import content
from frameworks.models import Statement
from maturity import live, room, room_board
from maturity.ballot_paper import Marks, asked
from maturity.forms import CodeForm, JoinForm, VoteForm
from maturity.models import Ballot, Participant, Vote, Workshop

UNPROCESSABLE = 422
CONFLICT = 409
LIMIT = {"app": "allauth.account", "action": "join_workshop", "limit_get": True}
WRONG_CODE = "No workshop is open with that code. Check it with the facilitator."
TOO_MANY = "Too many wrong codes came from your network. Wait ten minutes, then try again."
DRAWN_FROM = ("workshop__assessment__force", "workshop__assessment__edition__framework", "workshop__facilitator")
# What tells whether a screen is still right; a thousand ask in the same second.
LOOKED_AT = ("user", "observes", "workshop__stage", "workshop__facilitator", "workshop__facilitator_votes")
NOBODY = 0
SEAT_SALT = "maturity.seat"
# Scoring beforehand may begin weeks before the meeting.
SEAT_SECONDS = 60 * 24 * 60 * 60


def find_ballot(workshop: Workshop, pk: int) -> Ballot:
    """Return a ballot of the workshop; 404 for any other."""
    ballots = workshop.ballots.select_related("criterion__edition__framework")
    ballot = get_object_or_404(ballots, pk=pk)
    ballot.workshop = workshop
    return ballot


def _cookie(workshop: int) -> str:
    return f"__Host-seat-{workshop}" if settings.HTTPS else f"seat-{workshop}"


def participant_of(request: HttpRequest, workshop: int) -> Participant | None:
    """Return who asks, with all that their screen is drawn from; None for somebody who isn't in."""
    seats = Participant.objects.filter(workshop=workshop).select_related(*DRAWN_FROM)
    return _whose(request, seats, workshop)


def _whose(request: HttpRequest, seats: QuerySet[Participant], workshop: int) -> Participant | None:
    """Return the seat of who asks: by their account, else by the key in their browser's signed cookie."""
    own = seats.filter(user=request.user).first() if request.user.is_authenticated else None
    if own:
        return own
    key = request.get_signed_cookie(_cookie(workshop), default="", salt=SEAT_SALT)
    return seats.filter(user__isnull=True, key=key).first() if key else None


def _by_code(request: HttpRequest, code: str) -> tuple[Workshop | None, str]:
    """Return the open workshop with that code, or None and why not; wrong codes are counted for each address."""
    if not ratelimit.consume(request, dry_run=True, **LIMIT):
        return None, TOO_MANY
    workshop = Workshop.objects.open().with_assessment().filter(code=code.upper()).first()
    if workshop is None:
        ratelimit.consume(request, **LIMIT)
        return None, WRONG_CODE
    return workshop, ""


# --- Joining


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        workshop, problem = _by_code(request, form.cleaned_data["code"])
        if workshop:
            return redirect("maturity:take_seat", workshop.code)
        form.add_error("code", problem)
    return render(request, "maturity/join.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_seat(request: HttpRequest, code: str) -> HttpResponse:
    workshop, problem = _by_code(request, code)
    if workshop is None:
        again = CodeForm({"code": code})
        again.add_error("code", problem)
        return render(request, "maturity/join.html", {"form": again}, status=404)
    if participant_of(request, workshop.pk):
        return redirect("maturity:seat", workshop.pk)
    on = timezone.localdate()
    user = request.user if request.user.is_authenticated else None
    # Somebody of another force is a guest here like anybody without an account.
    member = user if user and Workshop.objects.visible_to(user, on=on).filter(pk=workshop.pk).exists() else None
    initial = {"name": member.name if member else ""}
    form = JoinForm(request.POST if request.method == "POST" else None, workshop=workshop, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            participant = workshop.admit(user=member, at=timezone.now(), **form.cleaned_data)
        except Workshop.Refused as refusal:
            form.add_error("name" if member or workshop.guests else None, str(refusal))
        else:
            return _seated(participant)
    page = {"form": form, "workshop": workshop, "member": member, "assessment": workshop.assessment}
    return render(request, "maturity/take_seat.html", page, status=UNPROCESSABLE if form.errors else 200)


def _seated(participant: Participant) -> HttpResponse:
    response = redirect("maturity:seat", participant.workshop_id)
    if participant.user_id is None:
        response.set_signed_cookie(
            _cookie(participant.workshop_id),
            participant.key,
            salt=SEAT_SALT,
            max_age=SEAT_SECONDS,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


# --- A seat


@login_not_required
@never_cache
@require_GET
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    participant = participant_of(request, pk)
    if participant is None:
        messages.info(request, "Join with the workshop's code first.")
        return redirect("maturity:join")
    return _seat_page(request, participant)


@login_not_required
@require_GET
def seat_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Return somebody's screen. It is drawn once for all who have no vote of their own that others don't see."""
    asks = _whose(request, Participant.objects.filter(workshop=pk).select_related("workshop").only(*LOOKED_AT), pk)
    if asks is None:
        raise Http404("You are not in this workshop.")
    asked_for = request.GET.get("ballot", "")
    ballot = int(asked_for) if asked_for.isdecimal() and len(asked_for) < 19 else None
    own = Vote.objects.visible_to(asks).filter(participant=asks, ballot__phase__in=Ballot.VOTING)
    last = own.order_by("-at").values_list("at", flat=True).first()

    def draw() -> HttpResponse:
        participant = get_object_or_404(Participant.objects.select_related(*DRAWN_FROM), pk=asks.pk)
        # A vote that is cast at this moment must not be on what others are shown: nobody's seat has none.
        participant.pk = participant.pk if last else NOBODY
        return _seat_fragment(request, room.seat(participant, at=timezone.now(), ballot=ballot))

    audience = f"seat-{asks.pk}" if last else f"room-{pk}-{asks.workshop.lets_vote(asks)}"
    version = f"{asks.workshop.stage}/{ballot}/{last.isoformat() if last else ''}"
    return live.answer(request, audience=audience, version=version, draw=draw, shared=last is None)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    """Show the ballot paper of somebody who scores beforehand; record a vote on any ballot that takes one."""
    participant = participant_of(request, pk)
    if participant is None:
        return redirect("maturity:join")
    on = find_ballot(participant.workshop, ballot)
    if request.method != "POST":
        return _seat_page(request, participant, ballot=on.pk)
    words = content(participant.workshop.assessment.edition)
    node = words.by_pk[on.criterion_id]
    form = VoteForm(request.POST, words=words, node=node, statements=asked(participant.workshop, node))
    if not form.is_valid():
        return _typed_again(request, participant, on, form, form.problems, status=UNPROCESSABLE)
    typed = form.cleaned_data
    statements = Statement.objects.select_related("criterion").in_bulk(form.answers)
    try:
        on.cast(
            participant=participant,
            level=form.chosen_level,
            confidence=typed["confidence"],
            note=typed["note"],
            answers={statements[pk]: answer for pk, answer in form.answers.items()} if form.statements else None,
            at=timezone.now(),
        )
    except Workshop.Refused as refusal:
        return _typed_again(request, participant, on, form, [str(refusal)], status=CONFLICT)
    if "HX-Request" in request.headers:
        return _seat_fragment(request, room.seat(participant, at=timezone.now(), ballot=on.pk))
    if on.phase == Ballot.Phase.PRESCORING:
        messages.success(request, "Your vote is in.")
    return redirect("maturity:seat", pk)


def _typed_again(
    request: HttpRequest, participant: Participant, ballot: Ballot, form: VoteForm, problems: Iterable[str], *, status
) -> HttpResponse:
    """Return the screen as it is now with what is wrong; what was typed is on it, even where it takes no vote now."""
    answers = {each.pk: request.POST.get(f"{each.pk}-answer", "") for each in form.statements}
    level, confidence, note = (str(form[name].value() or "") for name in ("level", "confidence", "note"))
    marks = Marks(level, confidence, note, answers)
    page = room.seat(participant, at=timezone.now(), ballot=ballot.pk, typed=marks, problems=problems)
    kept = "" if page.paper and page.paper.ballot == ballot else note
    if "HX-Request" in request.headers:
        return _seat_fragment(request, page, status=status, kept_note=kept)
    return _seat_page(request, participant, page=page, status=status, kept_note=kept)


def _seat_page(
    request: HttpRequest,
    participant: Participant,
    *,
    ballot: int | None = None,
    page: room.Seat | None = None,
    status: int = 200,
    **extra,
) -> HttpResponse:
    page = page or room.seat(participant, at=timezone.now(), ballot=ballot)
    board = reverse("maturity:seat_board", args=[participant.workshop_id])
    context = {
        "seat": page,
        "workshop": page.workshop,
        "assessment": page.workshop.assessment,
        "board": f"{board}?ballot={ballot}" if ballot else board,
        "stream": live.stream_url(page.workshop, follow="stage"),
        "shared": "" if ballot else room_board.board_url(participant),
        **extra,
    }
    return render(request, "maturity/seat.html", context, status=status)


def _seat_fragment(request: HttpRequest, page: room.Seat, *, status: int = 200, **extra) -> HttpResponse:
    return render(request, "maturity/_seat.html", {"seat": page, "workshop": page.workshop, **extra}, status=status)
