"""The comparison of two editions of one framework, as a page and a file, and its correction by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.downloads import attachment
from config.form_page import attempt, get_or_post, posted, status_of
from frameworks.compare.document import comparison_document
from frameworks.compare.editions import compare
from frameworks.compare.forms import CorrespondenceForm
from frameworks.compare.page import CHANGED, comparison_page
from frameworks.models import Correspondence, Edition, Statement
from reports.writers.docx import docx_bytes


@require_safe
def comparison(request: HttpRequest, old: int, new: int) -> HttpResponse:
    earlier, later = _pair(Edition.objects.readable_by(request.user), old, new)
    page = comparison_page(compare(earlier, later), request.GET.get("show", CHANGED))
    context = {"old": earlier, "new": later, "page": page}
    return render(request, "frameworks/compare/page.html", context)


@require_safe
def comparison_file(request: HttpRequest, old: int, new: int) -> HttpResponse:
    earlier, later = _pair(Edition.objects.readable_by(request.user), old, new)
    shown = request.GET.get("show", CHANGED)
    document = comparison_document(compare(earlier, later), later.framework, shown, on=timezone.localdate())
    return attachment(docx_bytes(document), document.filename("docx"))


@get_or_post
def correct(request: HttpRequest, old: int, new: int, statement: int) -> HttpResponse:
    """Record what one statement of the older edition became."""
    earlier, later = _pair(Edition.objects.administered_by(request.user), old, new)
    statements = Statement.objects.filter(criterion__edition=old).select_related("criterion", "level")
    row = get_object_or_404(statements, pk=statement)
    compared = compare(earlier, later)
    form = CorrespondenceForm(posted(request), comparison=compared, old=statement)

    def act() -> None:
        became = form.cleaned_data["statements"]
        Correspondence.objects.all().decide(row, later, became, by=request.user, at=timezone.now())

    if attempt(form, act).done:
        messages.success(request, "Saved. The comparison follows what you said.")
        return redirect("frameworks:comparison", old, new)
    context = {"old": earlier, "new": later, "statement": row, "change": compared.of_old[statement], "form": form}
    return render(request, "frameworks/compare/correct.html", context, status=status_of(form))


def _pair(editions, old: int, new: int) -> tuple[Edition, Edition]:
    """Return two editions of one framework; 404 for anything else."""
    later = get_object_or_404(editions.select_related("framework"), pk=new)
    others = editions.select_related("framework").filter(framework=later.framework_id).exclude(pk=new)
    return get_object_or_404(others, pk=old), later
