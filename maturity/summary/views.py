"""After a workshop: its summary as a page and as files, and what participants say of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from config.downloads import attachment
from maturity.models import Pulse, Workshop
from maturity.seat_views import UNPROCESSABLE, participant_of
from maturity.summary.document import summary_document, summary_filename, summary_table
from maturity.summary.forms import PulseForm
from maturity.summary.page import summary as summed_up
from reports.writers.csv import csv_text
from reports.writers.docx import docx_bytes
from reports.writers.pdf import pdf_bytes

WRITERS = {"docx": docx_bytes, "pdf": pdf_bytes}


def _visible(request: HttpRequest, pk: int) -> Workshop:
    """Return a workshop of a force of the user's; 404 for any other."""
    rows = Workshop.objects.visible_to(request.user, on=timezone.localdate()).with_assessment()
    return get_object_or_404(rows, pk=pk)


@never_cache
@require_GET
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = _visible(request, pk)
    page = {"summary": summed_up(workshop), "workshop": workshop, "assessment": workshop.assessment}
    return render(request, "maturity/summary/page.html", page)


@never_cache
@require_GET
def summary_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    report, today = summed_up(_visible(request, pk)), timezone.localdate()
    if ending == "csv":
        # The mark at its start tells a spreadsheet that the text is UTF-8.
        text = csv_text(*summary_table(report)).encode("utf-8-sig")
        return attachment(text, summary_filename(report, ending, on=today))
    document = summary_document(report, on=today)
    return attachment(WRITERS[ending](document), document.filename(ending))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pulse(request: HttpRequest, pk: int) -> HttpResponse:
    participant = participant_of(request, pk)
    if participant is None:
        return redirect("maturity:join")
    workshop = participant.workshop
    said = Pulse.objects.filter(participant=participant).values("confident", "useful", "comment").first()
    form = PulseForm(request.POST if request.method == "POST" else None, initial={**said} if said else None)
    if request.method == "POST" and form.is_valid():
        try:
            workshop.hear(participant, **form.cleaned_data)
        except Workshop.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Thank you. Your answers are in.")
            return redirect("maturity:seat", pk)
    page = {"form": form, "said": said, "workshop": workshop, "assessment": workshop.assessment}
    return render(request, "maturity/summary/pulse.html", page, status=UNPROCESSABLE if form.errors else 200)
