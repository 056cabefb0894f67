"""A draft as assessors would score it: their own lines, and nothing that can be answered."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments.draft_preview.page import preview_of
from frameworks.models import Edition


@require_safe
def preview(request: HttpRequest, edition: int, criterion: int) -> HttpResponse:
    drafts = Edition.objects.administered_by(request.user).filter(status=Edition.Status.DRAFT)
    draft = get_object_or_404(drafts.select_related("framework"), pk=edition)
    page = preview_of(draft, criterion)
    if page is None:
        raise Http404("Nothing is scored there.")
    return render(
        request, "assessments/draft_preview/page.html", {"edition": draft, "page": page, "menu": "frameworks"}
    )
