"""Sections: assigning them, one's own, and submitting and accepting one. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.gap.report import shown
from assessments.models import Assessment, Assignment
from assessments.sections.forms import AssignForm, OwnFilterForm, ReviewForm, SectionFilterForm
from assessments.sections.pages import own_sections, section_page, sections_of
from config.form_page import UNPROCESSABLE
from frameworks.content import content


@require_http_methods(["GET", "HEAD", "POST"])
def sections(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is expected to answer what; assign the sections that were ticked."""
    today = timezone.localdate()
    runs = Assessment.objects.run_by(request.user, on=today).with_edition()
    seen = Assessment.objects.visible_to(request.user, on=today).with_edition()
    assessment = get_object_or_404(runs if request.method == "POST" else seen, pk=pk)
    may_assign = request.method == "POST" or (assessment.is_open and runs.filter(pk=pk).exists())
    form = _assign_form(request, assessment) if may_assign else None
    if request.method == "POST" and form and form.is_valid() and _assign(request, assessment, form):
        return redirect(request.get_full_path())
    filters = SectionFilterForm(request.GET, assessment=assessment)
    page = sections_of(assessment, **filters.asked, on=today, ticked=form.ticked if form else ())
    context = {"assessment": assessment, "sections": page, "filters": filters, "form": form, "today": today}
    status = UNPROCESSABLE if form and form.errors else 200
    return render(request, "assessments/sections/page.html", context, status=status)


def _assign_form(request: HttpRequest, assessment: Assessment) -> AssignForm:
    nodes = [node for node in shown(content(assessment.edition)) if node.scored]
    typed = request.POST if request.method == "POST" else None
    return AssignForm(typed, assessment=assessment, nodes=nodes, on=timezone.localdate())


def _assign(request: HttpRequest, assessment: Assessment, form: AssignForm) -> bool:
    """Assign what was ticked and return whether it was; the form says why where it wasn't."""
    try:
        number = assessment.assign(form.sections, by=request.user, at=timezone.now())
    except Assessment.Refused as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, f"{number} section{'s' if number != 1 else ''} changed.")
    return True


@require_safe
def my_sections(request: HttpRequest) -> HttpResponse:
    """Show what the person is expected to answer, in all their forces."""
    today, filters = timezone.localdate(), OwnFilterForm(request.GET)
    own = Assignment.objects.owned_by(request.user, on=today)
    asked = own.in_state(filters.asked) if filters.asked else own.waiting()
    context = {"sections": own_sections(asked, on=today, page=request.GET.get("page")), "filters": filters}
    return render(request, "assessments/sections/my_sections.html", context)


@require_safe
def section(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Assignment.objects.visible_to(request.user, on=timezone.localdate())
    return _section_page(request, get_object_or_404(seen.with_all(), pk=pk))


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the owner is through with their section."""
    own = Assignment.objects.owned_by(request.user, on=timezone.localdate())
    found = get_object_or_404(own.with_all(), pk=pk)
    try:
        found.submit(by=request.user, at=timezone.now())
        messages.success(request, "Your section is submitted.")
    except Assignment.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("assessments:section", pk)


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a submitted section, or ask its owner for changes."""
    run = Assignment.objects.run_by(request.user, on=timezone.localdate())
    found, form = get_object_or_404(run.with_all(), pk=pk), ReviewForm(request.POST)
    if form.is_valid():
        try:
            _decide(found, form.cleaned_data, by=request.user, at=timezone.now())
        except Assignment.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{found.get_state_display()}.")
            return redirect("assessments:section", pk)
    return _section_page(request, found, form)


def _decide(found: Assignment, typed: dict, **who) -> None:
    if typed["decision"] == "accept":
        found.accept(**who)
    else:
        found.ask_for_changes(typed["note"], **who)


def _section_page(request: HttpRequest, found: Assignment, form: ReviewForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    reviewable = found.assessment.is_open and found.state in (Assignment.State.SUBMITTED, Assignment.State.ACCEPTED)
    reviews = Assignment.objects.run_by(request.user, on=today).filter(pk=found.pk).exists()
    context = {
        "section": section_page(found, on=today),
        "assessment": found.assessment,
        "is_mine": found.owner_id == request.user.pk and found.is_with_owner and found.assessment.is_open,
        "review": form or (ReviewForm() if reviews and reviewable else None),
        "form": form,
    }
    status = UNPROCESSABLE if form and form.errors else 200
    return render(request, "assessments/sections/section.html", context, status=status)
