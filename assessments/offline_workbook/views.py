"""The scoring sheet as a workbook, taken away and brought back. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assessments.models import Assessment
from assessments.offline_workbook.forms import SheetForm
from assessments.offline_workbook.read import Kept, Returned, read_back, save_back
from assessments.offline_workbook.write import sheet_workbook
from config.downloads import attachment
from config.form_page import CONFLICT, UNPROCESSABLE
from reports.readers.table import Unreadable
from reports.writers.xlsx import xlsx_bytes

# As many wrong cells as a page can hold and a person can mend before looking again.
MOST_SHOWN = 200


@require_GET
def sheet_file(request: HttpRequest, pk: int) -> HttpResponse:
    assessment, today = _answered_by(request, pk), timezone.localdate()
    workbook = sheet_workbook(assessment, on=today, author=str(assessment.lead or assessment.force))
    return attachment(xlsx_bytes(workbook), workbook.filename())


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a scoring sheet that was filled in elsewhere; nothing changes while a cell of it is wrong."""
    assessment = _answered_by(request, pk)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if not form.is_valid():
        return _import_page(request, assessment, form, status=UNPROCESSABLE if form.errors else 200)
    try:
        returned = read_back(assessment, form.cleaned_data["file"])
        if returned.wrong:
            return _import_page(request, assessment, form, returned, status=UNPROCESSABLE)
        kept = save_back(assessment, returned, by=request.user, at=timezone.now())
    except (Unreadable, Assessment.Closed) as refusal:
        form.add_error("file" if isinstance(refusal, Unreadable) else None, str(refusal))
        return _import_page(request, assessment, form, status=UNPROCESSABLE)
    return _brought_in(request, assessment, returned, kept)


def _answered_by(request: HttpRequest, pk: int) -> Assessment:
    editable = Assessment.objects.editable_by(request.user, on=timezone.localdate())
    return get_object_or_404(editable.with_edition(), pk=pk)


def _import_page(
    request: HttpRequest, assessment: Assessment, form: SheetForm, returned: Returned | None = None, *, status: int
) -> HttpResponse:
    wrong = returned.wrong if returned else ()
    page = {"assessment": assessment, "form": form, "wrong": wrong[:MOST_SHOWN], "number": len(wrong)}
    return render(request, "assessments/offline_workbook/import.html", page, status=status)


def _brought_in(request: HttpRequest, assessment: Assessment, returned: Returned, kept: Kept) -> HttpResponse:
    page = {"assessment": assessment, "returned": returned, "kept": kept}
    if kept.clashes:
        return render(request, "assessments/offline_workbook/clashes.html", page, status=CONFLICT)
    lines = "1 line was" if kept.saved == 1 else f"{kept.saved} lines were"
    said = f"{lines} saved, and {returned.untouched} left as before." if kept.saved else "Nothing in the sheet is new."
    messages.success(request, said)
    return redirect("assessments:overview", assessment.pk)
