"""An edition as a file to take away: in each format, its name and its bytes."""

import datetime

from frameworks.files.edition_values import written
from frameworks.files.fixture import fixture_text
from frameworks.files.nested_write import nested_text
from frameworks.files.workbook import edition_workbook, template
from frameworks.models import Edition
from reports.document import filename
from reports.writers.xlsx import xlsx_bytes

MARKING = "OFFICIAL"
# What a file of each format is called in its name, and the name's ending.
FORMS = {
    "fixture": ("framework-fixture", "yaml"),
    "yaml": ("framework", "yaml"),
    "xlsx": ("framework", "xlsx"),
}


def edition_file(edition: Edition, form: str, *, on: datetime.date, author: str) -> tuple[str, bytes]:
    """Return the file's name and its bytes. Raises workbook.TooLong for a text that no cell of Excel holds."""
    kind, ending = FORMS[form]
    name = filename(MARKING, kind, "", f"{edition.framework.slug} {edition.label}", on, ending=ending)
    if form == "xlsx":
        return name, xlsx_bytes(edition_workbook(written(edition), on=on, author=author))
    text = fixture_text(edition) if form == "fixture" else nested_text(written(edition))
    return name, text.encode()


def template_file(*, on: datetime.date, author: str) -> tuple[str, bytes]:
    """Return the name and bytes of a workbook to write a new edition in."""
    name = filename(MARKING, "framework-template", "", "", on, ending="xlsx")
    return name, xlsx_bytes(template(on=on, author=author))
