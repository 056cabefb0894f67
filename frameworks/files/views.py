"""A framework administrator's files: an edition brought in as a draft, taken away in each form, and the template."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.downloads import attachment
from frameworks.files.forms import ImportForm
from frameworks.files.read import import_file
from frameworks.files.tables import WrongFile
from frameworks.files.workbook import TooLong
from frameworks.files.write import FORMS, edition_file, template_file
from frameworks.models import Edition

READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422
# As many faults as a person can mend before looking again.
MOST_SHOWN = 200


def _must_administer(user) -> None:
    """Raise PermissionDenied where whoever asks doesn't load frameworks."""
    if not user.is_framework_administrator:
        raise PermissionDenied("Framework administrators bring editions in.")


@READ_AND_WRITE
def import_edition(request: HttpRequest) -> HttpResponse:
    """Take a file and make a draft of it, or show everything that is wrong in it."""
    _must_administer(request.user)
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None)
    if not (posted and form.is_valid()):
        return render(
            request, "frameworks/files/import.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200
        )
    sent = form.cleaned_data["file"]
    try:
        edition, remarks = import_file(sent.name, sent.read())
    except WrongFile as wrong:
        return _wrong_page(request, form, sent.name, wrong)
    except IntegrityError:
        form.add_error("file", "Somebody else brought this edition in at the same moment.")
        return render(request, "frameworks/files/import.html", {"form": form}, status=UNPROCESSABLE)
    for remark in remarks:
        messages.info(request, remark)
    messages.success(request, f"{edition} is here as a draft.")
    return redirect("frameworks:edition", edition.pk)


def _wrong_page(request: HttpRequest, form: ImportForm, name: str, wrong: WrongFile) -> HttpResponse:
    number = len(wrong.faults)
    form.add_error("file", f"{name}: {number} thing{'s' if number != 1 else ''} to put right. Nothing was loaded.")
    context = {"form": form, "name": name, "faults": wrong.faults[:MOST_SHOWN], "number": number}
    return render(request, "frameworks/files/import.html", context, status=UNPROCESSABLE)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Send a workbook to write a new edition in."""
    _must_administer(request.user)
    name, content = template_file(on=timezone.localdate(), author=str(request.user))
    return attachment(content, name)


@require_safe
def download(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Send an edition in one of the forms."""
    editions = Edition.objects.administered_by(request.user).select_related("framework", "supersedes")
    edition = get_object_or_404(editions, pk=pk)
    if form not in FORMS:
        raise Http404("No such form.")
    try:
        name, content = edition_file(edition, form, on=timezone.localdate(), author=str(request.user))
    except TooLong as refusal:
        messages.error(request, str(refusal))
        return redirect("frameworks:edition", pk)
    return attachment(content, name)
