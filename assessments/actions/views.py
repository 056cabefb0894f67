"""Actions: planning one from a gap, one's own, a force's list, and what happened. Find, ask or act, answer."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.lookups import force_with_role, has_role, seen_force
from accounts.models import Force
from accounts.roles import ASSESSES
from assessments.actions.defaults import change_many, offer
from assessments.actions.forms import (
    ActForm,
    ChangeManyForm,
    DropForm,
    FilterForm,
    FinishForm,
    ForceFilterForm,
    NoteForm,
    PlanForm,
    ReopenForm,
)
from assessments.actions.pages import action_list, action_page
from assessments.gap.report import gap_row
from assessments.lookups import editable_assessment, node_of
from assessments.models import Action
from config.form_page import UNPROCESSABLE, attempt, get_or_post, post_only, posted, status_of
from frameworks.content import content
from frameworks.models import Criterion

# What may happen to an action, and what is asked for it. An open one can be done or dropped, another one reopened.
ACTS: dict[str, type[ActForm]] = {"note": NoteForm, "done": FinishForm, "dropped": DropForm, "reopened": ReopenForm}
OFFERED = {Action.State.OPEN: ("note", "done", "dropped")}


@get_or_post
def plan(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Plan an action for one criterion; the form comes filled in with a shortest path."""
    assessment, today = editable_assessment(request, pk), timezone.localdate()
    node = node_of(assessment, criterion)
    row, _ = gap_row(assessment, node, on=today)
    begin = offer(row)
    initial = {"title": begin.title, "statements": begin.ticked}
    form = PlanForm(posted(request), assessment=assessment, groups=begin.groups, on=today, initial=initial)
    if form.is_valid():
        planned = Criterion.objects.get(pk=node.pk)
        action = assessment.plan(planned, by=request.user, at=timezone.now(), **form.wanted)
        messages.success(request, f"Planned: {action}.")
        return redirect(f"{reverse('assessments:gap', args=[pk])}#c{node.pk}")
    context = {"assessment": assessment, "row": row, "form": form}
    return render(request, "assessments/actions/plan.html", context, status=status_of(form))


@require_safe
def my_actions(request: HttpRequest) -> HttpResponse:
    """Show what the person has to do, in all their forces."""
    today, filters = timezone.localdate(), FilterForm(request.GET)
    own = Action.objects.owned_by(request.user, on=today)
    listed = action_list(own, filters.asked, on=today, page=request.GET.get("page"))
    forces = Force.objects.visible_to(request.user, on=today).order_by("name", "pk")
    context = {"list": listed, "filters": filters, "forces": forces, "today": today}
    return render(request, "assessments/actions/my_actions.html", context)


@get_or_post
def force_actions(request: HttpRequest, code: str) -> HttpResponse:
    """Show the actions of a force as filtered; change those that were ticked, and name what was refused."""
    force = force_with_role(request, code, ASSESSES) if request.method == "POST" else seen_force(request, code)
    may_change = request.method == "POST" or has_role(request, force, ASSESSES)
    form, refused = ChangeManyForm(posted(request), force=force, on=timezone.localdate()) if may_change else None, ()
    if form is not None and form.is_valid():
        refused = _change(request, form)
        if not refused:
            return redirect(request.get_full_path())
    return _force_page(request, force, form, refused)


def _change(request: HttpRequest, form: ChangeManyForm) -> tuple:
    """Change those that were ticked, say how many, and return the refusals."""
    now = timezone.now()
    chosen = form.cleaned_data["action"].select_related("assessment__edition__framework", "owner").order_by("pk")
    done = change_many(
        list(chosen),
        state=form.cleaned_data["state"],
        reason=form.cleaned_data["reason"],
        changes=form.changes,
        on=timezone.localdate(now),
        by=request.user,
        at=now,
    )
    if done.number:
        # Beside a refusal it must not take the focus from the summary of what is wrong.
        level = messages.INFO if done.refused else messages.SUCCESS
        messages.add_message(request, level, f"{done.number} action{'s' if done.number != 1 else ''} changed.")
    return done.refused


