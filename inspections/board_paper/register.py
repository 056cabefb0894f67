"""The register as it comes with a paper: as its last appendix, as an Excel file beside it, or not at all."""

import dataclasses
import datetime
from collections.abc import Callable, Iterator, Sequence

from inspections.board_paper.report import BoardReport, ReportLine
from inspections.finding.lifecycle import said
from inspections.models import BoardPaper, Finding
from reports.document import Block, Cell, Document, Heading, Paragraph, Sheet, Table, Workbook

# So many lines are about twenty pages. Thousands take longer than a minute to set, and nobody reads them on paper.
MOST_LINES = 250
# Of a finding's words, in a table of a paper.
CELL_LENGTH = 240
SHORT_KINDS = {Finding.Kind.CAUSE_OF_CONCERN: "CoC", Finding.Kind.RECOMMENDATION: "Rec", Finding.Kind.AFI: "AFI"}
LATER = datetime.date.max
BESIDE = "the Excel file that comes with this paper"
AS_RECORDED = "Leads, boards and dates are those recorded when this paper was written."
COLUMNS: tuple[tuple[str, Callable[[ReportLine], Cell]], ...] = (
    ("Reference", lambda line: line.finding.reference),
    ("Type", lambda line: line.finding.get_kind_display()),
    ("Finding", lambda line: line.finding.text),
    ("Inspection", lambda line: line.finding.inspection.title),
    ("State", lambda line: line.finding.state_name),
    ("State since", lambda line: line.since),
    ("Force lead", lambda line: lead_of(line)),
    ("Board", lambda line: board_of(line)),
    ("Due", lambda line: line.finding.due_on),
    ("Days overdue", lambda line: line.days_overdue),
    ("Closedown", lambda line: line.finding.closedown_on),
)


def register_beside(report: BoardReport, choice: str) -> Table | None:
    """Return the table of the Excel file that comes with the paper: where that was chosen, or a table has no room."""
    too_long = choice == BoardPaper.Register.TABLE and report.live > MOST_LINES
    if choice != BoardPaper.Register.FILE and not too_long:
        return None
    rows = tuple(tuple(get(line) for _, get in COLUMNS) for line in report.lines)
    return Table(f"Live findings as at {said(report.on)}", tuple(heading for heading, _ in COLUMNS), rows, wide=True)


def register_workbook(document: Document, register: Table) -> Workbook:
    """Return the workbook that comes with a paper, marked as the paper is."""
    title, note = f"{document.title}: the register", Paragraph(AS_RECORDED)
    front = dataclasses.replace(document, title=title, kind="board-paper-register", blocks=(note,))
    return Workbook(front, (Sheet("Register", register),))


def appendix(report: BoardReport, choice: str) -> Iterator[Block]:
    """Yield the appendix: the table, as much of it as there is room for, or where it is."""
    if choice == BoardPaper.Register.NONE:
        return
    yield Heading("Appendix C: the register")
    live = f"findings that were live on {said(report.on)}"
    if not report.lines:
        yield Paragraph("Nothing on the register was live.")
    elif choice == BoardPaper.Register.FILE:
        yield Paragraph(f"The {report.live:,} {live} stand in {BESIDE}. {AS_RECORDED}")
    elif report.live > MOST_LINES:
        yield Paragraph(
            f"Of the {report.live:,} {live}, the {MOST_LINES} that are due first stand here, the overdue ones before "
            f"all others. All of them stand in {BESIDE}. {AS_RECORDED}",
            quiet=True,
        )
        due_first = sorted(report.lines, key=lambda line: (line.days_overdue is None, line.finding.due_on or LATER))
        yield from _table(f"The {MOST_LINES} live findings that are due first", due_first[:MOST_LINES])
    else:
        yield Paragraph(f"The {report.live} {live}. {AS_RECORDED}", quiet=True)
        yield from _table("Live findings, by reference", report.lines)


def _table(caption: str, lines: Sequence[ReportLine]) -> Iterator[Block]:
    heads = ("Reference", "Type", "Finding", "Inspection", "State", "Force lead, board", "Due", "Closedown")
    widths = (9, 6, 29, 15, 12, 16, 9, 9)
    yield Table(caption, heads, tuple(_extracted(line) for line in lines), widths=widths, wide=True)
    yield Paragraph("CoC: cause of concern. Rec: recommendation. AFI: area for improvement.", quiet=True)


def _extracted(line: ReportLine) -> tuple[Cell, ...]:
    finding = line.finding
    return (
        finding.reference,
        SHORT_KINDS[Finding.Kind(finding.kind)],
        shortened(finding.text),
        finding.inspection.title,
        f"{finding.state_name}, {_day(line.since)}",
        f"{lead_of(line)}, {board_of(line)}" if finding.force_lead or finding.board else "Nobody yet",
        f"{_day(finding.due_on)}{' (overdue)' if line.days_overdue else ''}",
        _day(finding.closedown_on),
    )


def lead_of(line: ReportLine) -> str:
    """Return who leads on a finding, or that nobody does yet."""
    return str(line.finding.force_lead or "Nobody yet")


def board_of(line: ReportLine) -> str:
    """Return the board that owns a finding, or that none does yet."""
    return str(line.finding.board or "None yet")


def shortened(text: str) -> str:
    """Return a finding's words as far as a table of a paper has room for them."""
    return text if len(text) <= CELL_LENGTH else f"{text[: CELL_LENGTH - 1].rstrip()}…"


def _day(day: datetime.date | None) -> str:
    """Return a day as a narrow column has room for it: 5 Apr 2026."""
    return f"{day.day} {day:%b %Y}" if day else ""
