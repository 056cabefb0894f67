"""The units of a force side by side. The view finds, asks, and answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.lookups import seen_assessment
from assessments.units.page import beside


@require_safe
def units(request: HttpRequest, pk: int) -> HttpResponse:
    assessment, today = seen_assessment(request, pk), timezone.localdate()
    page = {"assessment": assessment, "beside": beside(assessment, on=today), "today": today}
    return render(request, "assessments/units/page.html", page)
