"""The register's first day: say it, change it, and see what it settles."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from config.form_page import attempt, get_or_post, posted, status_of
from inspections.finding.lifecycle import said
from inspections.first_day.forms import FirstDayForm
from inspections.first_day.page import first_day_page
from inspections.lookups import force_for, runs_register
from inspections.models import FirstDay


@get_or_post
def first_day(request: HttpRequest, code: str) -> HttpResponse:
    """Show the first day of a force's register, and record it."""
    force, now = force_for(request, code), timezone.now()
    page = first_day_page(force, on=timezone.localdate(now))
    form = FirstDayForm(posted(request), initial={"on": page.proposed})

    def keep() -> FirstDay:
        return FirstDay.objects.keep_from(form.cleaned_data["on"], force=force, by=request.user, at=now)

    kept = attempt(form, keep)
    if kept.done:
        messages.success(request, f"The register is kept here from {said(kept.result.on)}.")
        return redirect("inspections:first_day", code)
    context = {"force": force, "page": page, "form": form, "runs": runs_register(request, force)}
    return render(request, "inspections/first_day/page.html", context, status=status_of(form))
