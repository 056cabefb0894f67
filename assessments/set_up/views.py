"""Opening an assessment, and changing how it is set up."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.models import Force
from accounts.roles import RUNS_ASSESSMENTS
from assessments.lookups import run_assessment
from assessments.set_up.forms import OpenForm, SetUpForm
from config.form_page import attempt, get_or_post, posted, status_of


@get_or_post
def open_assessment(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    if not Force.objects.where_user_has(request.user, RUNS_ASSESSMENTS, on=today).exists():
        raise PermissionDenied("Facilitators, inspection leads and force administrators open assessments.")
    form = OpenForm(posted(request), user=request.user, on=today, initial={"starts_on": today})
    if form.is_valid():
        form.instance.lead = request.user
        assessment = form.save()
        messages.success(request, "The assessment is open.")
        return redirect("assessments:overview", assessment.pk)
    return render(request, "assessments/set_up/form.html", {"form": form}, status=status_of(form))


@get_or_post
def set_up(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = run_assessment(request, pk)
    form = SetUpForm(posted(request), instance=assessment)
    if attempt(form, lambda: assessment.set_up(**form.cleaned_data)).done:
        messages.success(request, "Saved.")
        return redirect("assessments:overview", pk)
    page = {"form": form, "assessment": assessment}
    return render(request, "assessments/set_up/page.html", page, status=status_of(form))
