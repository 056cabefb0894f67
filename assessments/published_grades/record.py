"""Recording the grades that the inspectorate published, beside what the force says of itself."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from assessments.models import Assessment, Score, Source
from frameworks.content import Node, content
from frameworks.models import Level


@dataclass(frozen=True, slots=True)
class Grade:
    """One question that the publisher grades, with the grade recorded for it, if there is one."""

    node: Node
    level: int | None = None
    level_name: str = ""
    published_on: datetime.date | None = None
    link: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Grades:
    """Every question that the publisher grades, and the last report that a grade of theirs is recorded from."""

    questions: tuple[Grade, ...]
    last_on: datetime.date | None
    link: str

    @property
    def seen(self) -> str:
        """What stood when the page was made, so that nobody records over what they haven't seen."""
        return ".".join(f"{each.node.pk}-{each.version}" for each in self.questions if each.version)

    def of_report(self, day: datetime.date | None) -> dict[int, int | None]:
        """Return the grades, by the keys of question and level, that are recorded from the report of that day."""
        return {each.node.pk: each.level for each in self.questions if day and each.published_on == day}


def grades(assessment: Assessment) -> Grades:
    """Return what is recorded for each question that the publisher grades; one query."""
    words = content(assessment.edition)
    names = {level.pk: level.name for level in words.levels}
    rows = Score.objects.filter(assessment=assessment, source=Source.PUBLISHED)
    recorded = {each.criterion_id: each for each in rows}
    questions = tuple(_grade(node, recorded.get(node.pk), names) for node in words.criteria if node.graded)
    last_on, link = max(((each.published_on, each.link) for each in questions if each.published_on), default=(None, ""))
    return Grades(questions, last_on, link)


@transaction.atomic
def record_grades(
    assessment: Assessment,
    chosen: Mapping[int, Level | None],
    *,
    published_on: datetime.date,
    link: str,
    amends: datetime.date | None,
    seen: str,
    by,
    at: datetime.datetime,
) -> int:
    """Record one report's grades, by question, and return how many there are; nothing of the force's own changes.

    A question without a grade keeps that of another report; one of the report of the day `amends` is taken out.
    Raises WrongEdition, and Refused where somebody recorded grades since `seen`.
    """
    # One at a time: what stands is compared with what the person saw.
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    stands = grades(assessment)
    if stands.seen != seen:
        raise Assessment.Refused("Somebody else recorded grades while you were typing. Reload the page and look again.")
    questions = {each.node.pk: each for each in stands.questions}
    if not chosen.keys() <= questions.keys() or any(
        level and level.edition_id != assessment.edition_id for level in chosen.values()
    ):
        raise Assessment.WrongEdition("That isn't a question that the publisher grades.")
    given = {"published_on": published_on, "link": link, "by": by, "at": at}
    key = {"assessment": assessment, "source": Source.PUBLISHED}
    for pk, level in chosen.items():
        if level is None and amends and questions[pk].published_on == amends:
            Score.objects.filter(criterion=pk, **key).delete()
        elif level and questions[pk].version:
            Score.objects.filter(criterion=pk, **key).update(level=level, version=F("version") + 1, **given)
        elif level:
            Score.objects.create(criterion_id=pk, level=level, **key, **given)
    return sum(level is not None for level in chosen.values())


def _grade(node: Node, row: Score | None, names: Mapping[int, str]) -> Grade:
    if row is None or row.level_id is None:
        return Grade(node)
    return Grade(node, row.level_id, names[row.level_id], row.published_on, row.link, row.version)
