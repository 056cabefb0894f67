"""What peers say of a force, beside what it says itself. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import REVIEWS, RUNS_REGISTER
from assessments.lookups import assessment_and_roles, node_of, seen_assessment
from assessments.models import Assessment, Source
from assessments.peer_review.three_levels import side_by_side
from assessments.scoring_sheet.decide import decide_level
from assessments.scoring_sheet.forms import DecideForm
from assessments.scoring_sheet.page import Sheet, sheet
from assessments.scoring_sheet.save import answer_line, save_sheet
from config.form_page import CONFLICT, UNPROCESSABLE, attempt, get_or_post, post_only, repeatable
from frameworks.content import Node, content


@require_safe
def sides(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the force's own levels, its peers' and the published grades beside one another."""
    assessment, roles = assessment_and_roles(request, pk, Assessment.objects.with_edition())
    may = {"reviews": bool(roles & REVIEWS), "publishes": bool(roles & RUNS_REGISTER)}
    page = {"assessment": assessment, "sides": side_by_side(assessment, on=timezone.localdate()), **may}
    return render(request, "assessments/peer_review/three_levels.html", page)


@get_or_post
def peer_sheet(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Show what the peers answer on one criterion; save what a peer typed."""
    if request.method != "POST":
        assessment, roles = assessment_and_roles(request, pk, Assessment.objects.for_scoring())
        return _page(request, assessment, node_of(assessment, criterion), may_edit=bool(roles & REVIEWS))
    assessment = _reviewed(request, pk)
    node = node_of(assessment, criterion)
    outcome = save_sheet(_sheet(assessment, node), request.POST, by=request.user, at=timezone.now())
    if not outcome.is_complete:
        status = UNPROCESSABLE if outcome.refused else CONFLICT
        return _page(request, assessment, node, page=outcome.sheet, saved=outcome.saved, status=status)
    messages.success(request, "Saved.")
    onward = outcome.sheet.after if "next" in request.POST and outcome.sheet.after else node
    return redirect("assessments:peer", pk, onward.pk)


def _page_of(request: HttpRequest, pk: int, statement: int) -> str:
    """Return the address of the peers' sheet that has a statement's line."""
    assessment = seen_assessment(request, pk)
    node = node_of(assessment, content(assessment.edition).counts_for.get(statement, 0))
    return f"{reverse('assessments:peer', args=[pk, node.pk])}#line-{statement}"


@repeatable
@post_only(_page_of)
def judge_as_peer(request: HttpRequest, pk: int, statement: int) -> HttpResponse:
    """Save one line as a peer chooses its answer, and draw it and the peers' measure again."""
    assessment = _reviewed(request, pk)
    node = node_of(assessment, content(assessment.edition).counts_for.get(statement, 0))
    by, at = request.user, timezone.now()
    outcome = answer_line(assessment, node, statement, request.POST, by=by, at=at, source=Source.PEER)
    if "HX-Request" not in request.headers and outcome.saved:
        return redirect(f"{reverse('assessments:peer', args=[pk, node.pk])}#line-{statement}")
    page = {"assessment": assessment, "line": outcome.line, "row": outcome.row}
    return render(request, "assessments/peer_review/_line.html", page, status=200 if outcome.saved else CONFLICT)


@post_only("assessments:peer", "pk", "criterion")
def decide_as_peer(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Record the level that the peers choose."""
    assessment = _reviewed(request, pk)
    node = node_of(assessment, criterion)
    form = DecideForm(request.POST, words=content(assessment.edition))
    by, at = request.user, timezone.now()
    if attempt(form, lambda: decide_level(assessment, node, form, by=by, at=at, source=Source.PEER)).done:
        messages.success(request, "The peers' level is saved.")
        return redirect("assessments:peer", pk, criterion)
    return _page(request, assessment, node, form=form, status=UNPROCESSABLE)


def _reviewed(request: HttpRequest, pk: int) -> Assessment:
    reviewed = Assessment.objects.reviewed_by(request.user, on=timezone.localdate())
    return get_object_or_404(reviewed.for_scoring(), pk=pk)


def _sheet(assessment: Assessment, node: Node, *, closed: bool = False) -> Sheet:
    return sheet(assessment, node, on=timezone.localdate(), closed=closed, source=Source.PEER)


def _page(
    request: HttpRequest,
    assessment: Assessment,
    node: Node,
    *,
    may_edit: bool = True,
    page: Sheet | None = None,
    saved: int = 0,
    form: DecideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = page or _sheet(assessment, node, closed=not may_edit)
    row, words = page.row, content(assessment.edition)
    chosen = {"level": row.now and row.now.pk, "rationale": row.rationale, "version": row.version}
    form = form or DecideForm(initial=chosen, words=words)
    context = {"assessment": assessment, "sheet": page, "saved": saved, "decide_form": form}
    return render(request, "assessments/peer_review/sheet.html", context, status=status)
