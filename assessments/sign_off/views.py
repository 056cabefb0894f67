"""Submitting, signing off, reopening, and reading what was signed. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import may_have
from assessments.gap.report import gap_report
from assessments.lookups import run_assessment, seen_assessment
from assessments.models import Assessment, SignOff
from assessments.sign_off.forms import ReopenForm, SignForm
from assessments.sign_off.page import sign, signed
from assessments.sign_off.unfinished import unfinished
from config.downloads import attachment
from config.form_page import attempt, attempt_at_once, get_or_post, posted, status_of
from reports.document import filename


@get_or_post
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is still open, and close the assessment to changes."""
    assessment = run_assessment(request, pk)
    if request.method != "POST":
        page = {"assessment": assessment, "open": unfinished(gap_report(assessment, on=timezone.localdate()))}
        return render(request, "assessments/sign_off/submit.html", page)
    success = "The assessment is submitted. It takes no more changes until somebody reopens it."
    attempt_at_once(request, lambda: assessment.submit(by=request.user, at=timezone.now()), success=success)
    return redirect("assessments:overview", pk)


@get_or_post
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    assessment, form = run_assessment(request, pk), ReopenForm(posted(request))
    if attempt(form, lambda: assessment.reopen(by=request.user, at=timezone.now(), **form.cleaned_data)).done:
        messages.success(request, "The assessment is open again.")
        return redirect("assessments:overview", pk)
    page = {"assessment": assessment, "form": form}
    return render(request, "assessments/sign_off/reopen.html", page, status=status_of(form))


@get_or_post
def sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Assessment.objects.signed_off_by(request.user, on=timezone.localdate()).with_edition()
    assessment, form, now = get_object_or_404(rows, pk=pk), SignForm(posted(request)), timezone.now()
    on = timezone.localdate(now)
    signing = attempt(form, lambda: sign(assessment, by=request.user, on=on, at=now, **form.cleaned_data))
    if signing.done:
        messages.success(request, "Signed off. The report is kept as it stands now.")
        return redirect("assessments:signed", pk, signing.result.pk)
    page = {"assessment": assessment, "form": form, "report": gap_report(assessment, on=on)}
    return render(request, "assessments/sign_off/page.html", page, status=status_of(form))


@require_safe
def signed_report(request: HttpRequest, pk: int, sign_off: int) -> HttpResponse:
    """Show a report as it was signed, whether its hash still holds, and what reads otherwise now."""
    kept = _kept(request, pk, sign_off)
    page = {"assessment": kept.assessment, "signed": signed(kept, on=timezone.localdate())}
    page["files"] = may_have(request.user, kept.assessment.force, kept.assessment.marking)
    return render(request, "assessments/sign_off/signed_report.html", page)


@require_safe
def signed_file(request: HttpRequest, pk: int, sign_off: int) -> HttpResponse:
    """Send the signed text, to the byte: whoever has it can work out its hash again."""
    kept = _kept(request, pk, sign_off)
    whole = kept.assessment
    about, on = whole.edition.framework.slug, timezone.localdate(kept.at)
    name = filename(whole.get_marking_display(), "signed-gap-report", whole.force.name, about, on, ending="json")
    return attachment(kept.report, name)


def _kept(request: HttpRequest, pk: int, sign_off: int) -> SignOff:
    assessment = seen_assessment(request, pk)
    kept = get_object_or_404(assessment.sign_offs.select_related("by"), pk=sign_off)
    kept.assessment = assessment
    return kept
