"""What the pages of publishing and withdrawing show first: what is wrong, and which assessments stay."""

from dataclasses import dataclass

from django.db.models import Count, Q

from frameworks.checks import problems
from frameworks.models import Edition, EditionQuerySet


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
    def assessments(self) -> int:
        """How many open assessments stay where they are."""
        return sum(edition.assessments for edition in self.staying)


def readiness(edition: Edition) -> Readiness:
    """Return whether a draft can be published, and what stays on the editions before it."""
    others = _staying(Edition.objects.filter(framework=edition.framework_id).exclude(pk=edition.pk))
    return Readiness(tuple(problems(edition)), tuple(other for other in others if other.assessments))


def staying_on(edition: Edition) -> Staying:
    """Return how many open assessments stay on the edition itself."""
    return _staying(Edition.objects.filter(pk=edition.pk))[0]


def _staying(editions: EditionQuerySet) -> list[Staying]:
    still_open = Q(assessments__state="open")
    counted = editions.select_related("framework").annotate(
        open_assessments=Count("assessments", filter=still_open, distinct=True),
        open_forces=Count("assessments__force", filter=still_open, distinct=True),
    )
    return [Staying(row, row.open_assessments, row.open_forces) for row in counted.order_by("label")]
