"""Planning what closes a gap: what a form offers to begin with, and changing many actions at once."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction

from assessments.gap.row import GapRow
from assessments.gap.statement import GapStatement
from assessments.models import Action
from frameworks.content import Words

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """What the form of a new action holds to begin with: a title, statements under headings, and those ticked."""

    title: str
    groups: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]
    ticked: tuple[int, ...]


def offer(row: GapRow, chosen: Iterable[Words] = ()) -> Offer:
    """Return what to offer for one criterion: first a shortest path, ticked as far as it must be.

    `chosen` are the statements that an action names already: they are offered whatever became true since.
    """
    not_yet = (*row.missing, *row.unjudged)
    on_path = [each for each in not_yet if each.in_path]
    others = [each for each in not_yet if not each.in_path]
    known = {each.pk for each in not_yet}
    earlier = tuple((each.pk, _named(each)) for each in chosen if each.pk not in known)
    groups = (
        ("On the shortest path", _choices(on_path)),
        ("Not true yet either", _choices(others)),
        ("Chosen earlier", earlier),
    )
    aim = f"Reach {row.target.name}: " if row.target else "Keep up: "
    title = f"{aim}{row.number} {row.title}".replace("  ", " ")
    picks = row.path.picks if row.path else ()
    ticked = tuple(pk for pick in picks if not pick.ceases for pk in pick.of[: pick.count])
    return Offer(title[:LONGEST_TITLE], tuple(group for group in groups if group[1]), ticked)


def _choices(statements: Iterable[GapStatement]) -> tuple[tuple[int, str], ...]:
    return tuple((each.pk, _named(each)) for each in statements)


def _named(each: GapStatement | Words) -> str:
    return f"{each.code} {each.text}".strip()


class Refusal(NamedTuple):
    """An action that stayed as it was, and why."""

    pk: int
    title: str
    why: str

    def __str__(self) -> str:
        return f"{self.title}: {self.why}"


class Changed(NamedTuple):
    """How many actions were changed, and which were not."""

    number: int
    refused: tuple[Refusal, ...]


def change_many(
    actions: Collection[Action],
    *,
    changes: Mapping[str, Any],
    state: str,
    reason: str,
    on: datetime.date,
    by,
    at: datetime.datetime,
) -> Changed:
    """Change the owner, date or state of each action, whole or not at all; one refusal holds no other back."""
    refused = []
    for action in actions:
        try:
            with transaction.atomic():
                _change(action, changes, state, reason, on, {"by": by, "at": at})
        except Action.Refused as refusal:
            refused.append(Refusal(action.pk, action.title, str(refusal)))
    return Changed(len(actions) - len(refused), tuple(refused))


def _change(action: Action, changes: Mapping[str, Any], state: str, reason: str, on: datetime.date, who: dict) -> None:
    if state == Action.State.OPEN:
        action.reopen(**who)
    if changes:
        action.amend(version=action.version, **changes, **who)
    if state == Action.State.DONE:
        action.finish(on=on, **who)
    if state == Action.State.DROPPED:
        action.drop(reason=reason, on=on, **who)
