"""A scoring sheet that was filled in away from the site: what is wrong in it, cell by cell, and what it changes."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from assessments.models import Assessment
from assessments.offline_workbook.write import ANSWER, KEY, NOTE, VERSION, WAS, Place, key_of, labels, lines_of
from assessments.scoring_sheet.forms import AnswerForm
from assessments.scoring_sheet.page import Clash, clash_on, signature
from assessments.scoring_sheet.save import form_for, save_line
from reports.readers.table import Row, Sheet, Unreadable, place
from reports.text import cell_text, printable

VERSIONS = {False: re.compile(r"\d{1,9}"), True: re.compile(r"\d{1,9}\.\d{1,9}")}
FRESH = "Download the sheet again and copy your answers into it."
LONGEST_SHOWN = 60


class WrongCell(NamedTuple):
    """One cell that can't be taken: its name as the spreadsheet shows it, what it says, what is wrong, what may be."""

    cell: str
    says: str
    wrong: str
    allowed: str


class Filled(NamedTuple):
    """One line that the person changed, with its valid form and the cell that the answer stands in."""

    place: Place
    form: AnswerForm
    cell: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What a sheet that came back says: lines to save, cells that are wrong, and how many lines are as they were."""

    filled: tuple[Filled, ...]
    wrong: tuple[WrongCell, ...]
    untouched: int


class Clashing(NamedTuple):
    """One line that somebody else changed since the sheet was downloaded, with the address where it is settled."""

    cell: str
    criterion: str
    statement: str
    url: str
    clash: Clash


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of saving a sheet."""

    saved: int
    clashes: tuple[Clashing, ...]


def read_back(assessment: Assessment, sheet: Sheet) -> Returned:
    """Return what the sheet would change, and all that is wrong in it. Raises Unreadable for another one's sheet."""
    columns = _columns(sheet)
    known = {key_of(each): each for each in lines_of(assessment)}
    seen: dict[str, int] = {}
    filled: list[Filled] = []
    wrong: list[WrongCell] = []
    for row in sheet.rows:
        key = _said(row, columns, KEY)
        if not key and not _said(row, columns, ANSWER) and not _said(row, columns, NOTE):
            continue
        if key not in known:
            _must_be_ours(assessment, key)
            wrong.append(_wrong(row, columns, KEY, "This row is not a line of this assessment.", FRESH))
        elif key in seen:
            said = f"This statement stands in row {seen[key]} already."
            wrong.append(_wrong(row, columns, KEY, said, "Leave one row for each statement."))
        else:
            seen[key] = row.number
            _take(known[key], row, columns, filled, wrong)
    return Returned(tuple(filled), tuple(wrong), len(seen) - len(filled))


def save_back(assessment: Assessment, returned: Returned, *, by, at: datetime.datetime) -> Kept:
    """Save every line of a sheet in which nothing is wrong; one that somebody else changed is left. Raises Closed."""
    clashes = []
    for each in returned.filled:
        try:
            save_line(assessment, each.place.line, each.form, by=by, at=at)
        except Assessment.Conflict as conflict:
            clashes.append(_clashing(assessment, each, conflict))
    return Kept(len(returned.filled) - len(clashes), tuple(clashes))


def _take(found: Place, row: Row, columns: Mapping[str, int], filled: list[Filled], wrong: list[WrongCell]) -> None:
    """Put a row among those that were filled in, or what is wrong about it among the wrong; neither if untouched."""
    line, said = found.line, _said(row, columns, ANSWER)
    offered = {_plain(label): value for label, value in labels(line).items()} | {"": "", "not judged": ""}
    answer, note, version = offered.get(_plain(said)), _said(row, columns, NOTE), _said(row, columns, VERSION)
    if answer is None:
        allowed = f"{', '.join(labels(line))}, or nothing."
        wrong.append(_wrong(row, columns, ANSWER, "This is not an answer to this statement.", allowed))
        return
    if not VERSIONS[line.is_pair].fullmatch(version):
        wrong.append(_wrong(row, columns, VERSION, "The version of the answer is missing or changed.", FRESH))
        return
    if signature(answer, note) == _said(row, columns, WAS):
        return
    typed = {"answer": answer, "note": note, "version": version, "was": _said(row, columns, WAS)}
    form = form_for(line, {f"{line.key}-{name}": value for name, value in typed.items()})
    if form.is_valid():
        filled.append(Filled(found, form, place(columns[ANSWER], row.number)))
    else:
        wrong.append(_wrong(row, columns, NOTE, form.problem, "2,000 characters or fewer."))


def _columns(sheet: Sheet) -> dict[str, int]:
    """Return where each column that is needed stands. Raises Unreadable where one is missing."""
    found = {heading: at for at, heading in enumerate(sheet.headings)}
    if missing := [each for each in (ANSWER, NOTE, KEY, VERSION, WAS) if each not in found]:
        names = " and ".join(f"“{each}”" for each in missing)
        raise Unreadable(f"This is not a scoring sheet as it was downloaded: it has no column {names}. {FRESH}")
    return found


def _must_be_ours(assessment: Assessment, key: str) -> None:
    other, _, statement = key.partition("/")
    if other.isdigit() and statement.isdigit() and other != str(assessment.pk):
        raise Unreadable("This is the scoring sheet of another assessment. Choose the one that was downloaded here.")


def _clashing(assessment: Assessment, each: Filled, conflict: Assessment.Conflict) -> Clashing:
    node, line = each.place.node, each.place.line
    url = f"{reverse('assessments:score', args=[assessment.pk, node.pk])}#line-{line.key}"
    clash = clash_on(line, conflict.current, each.form.cleaned_data["answer"])
    return Clashing(each.cell, f"{node.number} {node.title}".strip(), line.stronger.text, url, clash)


def _wrong(row: Row, columns: Mapping[str, int], name: str, said: str, allowed: str) -> WrongCell:
    says = _said(row, columns, name)
    shown = says if len(says) <= LONGEST_SHOWN else f"{says[:LONGEST_SHOWN]}…"
    return WrongCell(place(columns[name], row.number), shown, said, allowed)


def _said(row: Row, columns: Mapping[str, int], name: str) -> str:
    value = row.cells[columns[name]]
    # A number is printed as people typed it, not with commas in it.
    return str(value) if isinstance(value, int | float) else printable(cell_text(value)).strip()


def _plain(words: str) -> str:
    return " ".join(words.lower().split())
