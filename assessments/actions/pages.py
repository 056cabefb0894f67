"""Pages of actions: a force's register, somebody's own, and one action with all that was said of it."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, F

from assessments.models import Action, ActionQuerySet, Judgement, ProgressNote
from assessments.rules.answers import ANSWER_WORDS
from frameworks.content import content

PAGE_LENGTH = 50
NOBODY = "0"
SOON = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One action as a list prints it. `statements` is how many it would make true."""

    action: Action
    statements: int
    is_overdue: bool
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class ActionList:
    """One page of rows, those due first first, and how many there are in all."""

    rows: tuple[ListRow, ...]
    page: Page
    total: int


def action_list(
    actions: ActionQuerySet,
    wanted: Mapping[str, str],
    *,
    on: datetime.date,
    page: str | None,
    ticked: Collection[str] = (),
) -> ActionList:
    """Return one page of those actions that are wanted; two queries, however many there are."""
    found = filtered(actions, wanted, on=on).with_all().annotate(number=Count("statements"))
    at = Paginator(found.order_by(F("due_on").asc(nulls_last=True), "pk"), PAGE_LENGTH).get_page(page)
    rows = tuple(
        ListRow(
            each,
            each.number,  # type: ignore[attr-defined]  # the stubs' own type of an `annotate` lacks its attributes
            each.is_overdue(on),
            str(each.pk) in ticked,
        )
        for each in at.object_list
    )
    return ActionList(rows, at, at.paginator.count)


def filtered(actions: ActionQuerySet, wanted: Mapping[str, str], *, on: datetime.date) -> ActionQuerySet:
    """Return those that somebody asked for, as they stand on that day; open ones where nothing else is asked."""
    state = wanted.get("state") or Action.State.OPEN
    found = actions if state == "all" else actions.in_state(state)
    due = wanted.get("due")
    if due == "overdue":
        found = found.overdue(on=on)
    elif due == "soon":
        found = found.filter(due_on__range=(on, on + SOON))
    elif due == "none":
        found = found.filter(due_on__isnull=True)
    if effort := wanted.get("effort"):
        found = found.filter(effort="" if effort == "none" else effort)
    if owner := wanted.get("owner"):
        found = found.filter(owner__isnull=True) if owner == NOBODY else found.filter(owner=int(owner))
    if framework := wanted.get("framework"):
        found = found.filter(assessment__edition__framework=int(framework))
    if capability := wanted.get("capability"):
        found = found.filter(capability=int(capability))
    return found.filter(title_found__contains=wanted["q"]) if wanted.get("q") else found


@dataclass(frozen=True, slots=True)
class MadeTrue:
    """A statement that an action would make true, and how it is answered today."""

    code: str
    text: str
    level: str
    answer: str

    @property
    def is_true(self) -> bool:
        return self.answer == Judgement.Answer.YES.label


@dataclass(frozen=True, slots=True)
class ActionPage:
    """One action with what it would make true and one page of what was said of it, the latest first."""

    action: Action
    is_overdue: bool
    statements: tuple[MadeTrue, ...]
    notes: tuple[ProgressNote, ...]
    page: Page

    @property
    def true_now(self) -> int:
        return sum(each.is_true for each in self.statements)


def action_page(action: Action, *, on: datetime.date, page: str | None) -> ActionPage:
    """Return all that an action's page prints; four queries besides reading the edition."""
    notes = action.progress.select_related("by").order_by("-at", "-pk")
    at = Paginator(notes, PAGE_LENGTH).get_page(page)
    return ActionPage(action, action.is_overdue(on), _made_true(action), tuple(at.object_list), at)


def _made_true(action: Action) -> tuple[MadeTrue, ...]:
    words, chosen = content(action.assessment.edition), set(action.statements.values_list("pk", flat=True))
    answered = Judgement.objects.given().filter(assessment=action.assessment_id, statement__in=chosen)
    answers = dict(answered.values_list("statement", "answer"))
    names = {level.rank: level.name for level in words.levels}
    return tuple(
        MadeTrue(each.code, each.text, names.get(each.rank or 0, ""), ANSWER_WORDS[answers.get(each.pk, "")])
        for each in words.by_pk[action.criterion_id].on_or_below
        if each.pk in chosen
    )
