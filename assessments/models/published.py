"""What the inspectorate published of a force: reports, and the grades that each gives to questions of an edition."""

import datetime
from collections.abc import Mapping

from django.conf import settings
from django.db import models, transaction
from django.db.models import F

from accounts.models import Force
from accounts.models.access import OfForceQuerySet
from accounts.roles import RUNS_REGISTER
from assessments.models.assessment import Assessment
from config.model_fields import DayField
from config.refusal import Refusal
from config.texts.key_field import TextKeyField, UniqueText
from frameworks.content import content
from frameworks.models import Criterion, Edition, Level

CHANGED = "Somebody else changed this report since it was shown. Reload the page, look again."


class PublishedReportQuerySet(OfForceQuerySet["PublishedReport"]):
    KEEPERS = RUNS_REGISTER

    @transaction.atomic
    def record(
        self,
        force: Force,
        edition: Edition,
        *,
        title: str,
        published_on: datetime.date,
        link: str,
        grades: Mapping[int, Level | None],
        by,
        at: datetime.datetime,
    ) -> "PublishedReport":
        """Record a report with the grades that it gives, by the question's key, and return it.

        Raises WrongEdition, NothingGraded, SameDay, and ValidationError where the report is recorded already.
        """
        lock_grades_of(force.pk)
        report = self.model(
            force=force, edition=edition, title=title, published_on=published_on, link=link, by=by, at=at
        )
        report.validate_constraints()
        report.save(force_insert=True)
        report.give(grades)
        return report


class PublishedReport(models.Model):
    """One report by which the inspectorate graded a force, of whatever inspection: PEEL's, or a regional one."""

    class Refused(Refusal):
        """What was asked can't be done; the message says why, for the person who asked."""

    class Conflict(Refused):
        """Somebody else changed the report, or took it out, since it was shown."""

    class WrongEdition(Refused):
        """A grade of what the edition's publisher doesn't grade, or a level of another edition."""

    class NothingGraded(Refused):
        """No question was given a grade."""

    class SameDay(Refused):
        """Another report of the same day grades the same question."""

        field = "published_on"

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="published_reports")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    title_key = TextKeyField("title")
    published_on = DayField("published")
    link = models.URLField("where it can be read", blank=True, max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = PublishedReportQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueText(
                fields=["force", "edition", "title_key", "published_on"],
                name="one_report_of_a_title_and_day",
                violation_error_message="A report of this title and day is recorded already. Correct that one instead.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @transaction.atomic
    def correct(self, *, version: int, grades: Mapping[int, Level | None], by, at: datetime.datetime, **about) -> None:
        """Replace its title, day and link (`about`) and its grades; `version` is that of the report that was shown.

        Raises Conflict, WrongEdition, NothingGraded, SameDay, ValidationError.
        """
        lock_grades_of(self.force_id)
        rows = PublishedReport.objects.filter(pk=self.pk, version=version)
        for name, value in about.items():
            setattr(self, name, value)
        self.validate_constraints()
        if not rows.update(version=F("version") + 1, by=by, at=at, **about):
            raise self.Conflict(CHANGED)
        self.give(grades)

    @transaction.atomic
    def take_out(self, *, version: int) -> None:
        """Delete it with its grades; questions that it graded go back to the report before. Raises Conflict.

        `version` is that of the report that was shown.
        """
        lock_grades_of(self.force_id)
        if not PublishedReport.objects.filter(pk=self.pk, version=version).exists():
            raise self.Conflict(CHANGED)
        self.delete()
        self._tell_assessments()

    def give(self, grades: Mapping[int, Level | None]) -> None:
        """Let its grades be these and no others. Raises WrongEdition, NothingGraded, SameDay."""
        given = {question: level for question, level in grades.items() if level}
        self._must_be_graded_here(given)
        self._must_be_alone_on_its_day(given)
        standing = {grade.criterion_id: grade for grade in self.grades.all()}
        self.grades.exclude(criterion__in=given).delete()
        for question, level in given.items():
            if question not in standing:
                self.grades.create(criterion_id=question, level=level)
            elif standing[question].level_id != level.pk:
                self.grades.filter(criterion=question).update(level=level)
        self._tell_assessments()

    def _must_be_graded_here(self, given: Mapping[int, Level]) -> None:
        if not given:
            raise self.NothingGraded("Choose the grade of at least one question.")
        questions = {node.pk for node in content(self.edition).criteria if node.graded}
        if not given.keys() <= questions or any(level.edition_id != self.edition_id for level in given.values()):
            raise self.WrongEdition("That isn't a question that the publisher grades.")

    def _must_be_alone_on_its_day(self, given: Mapping[int, Level]) -> None:
        others = PublishedGrade.objects.filter(report__force=self.force_id, report__published_on=self.published_on)
        clash = others.filter(criterion__in=given).exclude(report=self.pk).select_related("report", "criterion").first()
        if clash:
            raise self.SameDay(
                f"{clash.report}, published on the same day, grades “{clash.criterion}” already. A question has one "
                "grade a day: correct that report, or choose no grade for the question here."
            )

    def _tell_assessments(self) -> None:
        """Let every round of the force against the edition be drawn anew, open and closed ones alike."""
        Assessment.objects.filter(force=self.force_id, edition=self.edition_id).plan_changed()


class PublishedGrade(models.Model):
    """The grade that one report gives to one question."""

    report = models.ForeignKey(PublishedReport, on_delete=models.CASCADE, related_name="grades")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", verbose_name="question")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+", verbose_name="grade")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "criterion"],
                name="one_grade_of_a_question_in_a_report",
                violation_error_message="This report grades that question already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.level_id}"


def lock_grades_of(force: int) -> None:
    """Let whoever else records what was published of the force wait until this transaction ends."""
    Force.objects.select_for_update(no_key=True).get(pk=force)
