"""Opening, scoring and reading assessments. Each view finds, asks or acts, and answers."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Force
from accounts.roles import ASSESSES, REVIEWS, RUNS_ASSESSMENTS, SIGNS_OFF
from assessments.comments.pages import open_threads
from assessments.forms import AimForm, DecideForm, OpenForm, SetUpForm
from assessments.gap.report import gap_report
from assessments.models import Assessment, AssessmentQuerySet
from assessments.overview.list import assessment_list as listed
from assessments.scoring_sheet.decide import decide_level, set_target
from assessments.scoring_sheet.page import Sheet, grounds, place_of, sheet
from assessments.scoring_sheet.save import answer_line, save_sheet
from assessments.sign_off.page import course
from config.render_cache import cached
from frameworks.content import Node, content

# The status of a page that shows what was typed again, with what is wrong about it.
UNPROCESSABLE = 422
CONFLICT = 409
SHEET_PARTS = ("head", "lines", "decide", "aim")


def _editable(request: HttpRequest) -> QuerySet[Assessment]:
    return Assessment.objects.editable_by(request.user, on=timezone.localdate()).for_scoring()


def _run(request: HttpRequest) -> QuerySet[Assessment]:
    return Assessment.objects.run_by(request.user, on=timezone.localdate()).with_edition()


@require_GET
def assessment_list(request: HttpRequest) -> HttpResponse:
    page = listed(request.user, on=timezone.localdate(), page=request.GET.get("page"))
    return render(request, "assessments/overview/list.html", {"list": page})


@require_http_methods(["GET", "HEAD", "POST"])
def open_assessment(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    if not Force.objects.where_user_has(request.user, RUNS_ASSESSMENTS, on=today).exists():
        raise PermissionDenied("Facilitators, inspection leads and force administrators open assessments.")
    form = OpenForm(
        request.POST if request.method == "POST" else None, user=request.user, on=today, initial={"starts_on": today}
    )
    if request.method == "POST" and form.is_valid():
        form.instance.lead = request.user
        assessment = form.save()
        messages.success(request, "The assessment is open.")
        return redirect("assessments:overview", assessment.pk)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "assessments/set_up/open.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = get_object_or_404(_run(request), pk=pk)
    form = SetUpForm(request.POST if request.method == "POST" else None, instance=assessment)
    if request.method == "POST" and form.is_valid():
        try:
            assessment.set_up(**form.cleaned_data)
        except Assessment.Closed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("assessments:overview", pk)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "assessments/set_up/page.html", {"form": form, "assessment": assessment}, status=status)


@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    assessment, roles = seen(request, pk, Assessment.objects.for_frame().with_round_before())
    today = timezone.localdate()

    def draw() -> dict[str, str]:
        whole = Assessment.objects.with_edition().get(pk=pk)
        beside = {"course": course(pk), "threads": open_threads(whole)}
        return _draw(whole, today, "overview", "head", "links", "body", **beside)

    page = cached(f"overview:{pk}", (*_revision(assessment), assessment.before, today), draw)
    may = {"runs": bool(roles & RUNS_ASSESSMENTS), "signs": bool(roles & SIGNS_OFF), "reviews": bool(roles & REVIEWS)}
    return render(request, "assessments/overview/page.html", {"assessment": assessment, **may, **page})


@require_GET
def gap(request: HttpRequest, pk: int) -> HttpResponse:
    assessment, roles = seen(request, pk, Assessment.objects.for_scoring().with_shelf().with_round_before())
    today, plans = timezone.localdate(), bool(roles & ASSESSES)
    # Drawn twice at most: with what only those who may plan can do, and without.
    by = (*_revision(assessment), assessment.shelf, assessment.before, today)
    page = cached(f"gap:{pk}:{plans}", by, lambda: _draw(assessment, today, "gap", "head", "body", plans=plans))
    return render(request, "assessments/gap/page.html", {"assessment": assessment, **page})


def _revision(assessment: Assessment) -> tuple[int, int]:
    return assessment.revision, assessment.plan_revision


def seen(request: HttpRequest, pk: int, rows: AssessmentQuerySet) -> tuple[Assessment, frozenset[str]]:
    """Return one of the assessments and the roles in its force of whoever asks; 404 where they have none."""
    found = list(rows.with_roles_of(request.user, on=timezone.localdate()).filter(pk=pk))
    if not found:
        raise Http404("You have no such assessment.")
    return found[0], frozenset(row.role for row in found)


def _draw(whole: Assessment, on: datetime.date, name: str, *parts: str, **more) -> dict[str, str]:
    context = {"assessment": whole, "report": gap_report(whole, on=on), "today": on, **more}
    drawn_parts = {part: render_to_string(f"assessments/{name}/_{part}.html", context) for part in parts}
    return {"name": f"{whole.force}: {whole}", **drawn_parts}


@require_http_methods(["GET", "HEAD", "POST"])
def score(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    if request.method != "POST":
        return _sheet_as_it_stands(request, pk, criterion)
    assessment = get_object_or_404(_editable(request), pk=pk)
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


@require_POST
def judge(request: HttpRequest, pk: int, statement: int) -> HttpResponse:
    """Save one line as its answer is chosen, and draw it and the criterion's measure again."""
    assessment, roles = seen(request, pk, Assessment.objects.for_one_answer())
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


