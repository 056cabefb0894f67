"""How long a force keeps its assessments: pages for its administrators alone."""

import tempfile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import force_with_role
from accounts.roles import RUNS_FORCE
from assessments.models import Assessment
from config.form_page import attempt, attempt_at_once, get_or_post, post_only, posted, status_of
from history.models import Disposal
from records.disposal import dispose, what_keeps
from records.forms import DisposeForm, HoldForm, ReviewForm
from records.models import Retention
from records.record import title, write_record
from records.retention import kept
from reports.document import filename


@require_safe
def kept_list(request: HttpRequest, code: str) -> HttpResponse:
    force = force_with_role(request, code, RUNS_FORCE)
    disposals = Disposal.objects.filter(force=force).select_related("by").order_by("-at", "-pk")
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
    assessment, form = _assessment(request, code, pk), DisposeForm(posted(request))
    today, now = timezone.localdate(), timezone.now()
    if attempt(form, lambda: dispose(assessment, **form.cleaned_data, by=request.user, on=today, at=now)):
        messages.success(request, "It is deleted. What remains of it is on record here.")
        return redirect("records:list", code)
    page = {"force": assessment.force, "assessment": assessment, "form": form, "title": title(assessment)}
    page["keeps"] = what_keeps(assessment, today)
    return render(request, "records/dispose.html", page, status=status_of(form))


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
    }
    return render(request, "records/retention.html", page, status=status_of(review, hold))
