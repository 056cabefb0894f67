"""The scoring sheet as a workbook, taken away and brought back. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import may_have
from assessments.models import Assessment
from assessments.offline_workbook.forms import SheetForm
from assessments.offline_workbook.read import Kept, bring_back
from assessments.offline_workbook.write import sheet_workbook
from config.downloads import attachment
from config.form_page import CONFLICT, attempt, get_or_post, posted, status_of
from reports.writers.xlsx import xlsx_bytes


@require_safe
def sheet_file(request: HttpRequest, pk: int) -> HttpResponse:
    assessment, today = _answered_by(request, pk), timezone.localdate()
    workbook = sheet_workbook(assessment, on=today, author=str(assessment.lead or assessment.force))
    return attachment(xlsx_bytes(workbook), workbook.filename())


@get_or_post
def sheet_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a scoring sheet that was filled in elsewhere; nothing changes while a cell of it is wrong."""
    assessment = _answered_by(request, pk)
    form = SheetForm(posted(request), request.FILES or None)

    def act() -> Kept:
        sent = form.cleaned_data["file"]
        return bring_back(assessment, sent.name, sent.read(), by=request.user, at=timezone.now())

    tried = attempt(form, act)
    if tried.done:
        return _brought_in(request, assessment, tried.result)
    page = {"assessment": assessment, "form": form, "wrong": getattr(tried.result, "wrong", ())}
    page["files"] = may_have(request.user, assessment.force, assessment.marking)
    return render(request, "assessments/offline_workbook/import.html", page, status=status_of(form))


def _answered_by(request: HttpRequest, pk: int) -> Assessment:
    editable = Assessment.objects.editable_by(request.user, on=timezone.localdate())
    return get_object_or_404(editable.with_edition(), pk=pk)


def _brought_in(request: HttpRequest, assessment: Assessment, kept: Kept) -> HttpResponse:
    if kept.clashes:
        page = {"assessment": assessment, "kept": kept}
        return render(request, "assessments/offline_workbook/clashes.html", page, status=CONFLICT)
    lines = "1 line was" if kept.saved == 1 else f"{kept.saved} lines were"
    said = f"{lines} saved, and {kept.untouched} left as before." if kept.saved else "Nothing in the sheet is new."
    messages.success(request, said)
    return redirect("assessments:overview", assessment.pk)
