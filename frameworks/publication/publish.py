"""From a draft to an edition that never changes again, and on to the draft of the next one."""

import dataclasses
import datetime
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet

from config.refusal import Refusal
from frameworks.checks import problems
from frameworks.content import digest
from frameworks.files.edition_values import write_draft, written
from frameworks.models import Edition, Publication


class Refused(Refusal):
    """It can't be done as things stand; the message says why."""


@dataclass(frozen=True, slots=True)
class Staying:
    """An edition on which open assessments stay, and how many of how many forces."""

    edition: Edition
    assessments: int
    forces: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is wrong with a draft, and which open assessments stay on the framework's other editions."""

    problems: tuple[str, ...]
    staying: tuple[Staying, ...]

    @property
    def ready(self) -> bool:
        return not self.problems

    @property
    def assessments(self) -> int:
        """How many open assessments stay where they are."""
        return sum(each.assessments for each in self.staying)


def readiness(edition: Edition) -> Readiness:
    """Return whether a draft can be published, and what stays on the editions before it."""
    others = _with_open(Edition.objects.filter(framework=edition.framework_id).exclude(pk=edition.pk))
    return Readiness(tuple(problems(edition)), tuple(_staying(others)))


def staying_on(edition: Edition) -> Staying:
    """Return how many open assessments stay on the edition itself."""
    return next(_staying(_with_open(Edition.objects.filter(pk=edition.pk)), least=0))


def _with_open(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    still_open = Q(assessments__state="open")
    return (
        editions.select_related("framework")
        .annotate(
            open_assessments=Count("assessments", filter=still_open, distinct=True),
            open_forces=Count("assessments__force", filter=still_open, distinct=True),
        )
        .order_by("label")
    )


def _staying(editions, *, least: int = 1):
    return (
        Staying(each, each.open_assessments, each.open_forces) for each in editions if each.open_assessments >= least
    )


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
    return Publication.objects.create(edition=held, at=at, by=by, digest=digest(held))


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


def edit_as_new(edition: Edition, label: str) -> Edition:
    """Return a draft that says what the edition says and supersedes it. Raises Refused where the label is taken."""
    if edition.status == Edition.Status.DRAFT:
        raise Refused("This edition is a draft: it can be edited as it is.")
    taken = Refused(f"{edition.framework.title} has an edition with this label already. Choose another.")
    if edition.framework.editions.filter(label=label).exists():
        raise taken
    said = dataclasses.replace(written(edition), label=label, supersedes=edition.label, published_on=None)
    try:
        return write_draft(said)
    except IntegrityError:
        # Somebody else took the label between the question and the answer.
        raise taken from None
