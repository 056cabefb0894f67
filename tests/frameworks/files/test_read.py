"""A file that becomes a draft, or is refused with everything that is wrong in it and nothing loaded."""

import datetime
import io

import openpyxl
import pytest

from frameworks.files.edition_values import (
    WrittenCriterion,
    WrittenEdition,
    WrittenLevel,
    WrittenStatement,
    WrittenTitle,
)
from frameworks.files.read import take_file
from frameworks.files.workbook import edition_workbook
from frameworks.models import Framework
from reports.readers.lines import WrongFile
from reports.writers.xlsx import xlsx_bytes

pytestmark = pytest.mark.django_db

ON = datetime.date(2026, 11, 22)


def edition_of(criteria: int, statements: int) -> WrittenEdition:
    """Return an edition with so many criteria, each with so many statements at each of four levels."""
    codes = [f"{place}" for place in range(1, criteria + 1)]
    levels = tuple(WrittenLevel(f"level-{rank}", f"Level {rank}", rank) for rank in range(1, 5))
    return WrittenEdition(
        slug="planted",
        title="Planted framework",
        publisher="A publisher",
        kind="maturity",
        licence="not stated in the source",
        attribution="A publisher",
        label="First",
        source="A report",
        published_on=ON,
        supersedes="",
        rule="best_fit",
        notes="",
        levels=levels,
        criteria=tuple(WrittenCriterion(code, "", f"Criterion {code}", "question", scored=True) for code in codes),
        statements=tuple(
            WrittenStatement(code, level.code, "descriptor", place, "", f"Of {code} at {level.name} the {place}th.")
            for code in codes
            for level in levels
            for place in range(1, statements + 1)
        ),
        counterparts=((("1", "level-3", "descriptor", 1), ("1", "level-2", "descriptor", 1)),),
        titles=(WrittenTitle("1", "level-4", "Another name"),),
    )


def workbook_of(said, **cells) -> bytes:
    """Return the edition's workbook with these cells set: {"Statements C4": value}."""
    content = xlsx_bytes(edition_workbook(said, on=ON, author="Framework administrator"))
    if not cells:
        return content
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        sheet, cell = place.rsplit(" ", 1)
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told(content, name="edition.xlsx"):
    """Return the place of everything that is wrong, with what is."""
    with pytest.raises(WrongFile) as wrong:
        take_file(name, content)
    return {cell.place: cell for cell in wrong.value.wrong}


# Rows below the last one, right but for what is planted in them.
MORE = {
    **dict(zip([f"Levels {column}6" for column in "ABC"], ["level-5", "Level 5", 5], strict=True)),
    **dict(zip([f"Levels {column}7" for column in "ABC"], ["level-6", "Level 6", 6], strict=True)),
    **dict(zip([f"Levels {column}8" for column in "ABC"], ["level-7", "Level 7", 7], strict=True)),
    **{f"Criteria {column}{row}": f"more {row}" for column in "ACD" for row in range(22, 33)},
    **{f"Criteria E{row}": "Yes" for row in range(22, 33)},
    **dict(zip([f"Counterparts {column}3" for column in "ABCDE"], ["1", "level-3", 2, "level-2", 2], strict=True)),
    **dict(zip([f"Counterparts {column}4" for column in "ABCDE"], ["1", "level-3", 3, "level-2", 3], strict=True)),
    **dict(zip([f"Counterparts {column}5" for column in "ABCDE"], ["1", "level-2", 4, "level-3", 4], strict=True)),
    **dict(zip([f"Level titles {column}3" for column in "ABC"], ["2", "level-4", "Other"], strict=True)),
}
PLANTED = {
    "Edition B2": "Not a short name",
    "Edition B5": "poetry",
    "Edition B8": "L" * 61,
    "Edition B10": "soon",
    "Edition B11": "2019",
    "Edition B12": "by feeling",
    "Levels A6": "level-1",
    "Levels B7": None,
    "Levels C8": 4,
    "Levels D8": "upwards",
    "Criteria A22": "1",
    "Criteria B23": "nowhere",
    "Criteria B24": "more 25",
    "Criteria C25": None,
    "Criteria D26": "k" * 41,
    "Criteria E27": "perhaps",
    "Criteria F28": "rather",
    "Criteria A29": None,
    "Criteria E30": None,
    "Criteria D31": None,
    **{f"Statements A{row}": f"unknown {row}" for row in range(40, 45)},
    **{f"Statements B{row}": f"unknown {row}" for row in range(110, 115)},
    **{f"Statements C{row}": "poem" for row in range(60, 64)},
    **{f"Statements D{row}": "0" for row in range(70, 72)},
    **{f"Statements F{row}": None for row in range(80, 85)},
    "Statements D91": 1,
    "Statements E92": "n" * 41,
    "Statements F94": "#REF!",
    "Counterparts A3": "unknown",
    "Counterparts C4": 99,
    "Counterparts D5": "level-3",
    "Level titles B3": "unknown",
    "Level titles C3": "t" * 201,
    "Statements G1": "Colour",
}


def test_fifty_planted_mistakes_are_all_reported_in_one_go_each_with_its_cell():
    said = edition_of(20, 25)
    assert (len(said.statements), len(PLANTED)) == (2000, 50)
    wrong = told(workbook_of(said, **MORE | PLANTED))
    assert {place.replace(",", "") for place in wrong} == set(PLANTED)
    assert all(cell.wrong and cell.allowed and cell.heading for cell in wrong.values())
    assert not Framework.objects.filter(slug="planted").exists()
