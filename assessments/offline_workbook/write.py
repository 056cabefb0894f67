"""All the lines of an assessment as a workbook to be filled in away from the site. It holds what the way back needs."""

import datetime
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assessments.gap.report import answers_of
from assessments.models import Assessment
from assessments.scoring_sheet.page import Line, groups_of, signature
from frameworks.content import Content, Node, content
from reports.document import Cell, Document, Heading, Paragraph, Sheet, Table, Workbook
from reports.text import printable

COUNTERPART = "Weaker counterpart"
EARLIER = "Carried over, not confirmed"
KEY, VERSION, WAS, ANSWER, NOTE = "Key", "Version", "As downloaded", "Answer", "Note"
HOW = (
    "Choose an answer from the list in each cell of the column Answer, and write a note beside it where one helps. An "
    "empty answer means that the statement is not judged yet. Name no victims, suspects or complainants.",
    "Where a statement has a weaker counterpart, one choice answers both: the level whose statement describes the "
    "force, both partly, or neither.",
    "Save the file as an Excel workbook (.xlsx) and bring it in on the page that it came from. What you left as it was "
    "is left alone. What somebody else answered in the meantime is shown to you and not overwritten.",
)

HOW_CARRIED = (
    "An answer that was carried over from an earlier assessment, and that nobody has confirmed, stands beside the "
    "empty cell of the column Answer. It counts once somebody chooses it, or another one, there."
)


class Place(NamedTuple):
    """One line with the criterion that it counts for and the words of its edition."""

    assessment: int
    words: Content
    node: Node
    line: Line


COLUMNS: tuple[tuple[str, Callable[[Place], Cell]], ...] = (
    ("Criterion", lambda place: f"{place.node.number} {place.node.title}".strip()),
    ("Level", lambda place: level_name(place)),
    ("Statement", lambda place: place.line.stronger.text),
    (COUNTERPART, lambda place: place.line.weaker.text if place.line.weaker else ""),
    (ANSWER, lambda place: _label(place, value_of(place.line))),
    (NOTE, lambda place: printable(place.line.note)),
    (KEY, lambda place: key_of(place)),
    (VERSION, lambda place: place.line.version),
    (WAS, lambda place: signature(value_of(place.line), printable(place.line.note).strip())),
    # Last, beside the note: what stands between is hidden.
    (EARLIER, lambda place: _label(place, place.line.value) if place.line.standing else ""),
)
HEADINGS = tuple(heading for heading, _ in COLUMNS)


def lines_of(assessment: Assessment) -> list[Place]:
    """Return every line that the assessment's sheets have, in their order, with what stands on each: one query."""
    words, answers = content(assessment.edition), answers_of(assessment)
    return [
        Place(assessment.pk, words, node, line)
        for node in words.criteria
        if node.scored
        for group in groups_of(assessment, words, node, answers)
        for line in group.lines
        if words.counts_for[line.key] == node.pk
    ]


def sheet_workbook(assessment: Assessment, *, on: datetime.date, author: str) -> Workbook:
    """Return the whole scoring sheet as a workbook, its answers to be chosen from a list."""
    places = lines_of(assessment)
    answer = HEADINGS.index(ANSWER)
    choices: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for row, place in enumerate(places):
        choices.setdefault(tuple(labels(place.line)), []).append((row, answer))
    table = Table(
        "Every statement, to be answered",
        HEADINGS,
        tuple(tuple(get(place) for _, get in COLUMNS) for place in places),
        wide=True,
        row_heads=False,
    )
    sheet = Sheet(
        "Answers",
        table,
        filled_in=(answer, HEADINGS.index(NOTE)),
        hidden=tuple(HEADINGS.index(heading) for heading in (KEY, VERSION, WAS, *_unused(places))),
        choices=tuple((options, tuple(cells)) for options, cells in choices.items()),
    )
    # The way back takes the first sheet that holds a table.
    how = (*HOW, HOW_CARRIED) if any(place.line.standing for place in places) else HOW
    return Workbook(_front(assessment, on, author, how), (sheet,), front_last=True)


def labels(line: Line) -> dict[str, str]:
    """Return what can be chosen on a line, by the word that a person chooses. An empty answer is chosen by none."""
    return {option.of or option.label: option.value for option in line.options if option.value}


def value_of(line: Line) -> str:
    """Return the answer that counts on a line: none where one was carried over and nobody has confirmed it."""
    return "" if line.standing else line.value


def _label(place: Place, value: str) -> str:
    return {value: label for label, value in labels(place.line).items()}.get(value, "")


def _unused(places: Sequence[Place]) -> list[str]:
    """Return the headings of columns in which nothing stands."""
    paired = any(place.line.is_pair for place in places)
    carried = any(place.line.standing for place in places)
    return [heading for heading, used in ((COUNTERPART, paired), (EARLIER, carried)) if not used]


def key_of(place: Place) -> str:
    """Return what names the line: its assessment and its statement, the stronger one of a pair."""
    return f"{place.assessment}/{place.line.key}"


def level_name(place: Place) -> str:
    """Return the level of a line's statement, or of both statements."""
    ranks = [statement.rank for statement in (place.line.stronger, place.line.weaker) if statement]
    return " or ".join(step.name for rank in ranks if (step := place.words.ranked(rank)))


def _front(assessment: Assessment, on: datetime.date, author: str, how: Sequence[str]) -> Document:
    framework, edition = assessment.edition.framework, assessment.edition
    source = f"{framework.title}, {edition.label}. {framework.attribution}"
    return Document(
        title="Scoring sheet",
        subtitle=f"{framework.title}, {edition.label}: {assessment}",
        kind="scoring-sheet",
        force=assessment.force.name,
        marking=assessment.get_marking_display(),
        disclosable=assessment.disclosable,
        author=author,
        version=f"Revision {assessment.revision}, {assessment.get_state_display().lower()}",
        on=on,
        about=f"{framework.title} {assessment.subject}".strip(),
        blocks=(Heading("How to fill it in"), *(Paragraph(text) for text in how), Paragraph(source, quiet=True)),
    )
