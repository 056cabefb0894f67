"""Publishing an edition, withdrawing it, and starting the draft of the next one."""

import datetime
from dataclasses import replace

from django.db import transaction

from config.refusal import Refusal
from frameworks.checks import problems
from frameworks.content import DIGEST_VERSION, digest
from frameworks.files.edition_values import write_draft, written
from frameworks.models import Edition, Predecessor, Publication, Statement


class Refused(Refusal):
    """It can't be done as things stand; the message says why."""


@transaction.atomic
def publish(edition: Edition, *, by, at: datetime.datetime) -> Publication:
    """Lock a draft for ever and open it to assessments. Raises Refused where it isn't a draft or has problems."""
    # Whoever is still writing below it is waited for, and then what they wrote is read.
    held = Edition.objects.select_for_update(of=("self",)).select_related("framework", "supersedes").get(pk=edition.pk)
    if held.status != Edition.Status.DRAFT:
        raise Refused("This edition is published already.")
    wrong = problems(held)
    if wrong:
        raise Refused(f"It has {len(wrong)} problem{'s' if len(wrong) != 1 else ''}. Nothing was published.")
    held.status = Edition.Status.PUBLISHED
    held.save(update_fields=["status"])
    return Publication.objects.create(edition=held, at=at, by=by, digest=digest(held), digest_version=DIGEST_VERSION)


@transaction.atomic
def withdraw(edition: Edition) -> None:
    """Offer a published edition to no new assessment. Raises Refused where it isn't published."""
    _turn(edition, Edition.Status.PUBLISHED, Edition.Status.WITHDRAWN, "Only a published edition can be withdrawn.")


@transaction.atomic
def bring_back(edition: Edition) -> None:
    """Offer a withdrawn edition to new assessments again. Raises Refused where it isn't withdrawn."""
    _turn(edition, Edition.Status.WITHDRAWN, Edition.Status.PUBLISHED, "Only a withdrawn edition can be brought back.")


def _turn(edition: Edition, before: str, after: str, refusal: str) -> None:
    held = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if held.status != before:
        raise Refused(refusal)
    held.status = after
    held.save(update_fields=["status"])


@transaction.atomic
def edit_as_new(edition: Edition, label: str) -> Edition:
    """Return a draft that says what the edition says and supersedes it. Raises Refused, and LabelTaken.

    It remembers of each statement which one it was.
    """
    if edition.status == Edition.Status.DRAFT:
        raise Refused("This edition is a draft: it can be edited as it is.")
    draft = write_draft(replace(written(edition), label=label, supersedes=edition.label, published_on=None))
    both = (Statement.objects.of(whole).values_list("pk", flat=True) for whole in (edition, draft))
    Predecessor.objects.bulk_create(
        Predecessor(former_id=former, statement_id=statement) for former, statement in zip(*both, strict=True)
    )
    return draft
