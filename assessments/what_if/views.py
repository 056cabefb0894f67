"""What if: a form of ticks that stores nothing, and what the rules would suggest."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.lookups import seen_assessment
from assessments.what_if.forms import WhatIfForm
from assessments.what_if.page import outlook
from config.form_page import status_of


@require_safe
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    assessment, form = seen_assessment(request, pk), WhatIfForm(request.GET)
    page = outlook(assessment, **form.ticks, on=timezone.localdate(), page=request.GET.get("page"))
    context = {"assessment": assessment, "outlook": page, "form": form}
    return render(request, "assessments/what_if/page.html", context, status=status_of(form))
