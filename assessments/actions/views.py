"""Actions: planning one from a gap, one's own, a force's register, and what happened. Find, ask or act, answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Force
from accounts.roles import ASSESSES
from assessments.actions.defaults import change_many, offer
from assessments.actions.forms import (
    ActForm,
    ChangeManyForm,
    DropForm,
    FilterForm,
    FinishForm,
    NoteForm,
    PlanForm,
    RegisterFilterForm,
    ReopenForm,
)
from assessments.actions.pages import action_list, action_page
from assessments.gap.report import gap_row
from assessments.lookups import node_of
from assessments.models import Action, Assessment
from config.form_page import UNPROCESSABLE
from frameworks.content import content
from frameworks.models import Criterion

READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])
# What may happen to an action, and what is asked for it. An open one can be done or dropped, another one reopened.
ACTS: dict[str, type[ActForm]] = {"note": NoteForm, "done": FinishForm, "dropped": DropForm, "reopened": ReopenForm}
OFFERED = {Action.State.OPEN: ("note", "done", "dropped")}


@READ_AND_WRITE
def plan(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Plan an action for one criterion; the form comes filled in with a shortest path."""
    today = timezone.localdate()
    editable = Assessment.objects.editable_by(request.user, on=today).with_edition()
    assessment = get_object_or_404(editable, pk=pk)
    node = node_of(assessment, criterion)
    row, _ = gap_row(assessment, node, on=today)
    begin = offer(row)
    initial = {"title": begin.title, "statements": begin.ticked}
    form = PlanForm(_typed(request), assessment=assessment, groups=begin.groups, on=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        planned = Criterion.objects.get(pk=node.pk)
        action = assessment.plan(planned, by=request.user, at=timezone.now(), **form.wanted)
        messages.success(request, f"Planned: {action}.")
        return redirect(f"{reverse('assessments:gap', args=[pk])}#c{node.pk}")
    context = {"assessment": assessment, "row": row, "form": form}
    return render(request, "assessments/actions/plan.html", context, status=_status(form))


@require_safe
def my_actions(request: HttpRequest) -> HttpResponse:
    """Show what the person has to do, in all their forces."""
    today, filters = timezone.localdate(), FilterForm(request.GET)
    own = Action.objects.owned_by(request.user, on=today)
    listed = action_list(own, filters.asked, on=today, page=request.GET.get("page"))
    forces = Force.objects.visible_to(request.user, on=today).order_by("name", "pk")
    context = {"list": listed, "filters": filters, "forces": forces, "today": today}
    return render(request, "assessments/actions/my_actions.html", context)


@READ_AND_WRITE
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Show the actions of a force as filtered; change those that were ticked, and name what was refused."""
    today = timezone.localdate()
    forces = Force.objects.visible_to(request.user, on=today)
    may_change = Force.objects.where_user_has(request.user, ASSESSES, on=today)
    force = get_object_or_404(may_change if request.method == "POST" else forces, code=code)
    runs = request.method == "POST" or may_change.filter(pk=force.pk).exists()
    form, refused = ChangeManyForm(_typed(request), force=force, on=today) if runs else None, ()
    if request.method == "POST" and form is not None:
        refused = _change(request, form) if form.is_valid() else ()
        if not (form.errors or refused):
            return redirect(request.get_full_path())
    return _register_page(request, force, form, refused)


def _change(request: HttpRequest, form: ChangeManyForm) -> tuple:
    """Change those that were ticked, say how many, and return the refusals."""
    now = timezone.now()
    chosen = form.cleaned_data["action"].select_related("assessment__edition__framework", "owner").order_by("pk")
    typed = {"state": form.cleaned_data["state"], "reason": form.cleaned_data["reason"], "changes": form.changes}
    done = change_many(list(chosen), on=timezone.localdate(now), by=request.user, at=now, **typed)
    if done.number:
        # Beside a refusal it must not take the focus from the summary of what is wrong.
        level = messages.INFO if done.refused else messages.SUCCESS
        messages.add_message(request, level, f"{done.number} action{'s' if done.number != 1 else ''} changed.")
    return done.refused


def _register_page(request: HttpRequest, force: Force, form: ChangeManyForm | None, refused: tuple) -> HttpResponse:
    today, filters = timezone.localdate(), RegisterFilterForm(request.GET, force=force)
    planned = Action.objects.filter(assessment__force=force)
    ticked = {str(each.pk) for each in refused} or (form.ticked if form else ())
    listed = action_list(planned, filters.asked, on=today, page=request.GET.get("page"), ticked=ticked)
    context = {"force": force, "filters": filters, "list": listed, "form": form, "messages_of": refused}
    status = UNPROCESSABLE if refused else _status(form)
    return render(request, "assessments/actions/list.html", {**context, "today": today}, status=status)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _action_page(request, _visible(request, pk))


@READ_AND_WRITE
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is planned: title, owner, date, effort, and what it would make true."""
    today = timezone.localdate()
    action = get_object_or_404(Action.objects.editable_by(request.user, on=today).with_all(), pk=pk)
    form = _change_form(request, action)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            action.amend(version=version, by=request.user, at=timezone.now(), **form.wanted)
        except Action.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("assessments:action", pk)
    return render(request, "assessments/actions/change.html", {"action": action, "form": form}, status=_status(form))


def _change_form(request: HttpRequest, action: Action) -> PlanForm:
    """Return the form of what is planned, offering the criterion's statements as they stand, and those chosen."""
    today, assessment = timezone.localdate(), action.assessment
    node = content(assessment.edition).by_pk[action.criterion_id]
    row, _ = gap_row(assessment, node, on=today)
    chosen = set(action.statements.values_list("pk", flat=True))
    groups = offer(row, [each for each in node.on_or_below if each.pk in chosen]).groups
    names = ("title", "owner", "due_on", "effort", "capability", "organisational_level", "version")
    initial = {**{name: getattr(action, name) for name in names}, "statements": chosen}
    return PlanForm(_typed(request), assessment=assessment, groups=groups, on=today, initial=initial)


@require_POST
def record(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Note progress, or record that an action was done, dropped or reopened."""
    workable = Action.objects.worked_by(request.user, on=timezone.localdate())
    action = get_object_or_404(workable.with_all(), pk=pk)
    if act not in ACTS:
        raise Http404("There is no such act.")
    form = ACTS[act](request.POST, prefix=act)
    if form.is_valid():
        try:
            _record(action, act, form.cleaned_data, by=request.user, at=timezone.now())
        except Action.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Recorded.")
            return redirect("assessments:action", pk)
    return _action_page(request, action, form)


def _record(action: Action, act: str, typed: dict, **who) -> None:
    if act == "note":
        action.note(typed["text"], **who)
    elif act == "done":
        action.finish(on=typed["on"], text=typed["text"], **who)
    elif act == "dropped":
        action.drop(reason=typed["text"], on=timezone.localdate(who["at"]), **who)
    else:
        action.reopen(text=typed["text"], **who)


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
    return render(request, "assessments/actions/action.html", context, status=_status(form))


def _typed(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def _status(form) -> int:
    return UNPROCESSABLE if form is not None and form.errors else 200
