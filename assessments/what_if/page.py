"""The outlook of an assessment: each level once what is ticked comes true, and the shortest path, weighed."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import F, Q

from assessments.gap.report import Measurement, measurement, shown
from assessments.gap.row import GapRow
from assessments.models import Action, Assessment
from assessments.rules.projection import EFFORTS, Plan, Projection, Weighed, projected, weighed
from frameworks.content import Node, printed_code
from frameworks.models import Edition, Link

WEIGHED_LENGTH = 50


class Doing(NamedTuple):
    """An open action with the keys of what it would make true."""

    action: Action
    true: frozenset[int]


class Choice(NamedTuple):
    """Something to tick: an action, or a statement that isn't true yet."""

    pk: int
    title: str
    about: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class OutlookRow:
    """One criterion: what is suggested today, what would be, by when, and what to tick."""

    row: GapRow
    projection: Projection
    actions: tuple[Choice, ...]
    statements: tuple[Choice, ...]
    needed: tuple[str, ...]

    @property
    def moves(self) -> bool:
        """Whether another level would be suggested than today."""
        return self.projection.level != self.row.suggested

    @property
    def reaches(self) -> bool:
        """Whether the target would be reached."""
        level, target = self.projection.level, self.row.target
        return bool(level and target and level.rank >= target.rank)

    @property
    def statement_ticks(self) -> int:
        return sum(each.is_ticked for each in self.statements)

    @property
    def ticked(self) -> int:
        return sum(each.is_ticked for each in self.actions) + self.statement_ticks


@dataclass(frozen=True, slots=True)
class Outlook:
    """The whole page. `linked` is whether the crosswalk says anything of this edition."""

    rows: tuple[OutlookRow, ...]
    ticked: int
    weighed: Page
    linked: bool

    @property
    def moved(self) -> int:
        """How many criteria would have another level suggested."""
        return sum(row.moves for row in self.rows)


def outlook(
    assessment: Assessment,
    *,
    actions: Collection[int],
    statements: Collection[int],
    on: datetime.date,
    page: str | None = None,
) -> Outlook:
    """Return the outlook with the actions and statements of these keys ticked; other keys say nothing.

    Six queries besides reading the edition, whatever its size.
    """
    found = measurement(assessment, on=on)
    planned = _planned(assessment)
    links = _links(found)
    rows = tuple(_row(found, node, planned, actions, statements) for node in shown(found.words) if node.scored)
    candidates = [each for row in rows for each in _candidates(found, row.row, planned, links)]
    at = Paginator(weighed(candidates), WEIGHED_LENGTH).get_page(page)
    return Outlook(rows, sum(row.ticked for row in rows), at, bool(links))


def _planned(assessment: Assessment) -> tuple[Doing, ...]:
    """Return what is being done, what is due first first; two queries."""
    rows = Action.objects.filter(assessment=assessment).open().select_related("owner").prefetch_related("statements")
    found = rows.order_by(F("due_on").asc(nulls_last=True), "pk")
    return tuple(Doing(each, frozenset(one.pk for one in each.statements.all())) for each in found)


def _row(
    found: Measurement, node: Node, planned: tuple[Doing, ...], actions: Collection[int], statements: Collection[int]
) -> OutlookRow:
    row, own, inside = found.row(node), {each.pk for each in node.on_or_below}, {node.pk, *node.descendants}
    here = [each for each in planned if each.true & own or each.action.criterion_id in inside]
    plans = [Plan(each.action.pk, each.action.due_on, each.true) for each in here if each.action.pk in actions]
    true = {pk for pk in statements if pk in own}
    after = projected(found.words, node, found.answers, found.concerns, plans=plans, statements=true)
    names = {each.action.pk: each.action.title for each in here}
    return OutlookRow(
        row=row,
        projection=after,
        actions=tuple(
            Choice(each.action.pk, each.action.title, _about(each), each.action.pk in actions) for each in here
        ),
        statements=tuple(
            Choice(each.pk, f"{each.code} {each.text}".strip(), "on the path" if each.in_path else "", each.pk in true)
            for each in (*row.missing, *row.unjudged)
        ),
        needed=tuple(names[pk] for pk in after.needed),
    )


def _about(doing: Doing) -> str:
    """Return who does it, by when, with what effort, and how much it would make true."""
    action, number = doing.action, len(doing.true)
    due = f"by {action.due_on.day} {action.due_on:%B %Y}" if action.due_on else "no date yet"
    effort = f"{Action.Effort(action.effort).label.lower()} effort" if action.effort else "effort not said"
    makes = f"{number} statement{'s' if number != 1 else ''}" if number else "names no statement, so it moves nothing"
    return f"{action.owner or 'nobody yet'}, {due}, {effort}, {makes}"


def _candidates(
    found: Measurement, row: GapRow, planned: tuple[Doing, ...], links: Mapping[int, tuple[tuple[str, str], ...]]
) -> Iterator[Weighed]:
    """Yield each statement on a row's shortest path, with the least effort planned for it and what shares in it."""
    node = found.words.by_pk[row.pk]
    places = {each.pk: below for below in (row.pk, *node.descendants) for each in found.words.by_pk[below].statements}
    for each in (*row.missing, *row.unjudged):
        if not each.in_path:
            continue
        ways = sorted((doing.action for doing in planned if each.pk in doing.true), key=_effort)
        best = ways[0] if ways else None
        shared = {*links.get(row.pk, ()), *links.get(places[each.pk], ())}
        yield Weighed(
            statement=each.pk,
            text=f"{each.code} {each.text}".strip(),
            criterion=row.pk,
            criterion_name=f"{row.number} {row.title}".strip(),
            action=best.title if best else "",
            action_pk=best.pk if best else None,
            effort=best.effort if best else "",
            due_on=best.due_on if best else None,
            shared=tuple(sorted(shared)),
        )


def _effort(action: Action) -> tuple[int, bool, datetime.date, int]:
    unsaid = len(EFFORTS)
    return EFFORTS.get(action.effort, unsaid), action.due_on is None, action.due_on or datetime.date.min, action.pk


def _links(found: Measurement) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return the criteria of other frameworks that each criterion is linked to, as (framework, code or title).

    What is still a draft is for framework administrators alone, and is left out.
    """
    edition = found.words.edition
    rows = Link.objects.filter(Q(source__edition=edition) | Q(target__edition=edition))
    sides = ("source", "target")
    columns = [
        f"{side}{name}"
        for side in sides
        for name in ("", "__edition", "__edition__framework__title", "__edition__status", "__code", "__title")
    ]
    linked: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in rows.order_by("pk").values_list(*columns):
        for ours, theirs in ((row[:6], row[6:]), (row[6:], row[:6])):
            if ours[1] == edition and theirs[1] != edition and theirs[3] != Edition.Status.DRAFT:
                linked[ours[0]].append((theirs[2], printed_code(theirs[4], theirs[5]) or theirs[5]))
    return {pk: tuple(others) for pk, others in linked.items()}
