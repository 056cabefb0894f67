"""Holding a workshop: its set-up, its console, its screen on the wall. Each view finds, asks or acts, and answers."""

from collections.abc import Callable

import segno
from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.models import Assessment
from frameworks.content import content
from frameworks.models import Criterion
from maturity import live, room
from maturity.forms import AgendaForm, AgreeForm, ConveneForm, HandOverForm, PlanForm
from maturity.models import Handover, Workshop
from maturity.seat_views import UNPROCESSABLE, find_ballot

REFUSALS = (Workshop.Refused, Assessment.Refused)
PROJECTED_QR, JOINING_QR = 8, 5


def run_by_asker(request: HttpRequest, pk: int) -> Workshop:
    """Return a workshop that the user facilitates; 404 for any other."""
    rows = Workshop.objects.run_by(request.user, on=timezone.localdate()).with_assessment()
    return get_object_or_404(rows, pk=pk)


# --- Holding one


@require_GET
def workshop_list(request: HttpRequest, assessment: int) -> HttpResponse:
    today = timezone.localdate()
    visible = Assessment.objects.visible_to(request.user, on=today).with_edition()
    found = get_object_or_404(visible, pk=assessment)
    rows = Workshop.objects.filter(assessment=found).with_assessment().order_by("-opened_at", "-pk")
    rows = rows.prefetch_related(Prefetch("handovers", Handover.objects.in_order(), to_attr="handed_over"))
    runs = Assessment.objects.run_by(request.user, on=today).filter(pk=assessment).exists()
    page = {"assessment": found, "workshops": rows, "runs": runs}
    return render(request, "maturity/list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def convene(request: HttpRequest, assessment: int) -> HttpResponse:
    runs = Assessment.objects.run_by(request.user, on=timezone.localdate()).with_edition()
    found = get_object_or_404(runs, pk=assessment)
    words = content(found.edition)
    posted = request.POST if request.method == "POST" else None
    form = ConveneForm(posted, initial={"title": f"{found.subject_name}, {found.round_label}"[:100]})
    agenda = AgendaForm(posted, words=words)
    if posted is not None and form.is_valid() and agenda.is_valid():
        criteria = Criterion.objects.in_bulk(agenda.chosen())
        chosen = [criteria[pk] for pk in agenda.chosen()]
        try:
            workshop = Workshop.convene(found, criteria=chosen, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Workshop.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("maturity:run", workshop.pk)
    page = {"assessment": found, "form": form, "agenda": agenda, "words": words, "messages_of": agenda.problems}
    status = UNPROCESSABLE if form.errors or agenda.errors else 200
    return render(request, "maturity/convene.html", page, status=status)


# --- The facilitator's screens


def _ever_run(request: HttpRequest, pk: int) -> Workshop:
    """Return a workshop that the user facilitates, or did before somebody else; 404 for any other."""
    rows = Workshop.objects.ever_run_by(request.user, on=timezone.localdate()).with_assessment()
    return get_object_or_404(rows, pk=pk)


@never_cache
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = _ever_run(request, pk)
    if workshop.facilitator == request.user:
        return _console_page(request, workshop)
    return render(request, "maturity/handover.html", _taken(workshop))


@require_GET
def run_board(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = _ever_run(request, pk)
    runs = workshop.facilitator == request.user

    def draw() -> HttpResponse:
        if runs:
            return render(request, "maturity/_console.html", _console(request, workshop))
        return render(request, "maturity/_handover.html", _taken(workshop))

    audience = f"console-{request.user.pk}-{runs}"
    return live.answer(request, audience=audience, version=str(workshop.revision), draw=draw)


def _taken(workshop: Workshop) -> dict:
    """Return what is shown to somebody who facilitated this workshop before."""
    last = workshop.handovers.in_order().last()
    return {"workshop": workshop, "assessment": workshop.assessment, "handover": last}


@never_cache
@require_GET
def projector(request: HttpRequest, pk: int) -> HttpResponse:
    # The wall may be signed in as somebody whose own laptop died: it goes on, and has no controls.
    workshop = _ever_run(request, pk)
    page = {
        **_wall(workshop),
        "assessment": workshop.assessment,
        "board": reverse("maturity:projector_board", args=[pk]),
        "stream": live.stream_url(workshop),
    }
    return render(request, "maturity/projector.html", page)


@require_GET
def projector_board(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = _ever_run(request, pk)

    def draw() -> HttpResponse:
        return render(request, "maturity/_projector.html", _wall(workshop))

    return live.answer(request, audience="projector", version=f"{pk}/{workshop.revision}", draw=draw)


def _wall(workshop: Workshop) -> dict:
    page = room.projector(workshop)
    return {"projector": page, "workshop": workshop, **_way_in(workshop, PROJECTED_QR)}


def _way_in(workshop: Workshop, scale: int) -> dict:
    """Return the address to join at, and the QR code of it as an image, made here."""
    address = settings.SITE_URL + reverse("maturity:take_seat", args=[workshop.code])
    qr = segno.make(address, error="m", micro=False).svg_data_uri(scale=scale, border=2)
    return {"join_url": settings.SITE_URL + reverse("maturity:join"), "join_qr": qr}


def _console(request: HttpRequest, workshop: Workshop, **forms) -> dict:
    today = timezone.localdate()
    page = room.console(workshop, at=timezone.now())
    words = content(workshop.assessment.edition)
    return {
        "console": page,
        "workshop": workshop,
        "assessment": workshop.assessment,
        "agree_form": AgreeForm(words=words),
        "plan_form": PlanForm(assessment=workshop.assessment, on=today),
        "hand_over_form": HandOverForm(workshop=workshop, on=today),
        **_way_in(workshop, JOINING_QR),
        **forms,
    }


def _console_page(request: HttpRequest, workshop: Workshop, *, status: int = 200, **forms) -> HttpResponse:
    page = {
        **_console(request, workshop, **forms),
        "messages_of": [str(error) for form in forms.values() for each in form.errors.values() for error in each],
        "board": reverse("maturity:run_board", args=[workshop.pk]),
        "stream": live.stream_url(workshop),
    }
    return render(request, "maturity/console.html", page, status=status)


def _act(request: HttpRequest, pk: int, act: Callable[[Workshop], object], *, said: str = "") -> HttpResponse:
    """Let the facilitator do something; a refusal becomes a message. Leads back to the console."""
    workshop = run_by_asker(request, pk)
    try:
        act(workshop)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)
    return _back(request, pk)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    if "HX-Request" in request.headers:
        return render(request, "maturity/_console.html", _console(request, run_by_asker(request, pk)))
    return redirect("maturity:run", pk)


@require_POST
def open_ballot(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    chosen = get_object_or_404(Criterion.objects.filter(pk=criterion))
    return _act(request, pk, lambda workshop: workshop.open_ballot(chosen, at=timezone.now()))


@require_POST
def end_prescoring(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda workshop: workshop.end_prescoring(at=timezone.now()))


@require_POST
def nudge(request: HttpRequest, pk: int) -> HttpResponse:
    said = "Whoever hasn't voted is asked to."
    return _act(request, pk, lambda workshop: workshop.nudge(at=timezone.now()), said=said)


@require_POST
def reveal(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    return _act(request, pk, lambda workshop: find_ballot(workshop, ballot).reveal(at=timezone.now()))


@require_POST
def reopen(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    return _act(request, pk, lambda workshop: find_ballot(workshop, ballot).reopen(at=timezone.now()))


@require_POST
def park(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    return _act(request, pk, lambda workshop: find_ballot(workshop, ballot).park())


@require_POST
def skip(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    return _act(request, pk, lambda workshop: find_ballot(workshop, ballot).skip())


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda workshop: workshop.close(at=timezone.now()), said="The workshop has ended.")


@require_POST
def agree(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    workshop = run_by_asker(request, pk)
    found = find_ballot(workshop, ballot)
    form = AgreeForm(request.POST, words=content(workshop.assessment.edition))
    if form.is_valid():
        try:
            found.agree(by=request.user, at=timezone.now(), **form.cleaned_data)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            return _back(request, pk)
    return _console_page(request, workshop, agree_form=form, status=UNPROCESSABLE)


@require_POST
def plan(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    workshop = run_by_asker(request, pk)
    found = find_ballot(workshop, ballot)
    form = PlanForm(request.POST, assessment=workshop.assessment, on=timezone.localdate())
    if form.is_valid():
        try:
            found.plan(by=request.user, at=timezone.now(), **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The action is recorded.")
            return _back(request, pk)
    return _console_page(request, workshop, plan_form=form, status=UNPROCESSABLE)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    workshop, today = run_by_asker(request, pk), timezone.localdate()
    form = HandOverForm(request.POST, workshop=workshop, on=today)
    if form.is_valid():
        try:
            workshop.hand_over(form.cleaned_data["facilitator"], on=today, at=timezone.now())
        except Workshop.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{form.cleaned_data['facilitator']} facilitates now.")
            return redirect("maturity:list", workshop.assessment_id)
    return _console_page(request, workshop, hand_over_form=form, status=UNPROCESSABLE)
