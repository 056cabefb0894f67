"""Workshops and who is in them."""

import factory
from factory.django import DjangoModelFactory

from accounts.roles import Role
from maturity.models import Participant, Workshop
from tests.factories.accounts import MembershipFactory
from tests.factories.assessments import AssessmentFactory
from tests.factories.times import NOON


class WorkshopFactory(DjangoModelFactory):
    """An open workshop on every scored criterion of its assessment's edition, run by a facilitator of the force."""

    class Meta:
        model = Workshop

    assessment = factory.SubFactory(AssessmentFactory)
    title = factory.Sequence(lambda n: f"Workshop {n}")
    facilitator = factory.LazyAttribute(
        lambda made: MembershipFactory(force=made.assessment.force, role=Role.FACILITATOR).user
    )
    opened_at = NOON

    @classmethod
    def _create(cls, model_class, *, assessment, facilitator, opened_at, criteria=None, groups=(), **settings):
        chosen = criteria or assessment.edition.criteria.filter(scored=True).order_by("position")
        return Workshop.convene(
            assessment, criteria=list(chosen), groups=list(groups), by=facilitator, at=opened_at, **settings
        )


def as_shown(ballot):
    """Return the version of what a room would replace as it stands now, as the facilitator's page sends it."""
    return ballot.proposal(on=NOON.date()).version


class ParticipantFactory(DjangoModelFactory):
    """A guest with a vote."""

    class Meta:
        model = Participant

    workshop = factory.SubFactory(WorkshopFactory)
    name = factory.Sequence(lambda n: f"Guest {n}")
    at = NOON

    @classmethod
    def _create(cls, model_class, *, workshop, **who):
        return workshop.admit(**who)
