"""Roles, people's profiles and teams."""

import datetime

import factory
from factory.django import DjangoModelFactory

from competency.models import Profile, RoleProfile, Team
from tests.factories.accounts import ForceFactory, MembershipFactory
from tests.factories.frameworks import small_edition


class RoleProfileFactory(DjangoModelFactory):
    """A role of which nothing is expected yet, on a small draft edition unless another is given."""

    class Meta:
        model = RoleProfile

    force = factory.SubFactory(ForceFactory)
    edition = factory.LazyFunction(small_edition)
    title = factory.Sequence(lambda n: f"Role {n}")


class ProfileFactory(DjangoModelFactory):
    """An open competency profile of an assessor of its force, on a small draft edition unless another is given."""

    class Meta:
        model = Profile

    force = factory.SubFactory(ForceFactory)
    edition = factory.LazyFunction(small_edition)
    person = factory.LazyAttribute(lambda made: MembershipFactory(force=made.force).user)
    label = factory.Sequence(lambda n: f"Profile {n}")
    started_on = datetime.date(2026, 9, 1)


class TeamFactory(DjangoModelFactory):
    """A team that nobody is in, on a small draft edition unless another is given."""

    class Meta:
        model = Team

    force = factory.SubFactory(ForceFactory)
    edition = factory.LazyFunction(small_edition)
    name = factory.Sequence(lambda n: f"Team {n}")
