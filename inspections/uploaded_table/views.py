"""A table on its way in: send it, say what its columns and words mean, look at what it would do, bring it in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.lookups import seen_force
from config.form_page import get_or_post, posted, status_of
from inspections.lookups import run_force, runs_register
from inspections.models import Finding, PortalImport, UploadedTable
from inspections.models.uploads import Purpose
from inspections.portal_check.check import CheckedPortal, check_portal
from inspections.portal_check.page import imports_of
from inspections.register_import.apply import bring_in, on_register
from inspections.register_import.check import Checked, check
from inspections.uploaded_table.forms import ColumnsForm, PortalUploadForm, UploadForm, WordsForm
from inspections.uploaded_table.mapping import (
    FIELDS,
    choose_columns,
    columns_in,
    give_meanings,
    missing_columns,
    reading_of,
)

# As many wrong cells as a page can hold and a person can mend before looking again.
MOST_SHOWN = 200
PAGES = {
    Purpose.REGISTER: "inspections/register_import/check.html",
    Purpose.PORTAL: "inspections/portal_check/check.html",
}

START = {Purpose.REGISTER: "inspections:import_register", Purpose.PORTAL: "inspections:portal_exports"}


def _own(request: HttpRequest, pk: int) -> UploadedTable:
    uploads = UploadedTable.objects.editable_by(request.user, on=timezone.localdate()).select_related("force")
    return get_object_or_404(uploads, pk=pk)


def _keep(request: HttpRequest, form: UploadForm, force, purpose: str, on) -> HttpResponse:
    name, sheet = form.cleaned_data["file"]
    kept = {"force": force, "purpose": purpose, "on": on, "by": request.user, "at": timezone.now(), "name": name}
    upload = UploadedTable.objects.keep(sheet, **kept)
    return redirect("inspections:columns", upload.pk)


@get_or_post
def import_register(request: HttpRequest, code: str) -> HttpResponse:
    """Take a register that was kept elsewhere, to look at before anything is brought in."""
    force = run_force(request, code)
    form = UploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _keep(request, form, force, Purpose.REGISTER, timezone.localdate())
    context = {"force": force, "form": form}
    return render(request, "inspections/register_import/send.html", context, status=status_of(form))


@get_or_post
def portal(request: HttpRequest, code: str) -> HttpResponse:
    """List the imports of the portal, and take another."""
    force = seen_force(request, code) if request.method != "POST" else run_force(request, code)
    form = None
    if runs_register(request, force):
        form = PortalUploadForm(posted(request), request.FILES or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form is not None and form.is_valid():
        if form.cleaned_data["on"] <= timezone.localdate():
            return _keep(request, form, force, Purpose.PORTAL, form.cleaned_data["on"])
        form.add_error("on", "The date is in the future.")
    context = {"force": force, "form": form, "imports": imports_of(force)}
    return render(request, "inspections/portal_check/send.html", context, status=status_of(form))


@get_or_post
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what each column of a table holds; the answer is kept for the force's next file."""
    upload = _own(request, pk)
    form = ColumnsForm(posted(request), columns=columns_in(upload), fields=FIELDS[upload.purpose])
    if request.method == "POST" and form.is_valid():
        choose_columns(upload, form.chosen)
        return redirect("inspections:check", pk)
    context = {"force": upload.force, "upload": upload, "form": form}
    return render(request, "inspections/uploaded_table/columns.html", context, status=status_of(form))


@get_or_post
def check_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a table would do, or everything that is wrong in it; bring it in where nothing is."""
    upload = _own(request, pk)
    if missing_columns(upload):
        return redirect("inspections:columns", pk)
    if request.method == "POST":
        return _bring_register_in(request, upload) if upload.purpose == Purpose.REGISTER else _take_in(request, upload)
    return _check_page(request, upload)


@require_POST
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the words of a table mean, for this file and the force's next ones."""
    upload = _own(request, pk)
    form = WordsForm(request.POST, unknown=reading_of(upload).unknown)
    if not form.is_valid():
        return _check_page(request, upload, words_form=form)
    give_meanings(upload, form.meanings)
    return redirect("inspections:check", pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a table away that was sent; nothing was changed by it."""
    upload = _own(request, pk)
    upload.delete()
    messages.success(request, f"{upload.name} was thrown away. Nothing was changed.")
    return redirect(START[Purpose(upload.purpose)], upload.force.code)


def _check_page(request: HttpRequest, upload: UploadedTable, *, words_form=None, refused: str = "") -> HttpResponse:
    reading = reading_of(upload)
    today = timezone.localdate()
    checked: Checked | CheckedPortal = (
        check(reading, on_register(upload.force, on=today), today=today)
        if upload.purpose == Purpose.REGISTER
        else check_portal(reading)
    )
    form = words_form or (WordsForm(unknown=reading.unknown) if reading.unknown else None)
    context = {
        "force": upload.force,
        "upload": upload,
        "checked": checked,
        "wrong": checked.wrong[:MOST_SHOWN],
        "form": form,
        "refused": [refused] if refused else [],
    }
    status = 422 if refused else status_of(words_form)
    return render(request, PAGES[Purpose(upload.purpose)], context, status=status)


def _bring_register_in(request: HttpRequest, upload: UploadedTable) -> HttpResponse:
    code = upload.force.code
    try:
        done = bring_in(upload, reading_of(upload), by=request.user, at=timezone.now())
    except Finding.Refused as refusal:
        return _check_page(request, upload, refused=str(refusal))
    except UploadedTable.Gone as gone:
        return _gone(request, upload, gone)
    number = len(done.brought)
    messages.success(request, f"{number} finding{'s are' if number != 1 else ' is'} on the register now.")
    return redirect("inspections:register", code)


def _take_in(request: HttpRequest, upload: UploadedTable) -> HttpResponse:
    reading = reading_of(upload)
    if reading.wrong or reading.unknown:
        return _check_page(request, upload, refused="Something in the table isn't right yet. Nothing was changed.")
    try:
        made = PortalImport.objects.take_in_upload(upload, reading.lines, by=request.user, at=timezone.now())
    except UploadedTable.Gone as gone:
        return _gone(request, upload, gone)
    messages.success(request, f"The portal's {len(reading.lines)} lines are in. Nothing on the register changed.")
    return redirect("inspections:reconciliation", made.pk)


def _gone(request: HttpRequest, upload: UploadedTable, gone: UploadedTable.Gone) -> HttpResponse:
    messages.error(request, str(gone))
    return redirect(START[Purpose(upload.purpose)], upload.force.code)
