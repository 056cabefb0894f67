"""The scoring sheet: one criterion's answers, its level and its target. Each view finds, asks or acts, and answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from accounts.roles import ASSESSES
from assessments.comments.pages import open_threads
from assessments.lookups import assessment_and_roles, editable_assessment, node_of, seen_assessment
from assessments.models import Assessment
from assessments.scoring_sheet.decide import decide_level, set_target
from assessments.scoring_sheet.forms import AimForm, DecideForm
from assessments.scoring_sheet.page import Sheet, grounds, place_of, sheet
from assessments.scoring_sheet.save import answer_line, save_sheet
from config.form_page import CONFLICT, UNPROCESSABLE, attempt, get_or_post, post_only, repeatable
from config.render_cache import cached, rendered
from frameworks.content import Node, content

SHEET_PARTS = ("head", "panel", "lines", "decide", "aim")


@get_or_post
def score(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    if request.method != "POST":
        return _sheet_as_it_stands(request, pk, criterion)
    assessment = editable_assessment(request, pk)
    node = node_of(assessment, criterion)
    page = sheet(assessment, node, on=timezone.localdate(), closed=False)
    try:
        outcome = save_sheet(page, request.POST, by=request.user, at=timezone.now())
    except Assessment.Closed as refusal:
        messages.error(request, str(refusal))
        return _score_page(request, assessment, node, status=CONFLICT)
    if not outcome.is_complete:
        status = UNPROCESSABLE if outcome.refused or outcome.unchecked else CONFLICT
        told = {"saved": outcome.saved, "unchecked": outcome.unchecked}
        return _score_page(request, assessment, node, page=outcome.sheet, status=status, **told)
    messages.success(request, "Saved.")
    onward = page.after if "next" in request.POST and page.after else node
    return redirect("assessments:score", pk, onward.pk)


def _page_of(request: HttpRequest, pk: int, statement: int) -> str:
    """Return the address of the sheet that has a statement's line."""
    assessment = seen_assessment(request, pk)
    node = node_of(assessment, content(assessment.edition).counts_for.get(statement, 0))
    return f"{reverse('assessments:score', args=[pk, node.pk])}#line-{statement}"


@repeatable
@post_only(_page_of)
def judge(request: HttpRequest, pk: int, statement: int) -> HttpResponse:
    """Save one line as its answer is chosen, and draw it and the criterion's measure again."""
    assessment, roles = assessment_and_roles(request, pk, Assessment.objects.for_one_answer())
    if not roles & ASSESSES:
        raise Http404("You may not answer here.")
    node = node_of(assessment, content(assessment.edition).counts_for.get(statement, 0))
    outcome = answer_line(assessment, node, statement, request.POST, by=request.user, at=timezone.now())
    if "HX-Request" not in request.headers and outcome.saved:
        return redirect(f"{reverse('assessments:score', args=[pk, node.pk])}#line-{statement}")
    page = {"assessment": assessment, "line": outcome.line, "row": outcome.row, "node": node}
    return render(
        request, "assessments/scoring_sheet/_saved_line.html", page, status=200 if outcome.saved else CONFLICT
    )


@post_only("assessments:score", "pk", "criterion")
def decide(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    assessment = editable_assessment(request, pk)
    node = node_of(assessment, criterion)
    form = DecideForm(request.POST, words=content(assessment.edition))
    if attempt(form, lambda: decide_level(assessment, node, form, by=request.user, at=timezone.now())).done:
        chosen = form.cleaned_data["level"]
        messages.success(request, f"{chosen} is saved as the level." if chosen else "Saved: no level is decided.")
        return redirect("assessments:score", pk, criterion)
    return _score_page(request, assessment, node, decide_form=form, status=UNPROCESSABLE)


@post_only("assessments:score", "pk", "criterion")
def aim(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    assessment = editable_assessment(request, pk)
    node = node_of(assessment, criterion)
    form = AimForm(request.POST, words=content(assessment.edition), node=node)
    if attempt(form, lambda: set_target(assessment, node, form, by=request.user, at=timezone.now())).done:
        messages.success(request, "The target is saved.")
        return redirect("assessments:score", pk, criterion)
    return _score_page(request, assessment, node, aim_form=form, status=UNPROCESSABLE)


def _sheet_as_it_stands(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    assessment, roles = assessment_and_roles(
        request, pk, Assessment.objects.for_scoring().with_shelf().with_round_before()
    )
    node, today = node_of(assessment, criterion), timezone.localdate()
    closed = not (roles & ASSESSES and assessment.is_open)
    beside = (assessment.plan_revision, assessment.shelf, assessment.before)

    def draw() -> dict[str, str]:
        known = cached(f"grounds:{pk}:{node.pk}", beside, lambda: grounds(assessment, node), cache="sheets")
        return _sheet_parts(assessment, sheet(assessment, node, on=today, closed=closed, known=known))

    foot = _sheet_foot(assessment, node, closed=closed)
    page = {"assessment": assessment, "node": node, "closed": closed, "foot": foot}
    by = (assessment.revision, *beside, today)
    page |= cached(f"sheet:{pk}:{node.pk}:{closed}", by, draw, cache="sheets")
    return render(request, "assessments/scoring_sheet/page.html", page)


def _score_page(
    request: HttpRequest,
    assessment: Assessment,
    node: Node,
    *,
    page: Sheet | None = None,
    status: int,
    **told,
) -> HttpResponse:
    """Return the page with what was typed, and why it wasn't saved."""
    page = page or sheet(assessment, node, on=timezone.localdate(), closed=not assessment.is_open)
    foot = _sheet_foot(assessment, node, closed=page.closed)
    context = {"assessment": assessment, "node": node, "closed": page.closed, "sheet": page, "foot": foot, **told}
    context |= _sheet_parts(assessment, page, **told)
    return render(request, "assessments/scoring_sheet/page.html", context, status=status)


def _sheet_foot(assessment: Assessment, node: Node, *, closed: bool) -> str:
    """Return what stands below the forms of a scoring page: ways on, which no answer changes."""

    def draw() -> str:
        page = {
            "assessment": assessment,
            "node": node,
            "closed": closed,
            "at": place_of(content(assessment.edition), node),
            "threads": open_threads(assessment, node),
        }
        return render_to_string("assessments/scoring_sheet/_foot.html", page)

    return cached(f"foot:{assessment.pk}:{node.pk}:{closed}", (assessment.plan_revision,), draw, cache="sheets")


def _sheet_parts(assessment: Assessment, page: Sheet, **told) -> dict[str, str]:
    """Return what a scoring page prints, in parts: the forms' insides are the same for everybody, their tokens aren't.

    What is shown in a form is what stands, but for the form in `told` that was typed in.
    """
    row, words, node = page.row, page.words, page.node
    target = row.target if row.target_is_set else None
    aimed = {"target": target and target.pk, "version": row.version}
    chosen = {"level": row.now and row.now.pk, "rationale": row.rationale, "version": row.version}
    context = {
        "assessment": assessment,
        "sheet": page,
        "decide_form": DecideForm(initial=chosen, words=words),
        "aim_form": AimForm(initial=aimed, words=words, node=node),
        **told,
    }
    place = f"{capfirst(node.kind)} {page.place} of {page.of}"
    return {"place": place, **rendered("assessments/scoring_sheet", SHEET_PARTS, context)}
