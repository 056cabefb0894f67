"""A file that somebody sends becomes a draft edition, or is refused with everything that is wrong in it."""

from pathlib import PurePath

from frameworks.files.check import Known, Taken, take_in
from frameworks.files.edition_values import write_draft
from frameworks.files.fixture_read import read_fixture
from frameworks.files.nested_read import read_nested
from frameworks.files.safe_yaml import Items, read_yaml
from frameworks.files.tables import Fault, Sheets, WrongFile
from frameworks.files.workbook import read_workbook
from frameworks.models import Edition, Framework

YAML_ENDINGS = (".yaml", ".yml")
ENDINGS = (".xlsx", *YAML_ENDINGS)


def import_file(name: str, content: bytes) -> tuple[Edition, tuple[str, ...]]:
    """Return the draft that a file became, and what was left out or filled in. Raises WrongFile: nothing is loaded."""
    taken = take_file(name, content)
    return write_draft(taken.edition), taken.remarks


def take_file(name: str, content: bytes) -> Taken:
    """Return the edition that a file says; nothing is written. Raises WrongFile."""
    return take_in(_sheets(name, content), _known())


def _sheets(name: str, content: bytes) -> Sheets:
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        expected = "An Excel workbook (.xlsx), or a fixture or nested YAML (.yaml)."
        raise WrongFile([Fault("", name[:80], "The file", "", "It is of no kind that can be read here.", expected)])
    if ending not in YAML_ENDINGS:
        return read_workbook(name, content)
    said = read_yaml(content)
    return read_fixture(said) if isinstance(said, Items) else read_nested(said)


def _known() -> dict[str, Known]:
    labels: dict[str, set[str]] = {}
    for slug, label in Edition.objects.order_by("pk").values_list("framework__slug", "label"):
        labels.setdefault(slug, set()).add(label)
    frameworks = Framework.objects.order_by("pk").values_list("slug", "title", "kind")
    return {slug: Known(title, kind, frozenset(labels.get(slug, ()))) for slug, title, kind in frameworks}
