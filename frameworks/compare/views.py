"""Two editions of one framework side by side, as a page and a file, and corrected by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.downloads import attachment
from frameworks.compare.document import comparison_document
from frameworks.compare.editions import compare
from frameworks.compare.forms import CorrespondenceForm
from frameworks.compare.page import CHANGED, comparison_page
from frameworks.models import Correspondence, Edition, Statement
from reports.writers.docx import docx_bytes

UNPROCESSABLE = 422


@require_safe
def comparison(request: HttpRequest, old: int, new: int) -> HttpResponse:
    earlier, later = _pair(Edition.objects.readable_by(request.user), old, new)
    page = comparison_page(compare(earlier, later), request.GET.get("show", CHANGED))
    context = {"old": earlier, "new": later, "page": page, "edits": _edits(request.user)}
    return render(request, "frameworks/compare/page.html", context)


@require_safe
def comparison_file(request: HttpRequest, old: int, new: int) -> HttpResponse:
    earlier, later = _pair(Edition.objects.readable_by(request.user), old, new)
    shown = request.GET.get("show", CHANGED)
    document = comparison_document(compare(earlier, later), later.framework, shown, on=timezone.localdate())
    return attachment(docx_bytes(document), document.filename("docx"))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, old: int, new: int, statement: int) -> HttpResponse:
    """Say what one statement of the older edition became."""
    earlier, later = _pair(Edition.objects.administered_by(request.user), old, new)
    row = get_object_or_404(
        Statement.objects.select_related("criterion", "level"), criterion__edition=old, pk=statement
    )
    found = compare(earlier, later)
    form = CorrespondenceForm(request.POST if request.method == "POST" else None, found=found, old=statement)
    if form.is_valid() and _said(request, form, row, later):
        return redirect("frameworks:comparison", old, new)
    context = {"old": earlier, "new": later, "statement": row, "change": found.of_old[statement], "form": form}
    return render(request, "frameworks/compare/correct.html", context, status=UNPROCESSABLE if form.errors else 200)


def _edits(user) -> bool:
    return user.is_framework_administrator


def _said(request: HttpRequest, form: CorrespondenceForm, statement: Statement, later: Edition) -> bool:
    became = form.cleaned_data["statements"]
    try:
        Correspondence.objects.all().decide(statement, later, became, by=request.user, at=timezone.now())
    except Correspondence.Refused as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, "Saved. The comparison follows what you said.")
    return True


def _pair(editions, old: int, new: int) -> tuple[Edition, Edition]:
    """Return two editions of one framework; 404 for anything else."""
    later = get_object_or_404(editions.select_related("framework"), pk=new)
    others = editions.select_related("framework").filter(framework=later.framework_id).exclude(pk=new)
    return get_object_or_404(others, pk=old), later
