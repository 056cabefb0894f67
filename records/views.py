"""What a force keeps, and for how long. For its administrators alone. Each view finds, asks or acts, and answers."""

import tempfile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Force
from accounts.roles import RUNS_FORCE
from assessments.models import Assessment
from history.models import Disposal
from records.disposal import dispose, what_keeps
from records.forms import DisposeForm, HoldForm, ReviewForm
from records.models import Refused, Retention
from records.record import title, write_record
from records.retention import kept
from reports.document import filename

UNPROCESSABLE = 422
READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def kept_list(request: HttpRequest, code: str) -> HttpResponse:
    force, today = _administered(request, code), timezone.localdate()
    gone = Disposal.objects.filter(force=force).select_related("by").order_by("-at", "-pk")
    page = {"force": force, "kept": kept(force, on=today), "disposals": gone}
    return render(request, "records/list.html", page)


@require_safe
def kept_one(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _page(request, _found(request, code, pk))


@require_POST
def plan_review(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    assessment, form = _found(request, code, pk), ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, assessment, review=form)
    Retention.of(assessment).plan_review(form.cleaned_data["review_on"])
    messages.success(request, "Saved.")
    return redirect("records:one", code, pk)


@require_POST
def hold(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    assessment, form = _found(request, code, pk), HoldForm(request.POST)
    if not form.is_valid():
        return _page(request, assessment, hold=form)
    try:
        Retention.of(assessment).put_on_hold(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, "It is held: nobody can delete it until the hold is lifted.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("records:one", code, pk)


@require_POST
def lift_hold(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    assessment = _found(request, code, pk)
    try:
        Retention.of(assessment).lift_hold()
        messages.success(request, "Nothing holds it any more.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("records:one", code, pk)


@require_safe
def record_file(request: HttpRequest, code: str, pk: int) -> FileResponse:
    """Send the whole record, with the hash of its manifest in a header."""
    assessment, out = _found(request, code, pk), tempfile.TemporaryFile()  # noqa: SIM115  The answer closes it.
    digest = write_record(out, assessment)
    out.seek(0)
    about = f"{assessment.edition.framework.slug} {assessment.round_label}"
    marking, today = assessment.get_marking_display(), timezone.localdate()
    name = filename(marking, "record", assessment.force.name, about, today, ending="zip")
    headers = {"Cache-Control": "private, no-store", "X-Manifest-SHA256": digest}
    return FileResponse(out, as_attachment=True, filename=name, content_type="application/zip", headers=headers)


@READ_AND_WRITE
def dispose_of(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    assessment = _found(request, code, pk)
    form = DisposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            dispose(assessment, **form.cleaned_data, by=request.user, on=timezone.localdate(now), at=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is deleted. What remains of it is on record here.")
            return redirect("records:list", code)
    page = {"force": assessment.force, "assessment": assessment, "form": form, "title": title(assessment)}
    page["keeps"] = what_keeps(assessment, timezone.localdate())
    return render(request, "records/dispose.html", page, status=UNPROCESSABLE if form.errors else 200)


def _administered(request: HttpRequest, code: str) -> Force:
    return get_object_or_404(Force.objects.where_user_has(request.user, RUNS_FORCE, on=timezone.localdate()), code=code)


def _found(request: HttpRequest, code: str, pk: int) -> Assessment:
    return get_object_or_404(Assessment.objects.with_edition().filter(force=_administered(request, code)), pk=pk)


def _page(request: HttpRequest, assessment: Assessment, **forms) -> HttpResponse:
    retention, wrong = Retention.of(assessment), next(iter(forms.values()), None)
    page = {
        "force": assessment.force,
        "assessment": assessment,
        "retention": retention,
        "is_due": retention.review_on <= timezone.localdate(),
        "review": forms.get("review") or ReviewForm(initial={"review_on": retention.review_on}),
        "hold": forms.get("hold") or HoldForm(),
        "form": wrong,
        "title": title(assessment),
    }
    return render(request, "records/retention.html", page, status=UNPROCESSABLE if wrong else 200)
