"""Moving an assessment to another edition, and what came over. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.edition_move.plan import arrivals, moving
from assessments.edition_move.plan import move as move_to
from assessments.lookups import run_assessment
from assessments.models import Assessment
from assessments.rounds.forms import MoveForm, editions_to_move_to
from config.form_page import attempt, get_or_post, posted, status_of


@get_or_post
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what moving to another edition would do with every answer, and do it."""
    old, lead, today = run_assessment(request, pk), request.user, timezone.localdate()
    offered = list(editions_to_move_to(old))
    asked = request.POST.get("edition") or request.GET.get("edition") or ""
    only = offered[0] if len(offered) == 1 and not asked else None
    edition = next((edition for edition in offered if str(edition.pk) == asked), only)
    if edition is None:
        return render(request, "assessments/edition_move/choose.html", {"assessment": old, "offered": offered})
    form = MoveForm(posted(request), old=old, edition=edition, on=today)
    moved = attempt(form, lambda: move_to(old, form.edition, by=lead, at=timezone.now(), **form.asked(lead=lead)))
    if moved.done:
        messages.success(request, "The assessment has moved. Nothing that came over counts until it is confirmed.")
        return redirect("assessments:came_over", moved.result.pk)
    page = {"assessment": old, "edition": edition, "offered": offered, "form": form, "moving": moving(old, edition)}
    return render(request, "assessments/edition_move/page.html", page, status=status_of(form))


@require_safe
def came_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what became of every answer of the assessment before."""
    seen = Assessment.objects.visible_to(request.user, on=timezone.localdate()).with_edition()
    assessment = get_object_or_404(seen.select_related("follows__edition__framework"), pk=pk)
    return render(
        request, "assessments/edition_move/result.html", {"assessment": assessment, "arrivals": arrivals(assessment)}
    )
