"""Deleting an assessment for good, with everything that belongs to it; a record of the deletion stays.

What it cites stays on the force's shelf: other assessments may cite it too. The history goes with the assessment, since
it holds its words; one line remains of what was deleted, when, by whom, why, and the hash of the last export.
"""

import datetime
import tempfile

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from assessments import append_only
from assessments.models import Assessment
from config.actor import acting
from config.fields import longest
from evidence.models import Shelf
from history.labels import kind_of
from history.models import Disposal, Entry
from maturity.models import Workshop
from records.deletion import ask, must_be_agreed
from records.models import Deletion, Refused, Retention
from records.record import title, write_record
from records.tree import rows, tables

# What may go only after its parent.
APPEND_ONLY = {kept.table for kept in append_only.ALL}


@transaction.atomic
def dispose(assessment: Assessment, *, typed: str, reason: str, by, on: datetime.date, at) -> Disposal:
    """Delete an assessment that was never signed, and return what remains of it.

    Raises Refused where it was signed, is held or not due for review, a workshop on it is open, or its title wasn't
    typed.
    """
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    if assessment.sign_offs.exists():
        raise Refused("It was signed off, so one person alone can't delete it. Ask for its deletion.")
    must_be_free(assessment, typed=typed, on=on)
    return _gone(assessment, reason=reason, by=by, at=at)


def ask_for(assessment: Assessment, *, typed: str, reason: str, by, on: datetime.date, at) -> Deletion:
    """Ask for the deletion of what was signed, once its title is typed and nothing keeps it. Raises Refused."""
    must_be_free(assessment, typed=typed, on=on)
    return ask(assessment, reason=reason, by=by, on=on, at=at)


@transaction.atomic
def carry_out(deletion: Deletion, *, by, on: datetime.date, at) -> Disposal:
    """Delete a signed assessment, as two people agreed. Raises Refused where they didn't, or something holds it."""
    agreed = must_be_agreed(deletion, by=by, on=on, at=at)
    assessment = Assessment.objects.select_for_update().get(pk=agreed.assessment_id)
    if reason_to_keep := what_keeps(assessment, on):
        raise Refused(reason_to_keep)
    two = {"asked_by": agreed.asked_by, "confirmed_by": agreed.confirmed_by}
    return _gone(assessment, reason=agreed.reason, by=by, at=at, **two)


def must_be_free(assessment: Assessment, *, typed: str, on: datetime.date) -> None:
    """Raise Refused where something keeps the assessment, or its title wasn't typed."""
    if reason_to_keep := what_keeps(assessment, on):
        raise Refused(reason_to_keep)
    if typed.strip() != str(assessment):
        raise Refused(f"Type the title as it stands here: {assessment}")


def _gone(assessment: Assessment, *, reason: str, by, at, asked_by=None, confirmed_by=None) -> Disposal:
    with tempfile.TemporaryFile() as out:
        digest = write_record(out, assessment)
    disposal = Disposal.objects.create(
        force=assessment.force,
        assessment=assessment.pk,
        title=title(assessment)[: longest(Disposal, "title")],
        reason=reason.strip(),
        counts=_counts(assessment),
        digest=digest,
        by=by,
        at=at,
        asked_by=asked_by,
        confirmed_by=confirmed_by,
    )
    way = f"disposal {assessment.pk}"
    with acting(by.pk, way):
        _let_go(assessment)
        _delete(assessment)
    Entry.objects.filter(Q(assessment=assessment.pk) | Q(way=way))._raw_delete(Entry.objects.db)
    Shelf.turn(assessment.force_id)
    return disposal


def what_keeps(assessment: Assessment, on: datetime.date) -> str:
    """Return why the assessment may not be deleted on that day, as a sentence; empty where it may."""
    retention = Retention.of(assessment)
    if retention.is_held:
        return f"It is held, so nobody may delete it: {retention.hold}"
    if retention.review_on > on:
        return "It isn't due for review yet. Set an earlier day first if it has to go."
    if Workshop.objects.filter(assessment=assessment, closed_at__isnull=True).exists():
        return "A workshop on it is open. End it first."
    return ""


def _counts(assessment: Assessment) -> dict[str, int]:
    """Return how many rows of each kind belong to the assessment."""
    counts = {kind_of(model): rows(model, lookup, assessment.pk).count() for model, lookup, _ in tables()}
    return {kind: number for kind, number in counts.items() if number}


def _let_go(assessment: Assessment) -> None:
    """Clear references to the assessment and what belongs to it in rows that can do without: the next round, say."""
    belong = {model: lookup for model, lookup, _ in tables()}
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            target = field.related_model
            if target is None or not field.null:
                continue
            if target is Assessment:
                model._base_manager.filter(**{field.name: assessment}).update(**{field.name: None})
            elif target in belong and model not in belong:
                gone = rows(target, belong[target], assessment.pk)
                model._base_manager.filter(**{f"{field.name}__in": gone.values("pk")}).update(**{field.name: None})


def _delete(assessment: Assessment) -> None:
    """Delete what belongs to it, the furthest first; what is only ever added goes last, once its parent is gone."""
    belong = sorted((far, model._meta.db_table, model, lookup) for model, lookup, far in tables())
    keys = {
        model: list(rows(model, lookup, assessment.pk).values_list("pk", flat=True)) for _, _, model, lookup in belong
    }
    for _, table, model, _ in reversed(belong):
        if table not in APPEND_ONLY:
            _raw_delete(model, keys[model])
    _raw_delete(Assessment, [assessment.pk])
    for _, table, model, _ in belong:
        if table in APPEND_ONLY:
            _raw_delete(model, keys[model])


def _raw_delete(model: type[models.Model], keys: list) -> None:
    # Past Django's own order of deleting: the tables check at the end that nothing is left behind.
    rows = model._base_manager.filter(pk__in=keys)
    rows._raw_delete(rows.db)
