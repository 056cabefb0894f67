"""A scoring sheet that was filled in away from the site: what is wrong in it, cell by cell, and what it changes."""

import datetime
import re
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from assessments.models import Assessment
from assessments.offline_workbook.write import ANSWER, KEY, NOTE, VERSION, WAS, Place, key_of, labels, lines_of
from assessments.scoring_sheet.forms import AnswerForm
from assessments.scoring_sheet.page import Clash, clash_on, signature
from assessments.scoring_sheet.save import form_for, save_line
from config.texts.keys import same
from reports.readers.fields import broken
from reports.readers.intake import Intake, Unreadable
from reports.readers.lines import Line, WrongCells, WrongFile, lines_in
from reports.readers.table import Sheet, read_table
from reports.text import cell_text, printable

VERSIONS = {False: re.compile(r"\d{1,9}"), True: re.compile(r"\d{1,9}\.\d{1,9}")}
FRESH = "Download the sheet again and copy your answers into it."
INTAKE = Intake(
    "a scoring sheet",
    kinds="an Excel workbook",
    endings=(".xlsx",),
    save_as="Choose the scoring sheet as an Excel workbook (.xlsx).",
    if_too_long=FRESH,
)


class Filled(NamedTuple):
    """One line that the person changed, with its valid form and the cell that the answer stands in."""

    place: Place
    form: AnswerForm
    cell: str


class Clashing(NamedTuple):
    """One line that somebody else changed since the sheet was downloaded, with the address where it is settled."""

    cell: str
    criterion: str
    statement: str
    url: str
    clash: Clash


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of bringing a sheet back: how many lines were saved and left as they were, and what clashes."""

    saved: int
    untouched: int
    clashes: tuple[Clashing, ...]


def bring_back(assessment: Assessment, name: str, content: bytes, *, by, at: datetime.datetime) -> Kept:
    """Save every line of a sheet in which nothing is wrong; one that somebody else changed is left.

    Raises Closed; Unreadable for what isn't the assessment's sheet, and WrongFile with every cell that is wrong.
    """
    filled, untouched = _read(assessment, read_table(name, content, INTAKE))
    clashes = []
    for line in filled:
        try:
            save_line(assessment, line.place.line, line.form, by=by, at=at, takes_own=False)
        except Assessment.Conflict as conflict:
            clashes.append(_clashing(assessment, line, conflict))
    return Kept(len(filled) - len(clashes), untouched, tuple(clashes))


def _read(assessment: Assessment, sheet: Sheet) -> tuple[list[Filled], int]:
    """Return the lines that the sheet would change, and how many it leaves."""
    known = {key_of(place): place for place in lines_of(assessment)}
    seen: dict[str, int] = {}
    filled: list[Filled] = []
    wrong = WrongCells()
    for row in lines_in(sheet, _columns(sheet)):
        key = _said(row, KEY)
        if not key and not _said(row, ANSWER) and not _said(row, NOTE):
            continue
        if key not in known:
            _must_be_ours(assessment, key)
            wrong.add(row.wrong(KEY, "This row is not a line of this assessment.", FRESH))
        elif key in seen:
            told = f"This statement stands in row {seen[key]} already."
            wrong.add(row.wrong(KEY, told, "Leave one row for each statement."))
        else:
            seen[key] = row.number
            _take(known[key], row, filled, wrong)
    if wrong.cells:
        raise WrongFile(wrong.cells, "Nothing was changed.")
    return filled, len(seen) - len(filled)


def _take(place: Place, row: Line, filled: list[Filled], wrong: WrongCells) -> None:
    """Put a row among those that were filled in, or what is wrong about it among the wrong; neither if untouched."""
    line = place.line
    offered = {same(label): value for label, value in labels(line).items()} | {"": "", "not judged": ""}
    answer, note, version = offered.get(same(_said(row, ANSWER))), _said(row, NOTE), _said(row, VERSION)
    answers = f"{', '.join(labels(line))}, or nothing."
    if told := broken(row.said[ANSWER]):
        return wrong.add(row.wrong(ANSWER, told, answers))
    if told := broken(row.said[NOTE]):
        return wrong.add(row.wrong(NOTE, told))
    if answer is None:
        return wrong.add(row.wrong(ANSWER, "This is not an answer to this statement.", answers))
    if not VERSIONS[line.is_pair].fullmatch(version):
        return wrong.add(row.wrong(VERSION, "The version of the answer is missing or changed.", FRESH))
    if signature(answer, note) == _said(row, WAS):
        return None
    typed = {"answer": answer, "note": note, "version": version, "was": _said(row, WAS)}
    form = form_for(line, {f"{line.key}-{name}": value for name, value in typed.items()})
    if not form.is_valid():
        return wrong.add(row.wrong(NOTE, form.problem, "2,000 characters or fewer."))
    return filled.append(Filled(place, form, row.where(ANSWER)))


def _columns(sheet: Sheet) -> dict[str, int]:
    """Return where each column that is needed stands. Raises Unreadable where one is missing."""
    columns = {heading: at for at, heading in enumerate(sheet.headings)}
    if missing := [heading for heading in (ANSWER, NOTE, KEY, VERSION, WAS) if heading not in columns]:
        names = " and ".join(f"“{heading}”" for heading in missing)
        raise Unreadable(f"This is not a scoring sheet as it was downloaded: it has no column {names}. {FRESH}")
    return columns


def _must_be_ours(assessment: Assessment, key: str) -> None:
    other, _, statement = key.partition("/")
    if other.isdigit() and statement.isdigit() and other != str(assessment.pk):
        raise Unreadable("This is the scoring sheet of another assessment. Choose the one that was downloaded here.")


def _clashing(assessment: Assessment, filled: Filled, conflict: Assessment.Conflict) -> Clashing:
    node, line = filled.place.node, filled.place.line
    url = f"{reverse('assessments:score', args=[assessment.pk, node.pk])}#line-{line.key}"
    clash = clash_on(line, conflict.current, filled.form.cleaned_data["answer"])
    return Clashing(filled.cell, f"{node.number} {node.title}".strip(), line.stronger.text, url, clash)


def _said(row: Line, name: str) -> str:
    value = row.said[name]
    # A number is printed as people typed it, not with commas in it.
    return str(value) if isinstance(value, int | float) else printable(cell_text(value)).strip()
