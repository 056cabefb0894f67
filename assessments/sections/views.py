"""Sections: assigning them, one's own, and submitting and accepting one. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.gap.report import shown
from assessments.models import Assessment, Assignment
from assessments.sections.forms import AssignForm, OwnFilterForm, ReviewForm, SectionFilterForm
from assessments.sections.pages import own_sections, section_page, sections_of
from config.form_page import attempt, attempt_at_once, get_or_post, post_only, posted, status_of
from frameworks.content import content


@get_or_post
def sections(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is expected to answer what; assign the sections that were ticked."""
    today = timezone.localdate()
    runs = Assessment.objects.run_by(request.user, on=today).with_edition()
    seen = Assessment.objects.visible_to(request.user, on=today).with_edition()
    assessment = get_object_or_404(runs if request.method == "POST" else seen, pk=pk)
    may_assign = request.method == "POST" or (assessment.is_open and runs.filter(pk=pk).exists())
    form = _assign_form(request, assessment) if may_assign else None
    if form:
        now = timezone.now()
        assigned = attempt(form, lambda: assessment.assign(form.sections, by=request.user, at=now))
        if assigned.done:
            messages.success(request, f"{assigned.result} section{'s' if assigned.result != 1 else ''} changed.")
            return redirect(request.get_full_path())
    filters = SectionFilterForm(request.GET, assessment=assessment)
    page = sections_of(assessment, **filters.asked, on=today, ticked=form.ticked if form else ())
    context = {"assessment": assessment, "sections": page, "filters": filters, "form": form, "today": today}
    return render(request, "assessments/sections/page.html", context, status=status_of(form))


def _assign_form(request: HttpRequest, assessment: Assessment) -> AssignForm:
    nodes = [node for node in shown(content(assessment.edition)) if node.scored]
    return AssignForm(posted(request), assessment=assessment, nodes=nodes, on=timezone.localdate())


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


@post_only("assessments:section", "pk")
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the owner is through with their section."""
    own = Assignment.objects.owned_by(request.user, on=timezone.localdate())
    section = get_object_or_404(own.with_all(), pk=pk)
    success = "Your section is submitted."
    attempt_at_once(request, lambda: section.submit(by=request.user, at=timezone.now()), success=success)
    return redirect("assessments:section", pk)


@post_only("assessments:section", "pk")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a submitted section, or ask its owner for changes."""
    run = Assignment.objects.run_by(request.user, on=timezone.localdate())
    section, form = get_object_or_404(run.with_all(), pk=pk), ReviewForm(request.POST)
    if attempt(form, lambda: _decide(section, form, by=request.user, at=timezone.now())).done:
        messages.success(request, f"{section.get_state_display()}.")
        return redirect("assessments:section", pk)
    return _section_page(request, section, form)


def _decide(section: Assignment, form: ReviewForm, *, by, at) -> None:
    if form.cleaned_data["decision"] == "accept":
        section.accept(by=by, at=at)
    else:
        section.ask_for_changes(form.cleaned_data["note"], by=by, at=at)


def _section_page(request: HttpRequest, section: Assignment, form: ReviewForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    is_open = section.assessment.is_open
    reviewable = is_open and section.state in (Assignment.State.SUBMITTED, Assignment.State.ACCEPTED)
    reviews = Assignment.objects.run_by(request.user, on=today).filter(pk=section.pk).exists()
    context = {
        "section": section_page(section, on=today),
        "assessment": section.assessment,
        "is_mine": section.owner_id == request.user.pk and section.is_with_owner and is_open,
        "review": form or (ReviewForm() if reviews and reviewable else None),
        "form": form,
    }
    return render(request, "assessments/sections/section.html", context, status=status_of(form))
