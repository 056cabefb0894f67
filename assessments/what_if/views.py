"""What if: a form of ticks that stores nothing, and what the rules would suggest."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.models import Assessment
from assessments.what_if.forms import WhatIfForm
from assessments.what_if.page import outlook


@require_safe
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    assessment = get_object_or_404(Assessment.objects.visible_to(request.user, on=today).with_edition(), pk=pk)
    form = WhatIfForm(request.GET)
    ticks = form.ticks
    page = outlook(assessment, **ticks, on=today, page=request.GET.get("page"))
    context = {"assessment": assessment, "outlook": page, "form": form}
    return render(request, "assessments/what_if/page.html", context, status=422 if form.errors else 200)
