"""People, forces and roles."""

import datetime

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Force, Membership, User
from accounts.roles import Role

NEXT_YEAR = timezone.localdate() + datetime.timedelta(days=365)
PASSWORD = "correct horse battery staple"
# Made once: a password hash is slow on purpose.
_HASHES: list[str] = []


def hashed_password() -> str:
    if not _HASHES:
        _HASHES.append(make_password(PASSWORD))
    return _HASHES[0]


class UserFactory(DjangoModelFactory):
    """Somebody who signs in with PASSWORD and belongs to no force."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"user{n}@force.example")
    name = factory.Sequence(lambda n: f"User {n}")
    password = factory.LazyFunction(hashed_password)


class ForceFactory(DjangoModelFactory):
    class Meta:
        model = Force

    code = factory.Sequence(lambda n: f"test-force-{n}")
    name = factory.Sequence(lambda n: f"Test Force {n}")
    region = "Test region"


class MembershipFactory(DjangoModelFactory):
    """An assessor's membership; a peer reviewer's ends in a year."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    force = factory.SubFactory(ForceFactory)
    role = Role.ASSESSOR
    ends_on = factory.LazyAttribute(lambda made: NEXT_YEAR if made.role == Role.PEER_REVIEWER else None)
