"""The page that says why a criterion stands where it does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.explanation.page import why
from assessments.lookups import node_of
from assessments.models import Assessment


@require_safe
def why_this_level(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    today = timezone.localdate()
    seen = Assessment.objects.visible_to(request.user, on=today).for_scoring()
    assessment = get_object_or_404(seen, pk=pk)
    chain = why(assessment, node_of(assessment, criterion), on=today)
    return render(
        request, "assessments/explanation/page.html", {"assessment": assessment, "why": chain, "today": today}
    )
