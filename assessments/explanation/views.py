"""The page that says why a criterion stands where it does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.explanation.page import why
from assessments.lookups import node_of, seen_assessment


@require_safe
def why_this_level(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    assessment, today = seen_assessment(request, pk), timezone.localdate()
    chain = why(assessment, node_of(assessment, criterion), on=today)
    page = {"assessment": assessment, "why": chain, "today": today}
    return render(request, "assessments/explanation/page.html", page)
