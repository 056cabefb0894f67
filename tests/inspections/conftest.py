"""Whoever keeps the register, signed in, and a finding on it."""

import pytest

from inspections.models import UploadedTable
from tests.factories import FindingFactory
from tests.inspections.pages import page


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def finding(force):
    return FindingFactory(force=force, reference="AFI-1")


@pytest.fixture
def map_as_guessed(as_lead):
    """Return a function that takes the columns as the page proposes them, and shows what the file would do."""

    def go_on():
        upload = UploadedTable.objects.get()
        form = as_lead.get(page("columns", upload.pk)).context["form"]
        typed = {f"column_{column.place}": column.field for column in form.columns}
        return as_lead.post(page("columns", upload.pk), typed, follow=True)

    return go_on
