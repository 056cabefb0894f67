"""A framework administrator's files: an edition imported as a draft, exported in each format, and the template."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.downloads import attachment
from config.form_page import attempt, get_or_post, posted, status_of
from frameworks.files.forms import ImportForm
from frameworks.files.read import import_file
from frameworks.files.workbook import TooLong
from frameworks.files.write import FORMS, edition_file, template_file
from frameworks.lookups import administered_edition


def _must_administer(user) -> None:
    """Raise PermissionDenied where whoever asks doesn't load frameworks."""
    if not user.is_framework_administrator:
        raise PermissionDenied("Framework administrators bring editions in.")


@get_or_post
def import_edition(request: HttpRequest) -> HttpResponse:
    """Make a draft of a file, or show everything that is wrong in it."""
    _must_administer(request.user)
    form = ImportForm(posted(request), request.FILES or None)
    tried = attempt(form, lambda: import_file(form.cleaned_data["file"].name, form.cleaned_data["file"].read()))
    if not tried.done:
        page = {"form": form, "wrong": getattr(tried.result, "wrong", ())}
        return render(request, "frameworks/files/import.html", page, status=status_of(form))
    edition, remarks = tried.result
    for remark in remarks:
        messages.info(request, remark)
    messages.success(request, f"{edition} is here as a draft.")
    return redirect("frameworks:edition", edition.pk)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Send a workbook to write a new edition in."""
    _must_administer(request.user)
    name, content = template_file(on=timezone.localdate(), author=str(request.user))
    return attachment(content, name)


@require_safe
def download(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Send an edition in one of the formats."""
    edition = administered_edition(request, pk)
    if form not in FORMS:
        raise Http404("No such form.")
    try:
        name, content = edition_file(edition, form, on=timezone.localdate(), author=str(request.user))
    except TooLong as refusal:
        messages.error(request, str(refusal))
        return redirect("frameworks:edition", pk)
    return attachment(content, name)
