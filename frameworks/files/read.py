"""A file that somebody sends becomes a draft edition, or is refused with everything that is wrong in it."""

from django.db import IntegrityError, transaction

from frameworks.files.check import Known, Taken, take_in
from frameworks.files.edition_values import write_draft
from frameworks.files.fixture_read import read_fixture
from frameworks.files.nested_read import read_nested
from frameworks.files.safe_yaml import Items, read_yaml
from frameworks.files.tables import Tables
from frameworks.files.workbook import INTAKE, read_workbook
from frameworks.models import Edition, Framework
from reports.readers.intake import Unreadable, known_ending


def import_file(name: str, content: bytes) -> tuple[Edition, tuple[str, ...]]:
    """Return the draft that a file became, and what was left out or filled in. Raises Unreadable: nothing is loaded."""
    taken = take_file(name, content)
    try:
        with transaction.atomic():
            return write_draft(taken.edition), taken.remarks
    except IntegrityError:
        raise Unreadable("Somebody else brought this edition in at the same moment.") from None


def take_file(name: str, content: bytes) -> Taken:
    """Return the edition that a file says; nothing is written. Raises Unreadable, also as WrongFile with each cell."""
    return take_in(_tables(name, content), _known())


def _tables(name: str, content: bytes) -> Tables:
    if known_ending(name, content, INTAKE) == ".xlsx":
        return read_workbook(name, content)
    said = read_yaml(content)
    return read_fixture(said) if isinstance(said, Items) else read_nested(said)


def _known() -> dict[str, Known]:
    labels: dict[str, set[str]] = {}
    for slug, label in Edition.objects.order_by("pk").values_list("framework__slug", "label"):
        labels.setdefault(slug, set()).add(label)
    frameworks = Framework.objects.order_by("pk").values_list("slug", "title", "kind")
    return {slug: Known(title, kind, frozenset(labels.get(slug, ()))) for slug, title, kind in frameworks}