def _force_page(request: HttpRequest, force: Force, form: ChangeManyForm | None, refused: tuple) -> HttpResponse:
    today, filters = timezone.localdate(), ForceFilterForm(request.GET, force=force)
    planned = Action.objects.filter(assessment__force=force)
    ticked = {str(refusal.pk) for refusal in refused} or (form.ticked if form else ())
    listed = action_list(planned, filters.asked, on=today, page=request.GET.get("page"), ticked=ticked)
    context = {"force": force, "filters": filters, "list": listed, "form": form, "messages_of": refused}
    status = UNPROCESSABLE if refused else status_of(form)
    return render(request, "assessments/actions/list.html", {**context, "today": today}, status=status)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _action_page(request, _visible(request, pk))


@get_or_post
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is planned: title, owner, date, effort, and what it would make true."""
    today = timezone.localdate()
    action = get_object_or_404(Action.objects.editable_by(request.user, on=today).with_all(), pk=pk)
    form = _change_form(request, action)
    if attempt(form, lambda: _amend(action, form, by=request.user, at=timezone.now())).done:
        messages.success(request, "Saved.")
        return redirect("assessments:action", pk)
    return render(request, "assessments/actions/change.html", {"action": action, "form": form}, status=status_of(form))


def _amend(action: Action, form: PlanForm, *, by, at: datetime.datetime) -> None:
    action.amend(version=form.cleaned_data["version"] or 0, by=by, at=at, **form.wanted)


def _change_form(request: HttpRequest, action: Action) -> PlanForm:
    """Return the form of what is planned, offering the criterion's statements as they stand, and those chosen."""
    today, assessment = timezone.localdate(), action.assessment
    node = content(assessment.edition).by_pk[action.criterion_id]
    row, _ = gap_row(assessment, node, on=today)
    chosen = set(action.statements.values_list("pk", flat=True))
    groups = offer(row, [statement for statement in node.on_or_below if statement.pk in chosen]).groups
    names = ("title", "owner", "due_on", "effort", "capability", "organisational_level", "version")
    initial = {**{name: getattr(action, name) for name in names}, "statements": chosen}
    return PlanForm(posted(request), assessment=assessment, groups=groups, on=today, initial=initial)


@post_only("assessments:action", "pk")
def record(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Note progress, or record that an action was done, dropped or reopened."""
    workable = Action.objects.worked_by(request.user, on=timezone.localdate())
    action = get_object_or_404(workable.with_all(), pk=pk)
    if act not in ACTS:
        raise Http404("There is no such act.")
    form = ACTS[act](request.POST, prefix=act)
    if attempt(form, lambda: _record(action, act, form.cleaned_data, by=request.user, at=timezone.now())).done:
        messages.success(request, "Recorded.")
        return redirect("assessments:action", pk)
    return _action_page(request, action, form)


def _record(action: Action, act: str, typed: dict, *, by, at: datetime.datetime) -> None:
    text = typed["text"]
    if act == "note":
        action.note(text, by=by, at=at)
    elif act == "done":
        action.finish(on=typed["on"], text=text, by=by, at=at)
    elif act == "dropped":
        action.drop(reason=text, on=timezone.localdate(at), by=by, at=at)
    else:
        action.reopen(text=text, by=by, at=at)


def _visible(request: HttpRequest, pk: int) -> Action:
    return get_object_or_404(Action.objects.visible_to(request.user, on=timezone.localdate()).with_all(), pk=pk)


def _action_page(request: HttpRequest, action: Action, form: ActForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    offered = OFFERED.get(action.state, ("note", "reopened"))
    typed = form.prefix if form else None
    acts = [(name, form if name == typed else ACTS[name](prefix=name, initial={"on": today})) for name in offered]
    context = {
        "page": action_page(action, on=today, page=request.GET.get("page")),
        "may_change": Action.objects.editable_by(request.user, on=today).filter(pk=action.pk).exists(),
        "may_work": Action.objects.worked_by(request.user, on=today).filter(pk=action.pk).exists(),
        "acts": acts,
        "form": form,
    }
    return render(request, "assessments/actions/action.html", context, status=status_of(form))
