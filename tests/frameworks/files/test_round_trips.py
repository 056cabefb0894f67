"""What goes out as Excel, as nested YAML or as a fixture comes in again as it was: nothing lost, nothing added."""

import dataclasses
import datetime

import pytest

from frameworks.content import digest
from frameworks.files.edition_values import write_draft, written
from frameworks.files.fixture import fixture_text
from frameworks.files.nested_write import nested_text
from frameworks.files.read import take_file
from frameworks.files.workbook import edition_workbook
from frameworks.models import Edition
from reports.writers.xlsx import xlsx_bytes

pytestmark = pytest.mark.django_db

SHIPPED = ("ci-sam", "competency", "judgment-criteria", "nisp", "peel-paf")
ON = datetime.date(2026, 11, 22)


def as_xlsx(said):
    return "edition.xlsx", xlsx_bytes(edition_workbook(said, on=ON, author="Framework administrator"))


def as_yaml(said):
    return "edition.yaml", nested_text(said).encode()


def shipped(slug):
    return Edition.objects.select_related("framework").get(framework__slug=slug)


@pytest.mark.parametrize("form", [as_xlsx, as_yaml])
@pytest.mark.parametrize("slug", SHIPPED)
def test_every_shipped_edition_comes_back_whole(slug, form):
    edition = shipped(slug)
    said = dataclasses.replace(written(edition), label="again")
    taken = take_file(*form(said))
    assert taken.edition == said
    draft = write_draft(taken.edition)
    assert (draft.status, written(draft), digest(draft)) == ("draft", said, digest(edition))


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_shipped_fixture_comes_in_as_a_draft(slug):
    edition = shipped(slug)
    text = fixture_text(edition).replace(f"[{slug}, {edition.label}", f"[{slug}, again")
    taken = take_file("edition.yaml", text.replace(f"label: {edition.label}", "label: again").encode())
    assert taken.edition == dataclasses.replace(written(edition), label="again")
    assert len(taken.remarks) == 2
