"""Whoever keeps the register, signed in, and a finding on it."""

import pytest

from tests.factories import FindingFactory


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def finding(force):
    return FindingFactory(force=force, reference="AFI-1")
