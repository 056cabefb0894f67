"""Assessments, what was answered and decided, and what will be done about it."""

import datetime

import factory
from factory.django import DjangoModelFactory

from assessments.models import Action, Assessment, Assignment, Concern, Judgement, PublishedReport, Score, SignOff
from assessments.models.sign_offs import digest
from tests.factories.accounts import ForceFactory, MembershipFactory, UserFactory
from tests.factories.frameworks import CriterionFactory, first_criterion, first_statement, small_edition
from tests.factories.times import NOON


class AssessmentFactory(DjangoModelFactory):
    """An open assessment of a whole force, on a small draft edition unless another is given."""

    class Meta:
        model = Assessment

    force = factory.SubFactory(ForceFactory)
    edition = factory.LazyFunction(small_edition)
    round_label = factory.Sequence(lambda n: f"Round {n}")
    starts_on = datetime.date(2026, 9, 1)
    due_on = datetime.date(2026, 12, 31)

    class Params:
        submitted = factory.Trait(
            state=Assessment.State.SUBMITTED, submitted_at=NOON, submitted_by=factory.SubFactory(UserFactory)
        )


class JudgementFactory(DjangoModelFactory):
    """A yes to the first statement of the assessment's edition."""

    class Meta:
        model = Judgement

    assessment = factory.SubFactory(AssessmentFactory)
    statement = factory.LazyAttribute(lambda made: first_statement(made.assessment.edition))
    answer = Judgement.Answer.YES
    by = factory.SubFactory(UserFactory)
    at = NOON


class ScoreFactory(DjangoModelFactory):
    """The lowest level on the first scored criterion of the assessment's edition."""

    class Meta:
        model = Score

    assessment = factory.SubFactory(AssessmentFactory)
    criterion = factory.LazyAttribute(lambda made: first_criterion(made.assessment.edition))
    level = factory.LazyAttribute(lambda made: made.assessment.edition.levels.order_by("rank").first())
    source = "self"
    by = factory.SubFactory(UserFactory)
    at = NOON


class SignOffFactory(DjangoModelFactory):
    """A report signed at the assessment's first revision, with nothing in it."""

    class Meta:
        model = SignOff

    assessment = factory.SubFactory(AssessmentFactory)
    by = factory.SubFactory(UserFactory)
    capacity = "Deputy Chief Constable"
    at = NOON
    revision = 1
    report = '{"answers":[],"criteria":[]}'
    digest = factory.LazyAttribute(lambda made: digest(made.report))


class ActionFactory(DjangoModelFactory):
    """An open action on the first scored criterion of its assessment, that nobody owns and that has no date."""

    class Meta:
        model = Action

    assessment = factory.SubFactory(AssessmentFactory)
    criterion = factory.LazyAttribute(lambda made: first_criterion(made.assessment.edition))
    title = factory.Sequence(lambda n: f"Action {n}")
    by = factory.SubFactory(UserFactory)
    at = NOON


class AssignmentFactory(DjangoModelFactory):
    """The first scored criterion of an assessment, assigned to an assessor of its force, without a date."""

    class Meta:
        model = Assignment

    assessment = factory.SubFactory(AssessmentFactory)
    criterion = factory.LazyAttribute(lambda made: first_criterion(made.assessment.edition))
    owner = factory.LazyAttribute(lambda made: MembershipFactory(force=made.assessment.force).user)
    by = factory.SubFactory(UserFactory)
    at = NOON


class ConcernFactory(DjangoModelFactory):
    class Meta:
        model = Concern

    force = factory.SubFactory(ForceFactory)
    criterion = factory.SubFactory(CriterionFactory)
    reference = factory.Sequence(lambda n: f"CoC-{n}")
    title = "A cause of concern"
    opened_on = datetime.date(2026, 1, 5)


class PublishedReportFactory(DjangoModelFactory):
    """A report published at noon that gives each graded question its edition's highest level."""

    class Meta:
        model = PublishedReport

    force = factory.SubFactory(ForceFactory)
    edition = factory.LazyFunction(small_edition)
    title = factory.Sequence(lambda n: f"Report {n}")
    published_on = NOON.date()
    link = ""
    grades = factory.LazyAttribute(
        lambda made: dict.fromkeys(
            made.edition.criteria.filter(graded=True).values_list("pk", flat=True),
            made.edition.levels.order_by("-rank").first(),
        )
    )
    by = factory.SubFactory(UserFactory)
    at = NOON

    @classmethod
    def _create(cls, model_class, **fields):
        return model_class.objects.record(fields.pop("force"), fields.pop("edition"), **fields)
