"""An edition as a file to take away: in each form, its name and its bytes."""

import datetime
from collections.abc import Callable

from frameworks.files.edition_values import written
from frameworks.files.fixture import fixture_text
from frameworks.files.nested_write import nested_text
from frameworks.files.workbook import edition_workbook, template
from frameworks.models import Edition
from reports.document import filename
from reports.writers.xlsx import xlsx_bytes

MARKING = "OFFICIAL"
Made = Callable[[Edition, datetime.date, str], bytes]


def _fixture(edition: Edition, on: datetime.date, author: str) -> bytes:
    return fixture_text(edition).encode()


def _yaml(edition: Edition, on: datetime.date, author: str) -> bytes:
    return nested_text(written(edition)).encode()


def _xlsx(edition: Edition, on: datetime.date, author: str) -> bytes:
    return xlsx_bytes(edition_workbook(written(edition), on=on, author=author))


# Form: how it is made, what it is called in a file's name, and the name's ending.
FORMS: dict[str, tuple[Made, str, str]] = {
    "fixture": (_fixture, "framework-fixture", "yaml"),
    "yaml": (_yaml, "framework", "yaml"),
    "xlsx": (_xlsx, "framework", "xlsx"),
}


def edition_file(edition: Edition, form: str, *, on: datetime.date, author: str) -> tuple[str, bytes]:
    """Return the file's name and its bytes. Raises workbook.TooLong for a text that no cell of Excel holds."""
    make, kind, ending = FORMS[form]
    about = f"{edition.framework.slug} {edition.label}"
    return filename(MARKING, kind, "", about, on, ending=ending), make(edition, on, author)


def template_file(*, on: datetime.date, author: str) -> tuple[str, bytes]:
    """Return the name and bytes of a workbook to write a new edition in."""
    name = filename(MARKING, "framework-template", "", "", on, ending="xlsx")
    return name, xlsx_bytes(template(on=on, author=author))