@require_POST
def decide(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    assessment = get_object_or_404(_editable(request), pk=pk)
    node = node_of(assessment, criterion)
    form = DecideForm(request.POST, words=content(assessment.edition))
    if form.is_valid():
        try:
            decide_level(assessment, node, form, by=request.user, at=timezone.now())
        except Assessment.Refused as refusal:
            form.refuse(refusal)
        else:
            chosen = form.cleaned_data["level"]
            messages.success(request, f"{chosen} is saved as the level." if chosen else "Saved: no level is decided.")
            return redirect("assessments:score", pk, criterion)
    return _score_page(request, assessment, node, decide_form=form, status=UNPROCESSABLE)


@require_POST
def aim(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    assessment = get_object_or_404(_editable(request), pk=pk)
    node = node_of(assessment, criterion)
    form = AimForm(request.POST, words=content(assessment.edition), node=node)
    if form.is_valid():
        try:
            set_target(assessment, node, form, by=request.user, at=timezone.now())
        except Assessment.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The target is saved.")
            return redirect("assessments:score", pk, criterion)
    return _score_page(request, assessment, node, aim_form=form, status=UNPROCESSABLE)


def node_of(assessment: Assessment, criterion: int) -> Node:
    """Return a criterion that the assessment scores or grades; 404 for any other, another edition's included."""
    node = content(assessment.edition).by_pk.get(criterion)
    if node is None or not (node.scored or node.takes_level):
        raise Http404("This assessment has no such criterion.")
    return node


def _sheet_as_it_stands(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    assessment, roles = seen(request, pk, Assessment.objects.for_scoring().with_shelf().with_round_before())
    node, today = node_of(assessment, criterion), timezone.localdate()
    closed = not (roles & ASSESSES and assessment.is_open)
    beside = (assessment.plan_revision, assessment.shelf, assessment.before)

    def draw() -> dict[str, str]:
        known = cached(f"grounds:{pk}:{node.pk}", beside, lambda: grounds(assessment, node), cache="sheets")
        return _sheet_parts(assessment, sheet(assessment, node, on=today, closed=closed, known=known))

    page = {"assessment": assessment, "node": node, "foot": _sheet_foot(assessment, node, closed=closed)}
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
    context = {"assessment": assessment, "node": node, "sheet": page, "foot": foot, **told}
    context |= _sheet_parts(assessment, page, **told)
    return render(request, "assessments/scoring_sheet/page.html", context, status=status)


def _sheet_foot(assessment: Assessment, node: Node, *, closed: bool) -> str:
    """Return what stands below the forms of a scoring page: ways on, which no answer changes."""

    def draw() -> str:
        words = content(assessment.edition)
        about = {"words": words, "at": place_of(words, node), "threads": open_threads(assessment, node)}
        page = {"assessment": assessment, "node": node, "closed": closed, **about}
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
    return {part: render_to_string(f"assessments/scoring_sheet/_{part}.html", context) for part in SHEET_PARTS}
