"""After a workshop: its summary as a page and as files, and what participants say of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.lookups import may_have
from config.downloads import attachment
from config.form_page import attempt, get_or_post, posted, status_of
from maturity.lookups import participant_of, seen_workshop
from maturity.models import Pulse
from maturity.no_seat import not_in
from maturity.summary.document import summary_document, summary_filename, summary_table
from maturity.summary.forms import PulseForm
from maturity.summary.page import summary as summary_of
from reports.writers.csv import csv_text
from reports.writers.docx import docx_bytes
from reports.writers.pdf import pdf_bytes

WRITERS = {"docx": docx_bytes, "pdf": pdf_bytes}


@never_cache
@require_safe
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = seen_workshop(request, pk)
    page = {"summary": summary_of(workshop), "workshop": workshop, "assessment": workshop.assessment}
    page["files"] = may_have(request.user, workshop.assessment.force, workshop.assessment.marking)
    return render(request, "maturity/summary/page.html", page)


@never_cache
@require_safe
def summary_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    report, today = summary_of(seen_workshop(request, pk)), timezone.localdate()
    if ending == "csv":
        # The mark at its start tells a spreadsheet that the text is UTF-8.
        text = csv_text(*summary_table(report)).encode("utf-8-sig")
        return attachment(text, summary_filename(report, ending, on=today))
    document = summary_document(report, on=today)
    return attachment(WRITERS[ending](document), document.filename(ending))


@login_not_required
@never_cache
@get_or_post
def pulse(request: HttpRequest, pk: int) -> HttpResponse:
    participant = participant_of(request, pk)
    if participant is None:
        return not_in(request, pk)
    workshop = participant.workshop
    before = Pulse.objects.filter(participant=participant).values("confident", "useful", "comment").first()
    form = PulseForm(posted(request), initial={**before} if before else None)
    if attempt(form, lambda: workshop.hear(participant, **form.cleaned_data)).done:
        messages.success(request, "Thank you. Your answers are in.")
        return redirect("maturity:seat", pk)
    page = {"form": form, "before": before, "workshop": workshop, "assessment": workshop.assessment}
    return render(request, "maturity/summary/pulse.html", page, status=status_of(form))
