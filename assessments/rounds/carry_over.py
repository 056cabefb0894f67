"""Opening an assessment that follows another: what was said comes along, unconfirmed, and the old one is never touched.

Nothing that comes along counts until somebody confirms it here.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import ASSESSES
from assessments.models import Assessment, Assignment, Citation, Judgement, Score, Source
from frameworks.models import Edition

# So many rows go into the database at once.
AT_ONCE = 500


@transaction.atomic
def next_round(
    old: Assessment, *, about: Mapping[str, Any], keep_owners: bool, by, at: datetime.datetime
) -> Assessment:
    """Open the next round of an assessment and return it: the same edition, force and unit.

    Answers, notes and the evidence cited come along as not confirmed; targets as they are; sections with their owners
    where `keep_owners`, to be begun again; levels stay with the round in which they were decided. `about` are the new
    round's own fields: its label, dates, lead, marking and disclosure. So many queries, whatever the size, besides one
    for each 500 rows.
    """
    new = following(old, old.edition, about)
    said = list(Judgement.objects.of_the_force().filter(assessment=old).exclude(answer="", note=""))
    carry_answers(carried(new, row, row.statement_id) for row in said)
    carry_citations(new, {row: (row.statement_id,) for row in Citation.objects.filter(assessment=old)})
    carry_targets(new, _targets(old))
    if keep_owners:
        owners = {each.criterion_id: each.owner_id for each in old.assignments.all()}
        carry_owners(new, owners, by=by, at=at)
    return new


def following(old: Assessment, edition: Edition, about: Mapping[str, Any]) -> Assessment:
    """Make the empty assessment that follows another one, of the same force and unit, and return it.

    Raises Refused where that round is there already, or the edition is withdrawn from new assessments.
    """
    if edition.status == Edition.Status.WITHDRAWN:
        raise Assessment.Refused("This edition is withdrawn from new assessments. Move to a newer one instead.")
    try:
        with transaction.atomic():
            return Assessment.objects.create(
                force=old.force, subject=old.subject, edition=edition, follows=old, **about
            )
    except IntegrityError as clash:
        raise Assessment.Refused(
            "There is an assessment of this unit with this framework and round already."
        ) from clash


def carried(new: Assessment, row: Judgement, statement: int, *, is_reworded: bool = False) -> Judgement:
    """Return an answer as it stands in the new assessment: said by whoever said it, then, and not confirmed now."""
    standing = Judgement.Standing.CONFIRM if is_reworded else Judgement.Standing.CARRIED
    if row.standing == Judgement.Standing.CONFIRM:
        standing = Judgement.Standing.CONFIRM
    about = {"answer": row.answer, "note": row.note, "by_id": row.by_id, "at": row.at}
    return Judgement(assessment=new, statement_id=statement, standing=standing, **about)


def carry_answers(rows: Iterable[Judgement]) -> None:
    """Store the answers that come along."""
    Judgement.objects.bulk_create(rows, batch_size=AT_ONCE)


def carry_citations(new: Assessment, cited: Mapping[Citation, Iterable[int]]) -> None:
    """Cite the same evidence for the statements, by key, that each citation comes to."""
    rows = {
        (statement, each.item_id): Citation(
            assessment=new, statement_id=statement, item_id=each.item_id, by_id=each.by_id, at=each.at
        )
        for each, statements in cited.items()
        for statement in statements
    }
    Citation.objects.bulk_create(rows.values(), batch_size=AT_ONCE)


def carry_targets(new: Assessment, targets: Iterable[tuple[int, int, Score]]) -> None:
    """Aim at the levels that were aimed at: criterion and level by key, and the score that said so. None is decided."""
    Score.objects.bulk_create(
        (
            Score(assessment=new, criterion_id=criterion, target_id=level, by_id=row.by_id, at=row.at)
            for criterion, level, row in targets
        ),
        batch_size=AT_ONCE,
    )


def carry_owners(new: Assessment, owners: Mapping[int, int], *, by, at: datetime.datetime) -> None:
    """Assign criteria to their owners, both by key, where they may still answer; each section begins anew."""
    current = Membership.objects.current(timezone.localdate(at)).filter(
        force=new.force, role__in=ASSESSES, user__in=owners.values()
    )
    may_answer = set(current.values_list("user", flat=True))
    Assignment.objects.bulk_create(
        (
            Assignment(assessment=new, criterion_id=criterion, owner_id=owner, due_on=new.due_on, by=by, at=at)
            for criterion, owner in owners.items()
            if owner in may_answer
        ),
        batch_size=AT_ONCE,
    )


def _targets(old: Assessment) -> list[tuple[int, int, Score]]:
    rows = Score.objects.filter(assessment=old, source=Source.SELF, target__isnull=False)
    return [(row.criterion_id, row.target_id, row) for row in rows if row.target_id]
