"""The facilitator's screens: the console with its buttons and forms, and the projector on the wall."""

from collections.abc import Callable

import segno
from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.lookups import may_have
from assessments.models import Assessment
from config.form_page import CONFLICT, attempt, attempt_at_once, post_only, problems_of, status_of
from frameworks.content import content
from frameworks.models import Criterion
from maturity import live, room
from maturity.console_forms import AgreeForm, HandOverForm, PlanForm
from maturity.lookups import ballot_of, run_workshop
from maturity.models import Ballot, Workshop

PROJECTED_QR, JOINING_QR = 8, 5


# --- The screens


@never_cache
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = _ever_run(request, pk)
    if workshop.facilitator == request.user:
        return _console_page(request, workshop)
    return render(request, "maturity/handover.html", _handover(workshop))


@require_safe
def run_board(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = _ever_run(request, pk)
    version = _version(workshop)
    if workshop.facilitator == request.user:

        def board() -> HttpResponse:
            return render(request, "maturity/_console.html", _console(workshop))

        return live.answer(request, audience=f"console-{request.user.pk}", version=version, render=board)
    page = _handover(workshop)
    # People may be renamed, which moves no workshop's revision.
    version += f"/{page['handover']}/{workshop.facilitator}"

    def moved() -> HttpResponse:
        return render(request, "maturity/_handover.html", page)

    return live.answer(request, audience=f"handover-{request.user.pk}", version=version, render=moved)


@never_cache
@require_safe
def projector(request: HttpRequest, pk: int) -> HttpResponse:
    # The wall may be signed in as somebody whose own laptop died: it goes on, and has no controls.
    workshop = _ever_run(request, pk)
    page = _wall(workshop) | {
        "assessment": workshop.assessment,
        "board": reverse("maturity:projector_board", args=[pk]),
        "stream": live.stream_url(workshop, to=request.user),
    }
    return render(request, "maturity/projector.html", page)


@require_safe
def projector_board(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = _ever_run(request, pk)

    def board() -> HttpResponse:
        return render(request, "maturity/_projector.html", _wall(workshop))

    return live.answer(request, audience="projector", version=f"{pk}/{_version(workshop)}", render=board)


def _ever_run(request: HttpRequest, pk: int) -> Workshop:
    """Return a workshop that the person who asks facilitates, or did before somebody else; 404 for any other."""
    rows = Workshop.objects.ever_run_by(request.user, on=timezone.localdate())
    return get_object_or_404(rows.with_assessment(), pk=pk)


def _version(workshop: Workshop) -> str:
    """Return what moves with all that the console and the wall show: the room, and what stands in the assessment."""
    beside = Assessment.objects.filter(pk=workshop.assessment_id).with_round_before()
    numbers = beside.values_list("revision", "plan_revision", "before").get()
    return "/".join(map(str, (workshop.revision, timezone.localdate(), *numbers)))


def _handover(workshop: Workshop) -> dict:
    """Return what is shown to somebody who facilitated this workshop before."""
    last = workshop.handovers.in_order().last()
    return {"workshop": workshop, "assessment": workshop.assessment, "handover": last}


def _wall(workshop: Workshop) -> dict:
    return {"projector": room.projector(workshop), "workshop": workshop, **_way_in(workshop, PROJECTED_QR)}


def _way_in(workshop: Workshop, scale: int) -> dict:
    """Return the address to join at, and the QR code of it as an image, made here."""
    address = settings.SITE_URL + reverse("maturity:take_seat", args=[workshop.code])
    qr = segno.make(address, error="m", micro=False).svg_data_uri(scale=scale, border=2)
    return {"join_url": settings.SITE_URL + reverse("maturity:join"), "join_qr": qr}


def _console(workshop: Workshop) -> dict:
    today, console = timezone.localdate(), room.console(workshop, at=timezone.now())
    shown = {"version": console.proposal.version} if console.proposal else {}
    return {
        "console": console,
        "workshop": workshop,
        "assessment": workshop.assessment,
        "files": may_have(workshop.facilitator, workshop.assessment.force, workshop.assessment.marking),
        "agree_form": AgreeForm(words=content(workshop.assessment.edition), initial=shown),
        "plan_form": PlanForm(assessment=workshop.assessment, on=today),
        "hand_over_form": HandOverForm(workshop=workshop, on=today),
        **_way_in(workshop, JOINING_QR),
    }


def _console_page(request: HttpRequest, workshop: Workshop, **typed: BaseForm) -> HttpResponse:
    """Return the whole console; `typed` is a form that comes back with what is wrong, by its name on the page."""
    page = {
        **_console(workshop),
        **typed,
        "messages_of": problems_of(*typed.values()),
        "board": reverse("maturity:run_board", args=[workshop.pk]),
        "stream": live.stream_url(workshop, to=request.user),
    }
    return render(request, "maturity/console.html", page, status=status_of(*typed.values()))


# --- The buttons


def _act(request: HttpRequest, pk: int, act: Callable[[Workshop], object], *, success: str = "") -> HttpResponse:
    """Let the facilitator do something; a refusal becomes a message. Leads back to the console."""
    workshop = run_workshop(request, pk)
    attempt_at_once(request, lambda: act(workshop), success=success)
    return _back(request, pk)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    if "HX-Request" in request.headers:
        return render(request, "maturity/_console.html", _console(run_workshop(request, pk)))
    return redirect("maturity:run", pk)


@post_only("maturity:run", "pk")
def open_ballot(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    chosen = get_object_or_404(Criterion.objects.filter(pk=criterion))
    return _act(request, pk, lambda workshop: workshop.open_ballot(chosen, at=timezone.now()))


@post_only("maturity:run", "pk")
def end_prescoring(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda workshop: workshop.end_prescoring(at=timezone.now()))


@post_only("maturity:run", "pk")
def nudge(request: HttpRequest, pk: int) -> HttpResponse:
    success = "Whoever hasn't voted is asked to."
    return _act(request, pk, lambda workshop: workshop.nudge(at=timezone.now()), success=success)


@post_only("maturity:run", "pk")
def reveal(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    return _act(request, pk, lambda workshop: ballot_of(workshop, ballot).reveal(at=timezone.now()))


@post_only("maturity:run", "pk")
def reopen(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    return _act(request, pk, lambda workshop: ballot_of(workshop, ballot).reopen(at=timezone.now()))


@post_only("maturity:run", "pk")
def park(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    return _act(request, pk, lambda workshop: ballot_of(workshop, ballot).park())


@post_only("maturity:run", "pk")
def skip(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    return _act(request, pk, lambda workshop: ballot_of(workshop, ballot).skip())


@post_only("maturity:run", "pk")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda workshop: workshop.close(at=timezone.now()), success="The workshop has ended.")


# --- The forms


@post_only("maturity:run", "pk")
def agree(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    workshop = run_workshop(request, pk)
    on = ballot_of(workshop, ballot)
    form = AgreeForm(request.POST, words=content(workshop.assessment.edition))
    agreed = attempt(form, lambda: on.agree(by=request.user, at=timezone.now(), **form.cleaned_data))
    if agreed.done:
        return _back(request, pk)
    page = _console_page(request, workshop, agree_form=form)
    page.status_code = CONFLICT if isinstance(agreed.result, Ballot.Changed) else page.status_code
    return page


@post_only("maturity:run", "pk")
def plan(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    workshop = run_workshop(request, pk)
    on = ballot_of(workshop, ballot)
    form = PlanForm(request.POST, assessment=workshop.assessment, on=timezone.localdate())
    if attempt(form, lambda: on.plan(by=request.user, at=timezone.now(), **form.cleaned_data)).done:
        messages.success(request, "The action is recorded.")
        return _back(request, pk)
    return _console_page(request, workshop, plan_form=form)


@post_only("maturity:run", "pk")
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    workshop, today, now = run_workshop(request, pk), timezone.localdate(), timezone.now()
    form = HandOverForm(request.POST, workshop=workshop, on=today)
    if attempt(form, lambda: workshop.hand_over(form.cleaned_data["facilitator"], on=today, at=now)).done:
        messages.success(request, f"{form.cleaned_data['facilitator']} facilitates now.")
        return redirect("maturity:list", workshop.assessment_id)
    return _console_page(request, workshop, hand_over_form=form)
