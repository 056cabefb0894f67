"""How long a force keeps its assessments: pages for its administrators alone."""

import tempfile

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import force_with_role, may_have
from accounts.roles import RUNS_FORCE
from assessments.models import Assessment
from config.form_page import attempt, attempt_at_once, get_or_post, post_only, posted, status_of
from history.models import Disposal
from records.deletion import answers_for, confirm, runs_force, stop, tell
from records.disposal import ask_for, carry_out, dispose, what_keeps
from records.forms import DisposeForm, HoldForm, ReviewForm
from records.models import Deletion, Retention
from records.record import title, write_record
from records.retention import kept
from reports.document import filename


@require_safe
def kept_list(request: HttpRequest, code: str) -> HttpResponse:
    force = force_with_role(request, code, RUNS_FORCE)
    disposals = (
        Disposal.objects.filter(force=force).select_related("by", "asked_by", "confirmed_by").order_by("-at", "-pk")
    )
    page = {"force": force, "kept": kept(force, on=timezone.localdate()), "disposals": disposals}
    return render(request, "records/list.html", page)


@require_safe
def kept_one(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _page(request, _assessment(request, code, pk))


@post_only("records:one", "code", "pk")
def plan_review(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    assessment, form = _assessment(request, code, pk), ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, assessment, review=form)
    Retention.of(assessment).plan_review(form.cleaned_data["review_on"])
    messages.success(request, "Saved.")
    return redirect("records:one", code, pk)


@post_only("records:one", "code", "pk")
def hold(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    assessment, form, now = _assessment(request, code, pk), HoldForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, assessment, hold=form)
    attempt_at_once(
        request,
        lambda: Retention.of(assessment).put_on_hold(**form.cleaned_data, by=request.user, at=now),
        success="It is held: nobody can delete it until the hold is lifted.",
    )
    return redirect("records:one", code, pk)


@post_only("records:one", "code", "pk")
def lift_hold(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    retention = Retention.of(_assessment(request, code, pk))
    attempt_at_once(request, retention.lift_hold, success="Nothing holds it any more.")
    return redirect("records:one", code, pk)


@require_safe
def record_file(request: HttpRequest, code: str, pk: int) -> FileResponse:
    """Send the whole record, with the hash of its manifest in a header."""
    assessment, out = _assessment(request, code, pk), tempfile.TemporaryFile()  # noqa: SIM115  The answer closes it.
    digest = write_record(out, assessment)
    out.seek(0)
    about = f"{assessment.edition.framework.slug} {assessment.round_label}"
    marking, today = assessment.get_marking_display(), timezone.localdate()
    name = filename(marking, "record", assessment.force.name, about, today, ending="zip")
    headers = {"Cache-Control": "private, no-store", "X-Manifest-SHA256": digest}
    return FileResponse(out, as_attachment=True, filename=name, content_type="application/zip", headers=headers)


@get_or_post
def dispose_of(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Delete an assessment; of one that was signed, ask for its deletion."""
    assessment, form = _assessment(request, code, pk), DisposeForm(posted(request))
    today, now, is_signed = timezone.localdate(), timezone.now(), assessment.sign_offs.exists()
    if Deletion.objects.filter(assessment=assessment).exists():
        return redirect("records:deletion", code, pk)
    act = ask_for if is_signed else dispose
    if done := attempt(form, lambda: act(assessment, **form.cleaned_data, by=request.user, on=today, at=now)):
        return _asked(request, done.result) if is_signed else _deleted(request, code)
    page = {"force": assessment.force, "assessment": assessment, "form": form, "title": title(assessment)}
    page["files"] = may_have(request.user, assessment.force, assessment.marking)
    page |= {"keeps": what_keeps(assessment, today), "is_signed": is_signed, "hours": _hours()}
    return render(request, "records/dispose.html", page, status=status_of(form))


@require_safe
def deletion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show what was asked for to those who decide about it."""
    asked, today = _deletion(request, code, pk), timezone.localdate()
    is_ready = asked.confirmed_by is not None and asked.ready_at <= timezone.now()
    page = {
        "force": asked.assessment.force,
        "assessment": asked.assessment,
        "deletion": asked,
        "title": title(asked.assessment),
        "hours": _hours(),
        "keeps": what_keeps(asked.assessment, today),
        "may_confirm": asked.confirmed_by is None and asked.asked_by != request.user,
        "may_carry_out": is_ready and runs_force(request.user, asked.assessment, on=today),
    }
    return render(request, "records/deletion.html", page)


@post_only("records:deletion", "code", "pk")
def confirm_deletion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    asked, today, now = _deletion(request, code, pk), timezone.localdate(), timezone.now()
    attempt_at_once(request, lambda: confirm(asked, by=request.user, on=today, at=now), success="It is confirmed.")
    return redirect("records:deletion", code, pk)


@post_only("records:deletion", "code", "pk")
def stop_deletion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    asked, today = _deletion(request, code, pk), timezone.localdate()
    stopped = attempt_at_once(
        request, lambda: stop(asked, by=request.user, on=today), success="It is stopped: the assessment stays."
    )
    return redirect("assessments:overview", pk) if stopped else redirect("records:deletion", code, pk)


@post_only("records:deletion", "code", "pk")
def carry_out_deletion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    asked, today, now = _deletion(request, code, pk), timezone.localdate(), timezone.now()
    success = "It is deleted. What remains of it is on record here."
    if attempt_at_once(request, lambda: carry_out(asked, by=request.user, on=today, at=now), success=success):
        return redirect("records:list", code)
    return redirect("records:deletion", code, pk)


def _asked(request: HttpRequest, asked: Deletion) -> HttpResponse:
    messages.success(request, "Its deletion is asked for. Somebody else has to confirm it.")
    if not tell(asked):
        messages.error(request, "The mail to its lead and its signatory could not be sent: tell them yourself.")
    return redirect("records:deletion", asked.assessment.force.code, asked.assessment_id)


def _deleted(request: HttpRequest, code: str) -> HttpResponse:
    messages.success(request, "It is deleted. What remains of it is on record here.")
    return redirect("records:list", code)


def _hours() -> int:
    return int(settings.DISPOSAL_WAIT.total_seconds() // 3600)


def _deletion(request: HttpRequest, code: str, pk: int) -> Deletion:
    """Return the deletion that is asked for, for whoever decides about it; 404 for anybody else."""
    rows = Deletion.objects.select_related("assessment__force", "assessment__edition__framework", "asked_by")
    asked = get_object_or_404(rows.select_related("confirmed_by", "assessment__lead"), assessment=pk)
    if asked.assessment.force.code != code:
        raise Http404("That assessment is another force's.")
    if not answers_for(request.user, asked.assessment, on=timezone.localdate()):
        raise Http404("You don't decide about it.")
    return asked


def _assessment(request: HttpRequest, code: str, pk: int) -> Assessment:
    """Return an assessment of a force that the person who asks administers; 404 for any other."""
    force = force_with_role(request, code, RUNS_FORCE)
    return get_object_or_404(Assessment.objects.with_edition().filter(force=force), pk=pk)


def _page(
    request: HttpRequest, assessment: Assessment, *, review: ReviewForm | None = None, hold: HoldForm | None = None
) -> HttpResponse:
    """Show how long an assessment is kept, with the form that was wrong."""
    retention = Retention.of(assessment)
    page = {
        "force": assessment.force,
        "assessment": assessment,
        "retention": retention,
        "is_due": retention.review_on <= timezone.localdate(),
        "review": review or ReviewForm(initial={"review_on": retention.review_on}),
        "hold": hold or HoldForm(),
        "form": review or hold,
        "title": title(assessment),
        "files": may_have(request.user, assessment.force, assessment.marking),
    }
    return render(request, "records/retention.html", page, status=status_of(review, hold))
