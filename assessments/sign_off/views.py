"""Submitting, signing off, reopening, and reading what was signed. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.models import Assessment, SignOff
from assessments.sign_off.forms import ReopenForm, SignForm
from assessments.sign_off.page import sign, signed
from config.downloads import attachment
from config.form_page import UNPROCESSABLE
from reports.document import filename


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = get_object_or_404(_run(request), pk=pk)
    try:
        assessment.submit(by=request.user, at=timezone.now())
        messages.success(request, "The assessment is submitted. It takes no more changes until somebody reopens it.")
    except Assessment.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("assessments:overview", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = get_object_or_404(_run(request), pk=pk)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            assessment.reopen(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Assessment.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The assessment is open again.")
            return redirect("assessments:overview", pk)
    page = {"assessment": assessment, "form": form}
    return render(request, "assessments/sign_off/reopen.html", page, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = get_object_or_404(_signs(request), pk=pk)
    form = SignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            made = sign(assessment, by=request.user, on=timezone.localdate(now), at=now, **form.cleaned_data)
        except Assessment.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Signed off. The report is kept as it stands now.")
            return redirect("assessments:signed", pk, made.pk)
    page = {"assessment": assessment, "form": form}
    return render(request, "assessments/sign_off/page.html", page, status=UNPROCESSABLE if form.errors else 200)


@require_GET
def signed_report(request: HttpRequest, pk: int, sign_off: int) -> HttpResponse:
    """Show a report as it was signed, whether its hash still holds, and what reads otherwise now."""
    kept = _kept(request, pk, sign_off)
    page = {"assessment": kept.assessment, "signed": signed(kept, on=timezone.localdate())}
    return render(request, "assessments/sign_off/signed_report.html", page)


@require_GET
def signed_file(request: HttpRequest, pk: int, sign_off: int) -> HttpResponse:
    """Send the signed text, to the byte: whoever has it can work out its hash again."""
    kept = _kept(request, pk, sign_off)
    whole = kept.assessment
    about, on = whole.edition.framework.slug, timezone.localdate(kept.at)
    name = filename(whole.get_marking_display(), "signed-gap-report", whole.force.name, about, on, ending="json")
    return attachment(kept.report, name)


def _run(request: HttpRequest):
    return Assessment.objects.run_by(request.user, on=timezone.localdate()).with_edition()


def _signs(request: HttpRequest):
    return Assessment.objects.signed_off_by(request.user, on=timezone.localdate()).with_edition()


def _kept(request: HttpRequest, pk: int, sign_off: int) -> SignOff:
    seen = Assessment.objects.visible_to(request.user, on=timezone.localdate()).with_edition()
    assessment = get_object_or_404(seen, pk=pk)
    kept = get_object_or_404(assessment.sign_offs.select_related("by"), pk=sign_off)
    kept.assessment = assessment
    return kept
