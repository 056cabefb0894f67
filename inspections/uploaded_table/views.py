"""A table on its way in: send it, say what its columns and words mean, look at what it would do, bring it in."""

import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.lookups import force_with_role, has_role, seen_force
from accounts.models import Force
from accounts.roles import RUNS_REGISTER
from config.form_page import attempt, get_or_post, post_only, posted, status_of
from config.refusal import Refusal
from inspections.models import PortalImport, UploadedTable
from inspections.models.uploads import Purpose
from inspections.portal_check.check import check_portal
from inspections.portal_check.page import imports_of
from inspections.register_import.apply import bring_in, on_register
from inspections.register_import.check import check
from inspections.uploaded_table.forms import ColumnsForm, PortalUploadForm, UploadForm, WordsForm
from inspections.uploaded_table.mapping import (
    FIELDS,
    choose_columns,
    columns_in,
    give_meanings,
    keep_table,
    missing_columns,
    reading_of,
)

PAGES = {
    Purpose.REGISTER: "inspections/register_import/check.html",
    Purpose.PORTAL: "inspections/portal_check/check.html",
}
START = {Purpose.REGISTER: "inspections:import_register", Purpose.PORTAL: "inspections:portal_exports"}


def _own(request: HttpRequest, pk: int) -> UploadedTable:
    uploads = UploadedTable.objects.editable_by(request.user, on=timezone.localdate()).select_related("force")
    return get_object_or_404(uploads, pk=pk)


def _kept(request: HttpRequest, form: UploadForm, force: Force, purpose: str, on: datetime.date) -> UploadedTable:
    sent = form.cleaned_data["file"]
    return keep_table(sent, force=force, purpose=purpose, on=on, by=request.user, at=timezone.now())


@get_or_post
def import_register(request: HttpRequest, code: str) -> HttpResponse:
    """Take a register that was kept elsewhere, to look at before anything is brought in."""
    force, today = force_with_role(request, code, RUNS_REGISTER), timezone.localdate()
    form = UploadForm(posted(request), request.FILES or None)
    tried = attempt(form, lambda: _kept(request, form, force, Purpose.REGISTER, today))
    if tried.done:
        return redirect("inspections:columns", tried.result.pk)
    context = {"force": force, "form": form}
    return render(request, "inspections/register_import/send.html", context, status=status_of(form))


@get_or_post
def portal(request: HttpRequest, code: str) -> HttpResponse:
    """List the imports of the portal, and take another."""
    force = seen_force(request, code) if request.method != "POST" else force_with_role(request, code, RUNS_REGISTER)
    form = None
    if has_role(request, force, RUNS_REGISTER):
        form = upload = PortalUploadForm(posted(request), request.FILES or None, today=timezone.localdate())
        tried = attempt(form, lambda: _kept(request, upload, force, Purpose.PORTAL, upload.cleaned_data["on"]))
        if tried.done:
            return redirect("inspections:columns", tried.result.pk)
    context = {"force": force, "form": form, "imports": imports_of(force)}
    return render(request, "inspections/portal_check/send.html", context, status=status_of(form))


@get_or_post
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what each column of a table holds; the answer is kept for the force's next file."""
    upload = _own(request, pk)
    form = ColumnsForm(posted(request), columns=columns_in(upload), fields=FIELDS[upload.purpose])
    if attempt(form, lambda: choose_columns(upload, form.chosen)).done:
        return redirect("inspections:check", pk)
    context = {"force": upload.force, "upload": upload, "form": form}
    return render(request, "inspections/uploaded_table/columns.html", context, status=status_of(form))


@get_or_post
def check_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a table would do, or everything that is wrong in it; bring it in where nothing is."""
    upload = _own(request, pk)
    if missing_columns(upload):
        return redirect("inspections:columns", pk)
    button = forms.Form(posted(request))
    tried = attempt(button, lambda: ACTS[Purpose(upload.purpose)](request, upload))
    if isinstance(tried.result, UploadedTable.Gone):
        messages.error(request, str(tried.result))
        return redirect(START[Purpose(upload.purpose)], upload.force.code)
    return tried.result if tried.done else _check_page(request, upload, button=button)


@post_only("inspections:check", "pk")
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the words of a table mean, for this file and the force's next ones."""
    upload = _own(request, pk)
    form = WordsForm(request.POST, unknown=reading_of(upload).unknown)
    if attempt(form, lambda: give_meanings(upload, form.meanings)).done:
        return redirect("inspections:check", pk)
    return _check_page(request, upload, words_form=form)


@post_only("inspections:check", "pk")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a table away that was sent; nothing was changed by it."""
    upload = _own(request, pk)
    upload.delete()
    messages.success(request, f"{upload.name} was thrown away. Nothing was changed.")
    return redirect(START[Purpose(upload.purpose)], upload.force.code)


def _check_page(
    request: HttpRequest,
    upload: UploadedTable,
    *,
    words_form: WordsForm | None = None,
    button: forms.Form | None = None,
) -> HttpResponse:
    reading, today = reading_of(upload), timezone.localdate()
    is_register = upload.purpose == Purpose.REGISTER
    context = {
        "force": upload.force,
        "upload": upload,
        "checked": check(reading, on_register(upload.force, on=today), today=today)
        if is_register
        else check_portal(reading),
        "form": words_form or (WordsForm(unknown=reading.unknown) if reading.unknown else None),
        "refused": button.non_field_errors() if button else (),
    }
    return render(request, PAGES[Purpose(upload.purpose)], context, status=status_of(words_form, button))


def _bring_register_in(request: HttpRequest, upload: UploadedTable) -> HttpResponse:
    done = bring_in(upload, reading_of(upload), by=request.user, at=timezone.now())
    number = len(done.brought)
    messages.success(request, f"{number} finding{'s are' if number != 1 else ' is'} on the register now.")
    return redirect("inspections:register", upload.force.code)


def _take_portal_in(request: HttpRequest, upload: UploadedTable) -> HttpResponse:
    reading = reading_of(upload)
    if reading.wrong or reading.unknown:
        raise Refusal("Something in the table isn't right yet. Nothing was changed.")
    source = PortalImport.objects.take_in_upload(upload, reading.lines, by=request.user, at=timezone.now())
    messages.success(request, f"The portal's {len(reading.lines)} lines are in. Nothing on the register changed.")
    return redirect("inspections:reconciliation", source.pk)


ACTS = {Purpose.REGISTER: _bring_register_in, Purpose.PORTAL: _take_portal_in}
