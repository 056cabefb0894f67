"""Moving an assessment to another edition, and what came over. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assessments.edition_move.plan import arrivals, moving
from assessments.edition_move.plan import move as move_to
from assessments.models import Assessment
from assessments.rounds.forms import MoveForm, editions_to_move_to
from config.form_page import UNPROCESSABLE


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what moving to another edition would do with every answer, and do it."""
    today = timezone.localdate()
    old = get_object_or_404(Assessment.objects.run_by(request.user, on=today).with_edition(), pk=pk)
    offered = list(editions_to_move_to(old))
    asked = request.POST.get("edition") or request.GET.get("edition") or ""
    only = offered[0] if len(offered) == 1 and not asked else None
    edition = next((each for each in offered if str(each.pk) == asked), only)
    if edition is None:
        return render(request, "assessments/edition_move/choose.html", {"assessment": old, "offered": offered})
    form = MoveForm(request.POST if request.method == "POST" else None, old=old, edition=edition, on=today)
    made = _move(request, old, form) if request.method == "POST" and form.is_valid() else None
    if made is not None:
        messages.success(request, "The assessment has moved. Nothing that came over counts until it is confirmed.")
        return redirect("assessments:came_over", made.pk)
    page = {"assessment": old, "edition": edition, "offered": offered, "form": form, "moving": moving(old, edition)}
    return render(request, "assessments/edition_move/page.html", page, status=UNPROCESSABLE if form.errors else 200)


def _move(request: HttpRequest, old: Assessment, form: MoveForm) -> Assessment | None:
    """Move and return the new assessment; None where that was refused, and the form says why."""
    try:
        return move_to(old, form.edition, by=request.user, at=timezone.now(), **form.asked(lead=request.user))
    except Assessment.Refused as refusal:
        form.add_error(None, str(refusal))
        return None


@require_GET
def came_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what became of every answer of the assessment before."""
    seen = Assessment.objects.visible_to(request.user, on=timezone.localdate()).with_edition()
    assessment = get_object_or_404(seen.select_related("follows__edition__framework"), pk=pk)
    return render(
        request, "assessments/edition_move/result.html", {"assessment": assessment, "arrivals": arrivals(assessment)}
    )
