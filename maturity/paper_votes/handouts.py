"""What a room without devices needs on paper: the matrix for the wall and the voting sheet for the table."""

import datetime

from assessments.models import Judgement
from frameworks.content import Content, Node, Step, Words, content
from frameworks.matrix import Line, Matrix, MatrixRow, RowGroup, matrix
from maturity.ballot_paper import CANT_SAY_WORDS, asked, by_level, heading_of
from maturity.models import Vote, Workshop
from reports.handouts import Column, Front, Grid, GridCell, GridGroup, GridRow, Part, Question, TickSheet

HOW = (
    "Vote alone, and keep this sheet to yourself: the facilitator types it in, and the room sees all votes at once. "
    "Tick one box for each question.",
    "Notes are shown to the room without your name. Name no victims, suspects or complainants.",
)

ON_PAPER = "The facilitator reads this sheet to type it in. Leave the name empty if you would rather not be known."


def wall_matrix(workshop: Workshop, *, on: datetime.date) -> Grid:
    """Return the criteria on the agenda by levels, in the framework's own words; one query."""
    edition = workshop.assessment.edition
    words = content(edition)
    on_agenda = {pk for node in _agenda(workshop, words) for pk in (node.pk, *node.descendants)}
    whole = matrix(words)
    groups = [(group, tuple(row for row in group.rows if row.node.pk in on_agenda)) for group in whole.groups]
    rows = [row for _, group_rows in groups for row in group_rows]
    # A scale may describe only one of its levels: Good.
    places = [place for place in range(len(whole.columns)) if any(row.cells[place].lines for row in rows)]
    return Grid(
        front=_front(workshop, f"{edition.framework.title}, {edition.label}", "matrix", on=on),
        head="Criterion",
        columns=_columns(whole, places),
        groups=tuple(_group(group, group_rows, places) for group, group_rows in groups if group_rows),
    )


def voting_sheet(workshop: Workshop, *, on: datetime.date) -> TickSheet:
    """Return the sheet that each person fills in: every criterion of the agenda, in its order; two queries."""
    words = content(workshop.assessment.edition)
    groups = workshop.groups.order_by("position", "pk").values_list("name", flat=True)
    return TickSheet(
        front=_front(workshop, f"Voting sheet: {workshop.title}", "voting-sheet", on=on),
        how=(*HOW, workshop.names_words, *(() if workshop.names_shown else (ON_PAPER,))),
        groups=tuple(groups),
        sure=tuple(str(label) for label in Vote.Confidence.labels),
        questions=tuple(_question(workshop, words, node) for node in _agenda(workshop, words)),
    )


def numbered(level: Step) -> str:
    """Return a level with its number, as the sheet prints it and the form lists it."""
    return f"{level.rank} {level.name}"


def _agenda(workshop: Workshop, words: Content) -> list[Node]:
    order = workshop.agenda.order_by("position").values_list("criterion", flat=True)
    return [words.by_pk[pk] for pk in order]


def _front(workshop: Workshop, title: str, kind: str, *, on: datetime.date) -> Front:
    assessment, edition = workshop.assessment, workshop.assessment.edition
    framework = edition.framework
    words = f"Words of {framework.title}, {edition.label}."
    source = (words, edition.source, f"Licence: {framework.licence}", framework.attribution)
    return Front(
        title=title,
        subtitle=f"{workshop.title}. {assessment.force}: {assessment}",
        kind=kind,
        about=workshop.title,
        force=assessment.force.name,
        marking=assessment.get_marking_display(),
        on=on,
        source=tuple(line for line in source if line),
    )


def _columns(whole: Matrix, places: list[int]) -> tuple[Column, ...]:
    rungs = [whole.columns[place] for place in places]
    return tuple(
        Column(rung.name, tuple(text for text in (rung.place, rung.definition, rung.lead_in) if text)) for rung in rungs
    )


def _group(group: RowGroup, rows: tuple[MatrixRow, ...], places: list[int]) -> GridGroup:
    above = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ".join(node.title for node in group.above)
    return GridGroup(above, tuple(_row(row, places) for row in rows))


def _row(row: MatrixRow, places: list[int]) -> GridRow:
    cells = [row.cells[place] for place in places]
    name = f"{row.code} {row.node.title}".strip()
    return GridRow(name, tuple(GridCell(cell.title, tuple(map(line_of, cell.lines))) for cell in cells))


def line_of(statement: Words | Line) -> str:
    """Return a statement with its code, as the sheet prints it and the form lists it."""
    return f"{statement.code} {statement.text}".strip()


def _question(workshop: Workshop, words: Content, node: Node) -> Question:
    parts = tuple(
        Part(heading_of(node, below, level), tuple(map(line_of, statements)))
        for below, level, statements in by_level(words, node, asked(workshop, node))
    )
    return Question(
        name=f"{node.number} {node.title}".strip(),
        boxes=(*map(numbered, words.levels), CANT_SAY_WORDS) if node.takes_level else (CANT_SAY_WORDS,),
        answers=tuple(str(answer.label) for answer in Judgement.Answer) if parts else (),
        parts=parts,
    )
