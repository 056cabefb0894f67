"""The coverage grid of one force: the whole, one cell, and a file."""

import datetime

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import may_have, seen_force
from config.downloads import attachment
from config.fields import DayField
from config.form_page import status_of
from home.coverage import Coverage, coverage
from reports.document import filename
from reports.writers.csv import csv_text

COLUMNS = (
    ("Capability", lambda cell: f"{cell.capability.number} {cell.capability.title}".strip()),
    ("Organisational level", lambda cell: cell.level.name),
    ("Reached", lambda cell: "No" if cell.is_empty else "Yes"),
    ("Actions", lambda cell: len(cell.actions)),
    ("Assessments", lambda cell: len(cell.assessments)),
    ("Scored criteria", lambda cell: len(cell.criteria)),
)


class AsAtForm(forms.Form):
    """The day to look back to."""

    on = DayField(label="As at", required=False, help_text="Leave empty for today.")

    def clean_on(self):
        if (on := self.cleaned_data["on"]) and on > timezone.localdate():
            raise forms.ValidationError("Give today or a day that has been.")
        return on


@require_safe
def grid(request: HttpRequest, code: str) -> HttpResponse:
    shown, form = _asked(request, code)
    context = {"coverage": shown, "form": form, "marking": shown.marking, "today": timezone.localdate()}
    context["files"] = may_have(request.user, shown.force, shown.marking)
    return render(request, "home/coverage.html", context, status=status_of(form))


@require_safe
def cell(request: HttpRequest, code: str, capability: int, level: int) -> HttpResponse:
    """Show what reaches one capability at one organisational level."""
    shown, _ = _asked(request, code)
    asked = shown.cell(capability, level)
    if asked is None:
        raise Http404("The grid has no such cell.")
    context = {"coverage": shown, "cell": asked, "marking": shown.marking, "today": timezone.localdate()}
    return render(request, "home/coverage_cell.html", context)


@require_safe
def grid_file(request: HttpRequest, code: str) -> HttpResponse:
    shown, _ = _asked(request, code)
    rows = ([value(cell) for _, value in COLUMNS] for cell in shown.cells)
    name = filename(shown.marking, "coverage", str(shown.force), "", shown.on, ending="csv")
    return attachment(csv_text([heading for heading, _ in COLUMNS], rows), name)


def _asked(request: HttpRequest, code: str) -> tuple[Coverage, AsAtForm]:
    """Return the grid of a force that the user belongs to, as at the day that was asked for; today for a wrong one."""
    force, today = seen_force(request, code), timezone.localdate()
    form = AsAtForm(request.GET if "on_day" in request.GET else None)
    on: datetime.date = (form.cleaned_data["on"] if form.is_valid() else None) or today
    return coverage(force, request.user, today=today, on=on), form
