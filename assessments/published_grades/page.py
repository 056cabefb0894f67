"""The grades that the inspectorate published of a force: question by question, and report by report."""

import datetime
from dataclasses import dataclass

from accounts.models import Force
from assessments.models import PublishedGrade, PublishedReport
from assessments.published_grades.grade import Published
from frameworks.content import Content, Node, content
from frameworks.models import Edition


@dataclass(frozen=True, slots=True)
class GradedQuestion:
    """One question that the publisher grades: the grade that counts, and those of reports before, the last first."""

    node: Node
    latest: Published | None
    before: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class GradesOfEdition:
    """What was published of a force by one edition: its questions, and the reports, the last first."""

    edition: Edition
    questions: tuple[GradedQuestion, ...]
    reports: tuple[PublishedReport, ...]


@dataclass(frozen=True, slots=True)
class PublishedGrades:
    """All that was published of a force. `offered` are the editions of which a report may be recorded."""

    editions: tuple[GradesOfEdition, ...]
    offered: tuple[Edition, ...]


def published(force: int, words: Content, *, on: datetime.date) -> dict[int, tuple[Published, ...]]:
    """Return the grades of each question by its key, those published until that day, the first first.

    One query, and none where the publisher grades nobody. The last one counts.
    """
    if not any(node.graded for node in words.criteria):
        return {}
    levels = {level.pk: level for level in words.levels}
    rows = PublishedGrade.objects.filter(
        report__force=force, report__edition=words.edition, report__published_on__lte=on
    ).order_by("report__published_on", "report")
    found: dict[int, tuple[Published, ...]] = {}
    columns = ("criterion", "level", "report__title", "report__published_on", "report__link")
    for criterion, level, report, day, link in rows.values_list(*columns):
        found[criterion] = (*found.get(criterion, ()), Published(levels[level], report, day, link))
    return found


def latest_published(force: int, words: Content, *, on: datetime.date) -> dict[int, Published]:
    """Return the grade that counts on that day, by the question's key; queries as `published`."""
    return {question: grades[-1] for question, grades in published(force, words, on=on).items()}


def published_grades(force: Force, *, on: datetime.date) -> PublishedGrades:
    """Return what was published of a force until that day; two queries, and one for each edition with a report."""
    rows = PublishedReport.objects.filter(force=force, published_on__lte=on).select_related("edition__framework")
    reports: dict[Edition, list[PublishedReport]] = {}
    for report in rows.order_by("-published_on", "-pk"):
        reports.setdefault(report.edition, []).append(report)
    editions = (_of_edition(force, edition, tuple(found), on) for edition, found in reports.items())
    return PublishedGrades(tuple(editions), tuple(graded_editions().order_by("framework__title", "-published_on")))


def graded_editions():
    """Return the editions by which their publishers grade, withdrawn ones too: a report may be an old one."""
    graded = Edition.objects.exclude(status=Edition.Status.DRAFT).filter(criteria__graded=True)
    return graded.select_related("framework").distinct()


def _of_edition(
    force: Force, edition: Edition, reports: tuple[PublishedReport, ...], on: datetime.date
) -> GradesOfEdition:
    words = content(edition)
    grades = published(force.pk, words, on=on)
    questions = (_question(node, grades.get(node.pk, ())) for node in words.criteria if node.graded)
    return GradesOfEdition(edition, tuple(questions), reports)


def _question(node: Node, grades: tuple[Published, ...]) -> GradedQuestion:
    latest_first = grades[::-1]
    return GradedQuestion(node, next(iter(latest_first), None), latest_first[1:])
