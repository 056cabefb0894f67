"""The board's paper as a document: the text of its sections, its tables and its appendices."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence

from inspections.board_paper.register import appendix, board_of, lead_of, shortened
from inspections.board_paper.report import BoardReport, ReportLine
from inspections.calendar.page import DiaryEntry
from inspections.document_tables import table_or_sentence
from inspections.finding.lifecycle import said
from inspections.models import BoardPaper, PaperSection
from inspections.readiness.page import Readiness
from inspections.register.table import Counts
from reports.document import Block, Bullets, Cell, Document, Heading, PageBreak, Paragraph, Table

Key = PaperSection.Key
KIND = "board-paper"
OF_EACH = ("Causes of concern", "Recs", "Areas for improvement")
FIGURES = (43, 19, 19, 19)
# Lines of a table between the sections; the register has the others.
MOST_BETWEEN = 40

# The heading of each section as the paper prints it.
HEADINGS = {key.value: f"{number} {key.label}" for number, key in enumerate(Key, 1)}


def paper_document(
    report: BoardReport, paper: BoardPaper, texts: Mapping[str, str], *, on: datetime.date, issued: bool
) -> Document:
    """Return the paper; `texts` holds each section's words by its key, `on` is the day that the paper bears."""
    return Document(
        title=paper.title,
        subtitle=f"As at {said(report.on)}",
        kind=KIND,
        force=report.force.name,
        about=f"{paper.title} version {paper.version}",
        marking=paper.get_marking_display(),
        disclosable=paper.disclosable,
        author=paper.author,
        version=f"{paper.version}" if issued else f"{paper.version} (draft)",
        on=on,
        blocks=tuple(_blocks(report, texts, paper.register)),
    )


def prose(text: str) -> Iterator[Block]:
    """Yield a text's paragraphs, and its lines that begin with a hyphen as points."""
    points: list[str] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith("- "):
            points.append(line[2:].strip())
            continue
        if points:
            yield Bullets(tuple(points))
            points = []
        yield Paragraph(line)
    if points:
        yield Bullets(tuple(points))


def _blocks(report: BoardReport, texts: Mapping[str, str], register: str) -> Iterator[Block]:
    below: dict[str, Callable] = {"position": _position, "programme": _programme, "other": _other_activity}
    for key, heading in HEADINGS.items():
        yield Heading(heading)
        yield from prose(texts[key])
        if key in below:
            yield from below[key](report)
    yield PageBreak()
    yield from _terms_of_reference(report)
    yield from _gaps(report)
    yield PageBreak()
    yield from appendix(report, register)


def _position(report: BoardReport) -> Iterator[Block]:
    yield _register(report)
    yield Paragraph(
        "Figures in brackets are those, of the live ones, that were submitted to HMICFRS to be considered for closure.",
        quiet=True,
    )
    since = said(report.since)
    yield Heading(f"Movement since {since}", 2)
    yield _counted("From what was live before to what is live now", "Movement", report.table.balance)
    yield _counted("On the way to closure", "Movement", report.table.passed)
    yield Heading("How long findings have waited", 2)
    yield _counted("Time with the force so far", "Time", report.table.with_force)
    yield _counted("Time with HMICFRS so far, of those ever submitted", "Time", report.table.with_hmicfrs)
    yield Heading("Overdue", 2)
    yield from _overdue(report)
    yield Heading("Waiting with HMICFRS", 2)
    yield _waiting(report)
    yield Heading("The register against the portal", 2)
    yield _reconciliation(report)
    yield Heading(f"New since {since}", 2)
    yield from _new(report)


def _register(report: BoardReport) -> Table:
    table = report.table
    rows: list[tuple[Cell, ...]] = [(row.origin, *(figure.printed for figure in row.figures)) for row in table.rows]
    rows.append((table.total.origin, *(figure.printed or "0" for figure in table.total.figures)))
    if table.portal:
        rows.append((table.portal.label, *(str(number) for number in table.portal.figures)))
    caption = f"Live findings by type and origin, as at {said(report.on)}"
    return Table(caption, ("Origin", *OF_EACH), tuple(rows), widths=FIGURES)


def _counted(caption: str, first: str, counts: Sequence[Counts]) -> Table:
    rows = tuple((count.label, *count.figures) for count in counts)
    return Table(caption, (first, *OF_EACH), rows, widths=FIGURES)


def _overdue(report: BoardReport) -> Iterator[Block]:
    columns = {"Reference": 14, "Finding": 40, "Due": 18, "Days overdue": 11, "Force lead": 17}
    rows = (
        (line.finding.reference, shortened(line.finding.text), line.finding.due_on, line.days_overdue, lead_of(line))
        for line in report.overdue[:MOST_BETWEEN]
    )
    otherwise = "No live finding with the force is past its due date."
    yield table_or_sentence("Overdue findings, the longest first", columns, rows, otherwise)
    yield from _others(report.overdue, "overdue")


def _waiting(report: BoardReport) -> Block:
    widths = (20, 20, 16, 12, 20, 12)
    columns = dict(zip(("Batch", "Submitted", *OF_EACH, "Days so far"), widths, strict=True))
    rows = ((batch.name, batch.on, *batch.counts, batch.days) for batch in report.waiting)
    otherwise = "Nothing is with HMICFRS for closure."
    return table_or_sentence("What is still with HMICFRS, by batch", columns, rows, otherwise)


def _reconciliation(report: BoardReport) -> Block:
    table = report.table
    if table.portal is None or table.portal_on is None:
        return Paragraph("What HMICFRS's monitoring portal counts isn't recorded.")
    ours = tuple(figure.live for figure in table.total.figures)
    apart = tuple(here - there for here, there in zip(ours, table.portal.figures, strict=True))
    rows: tuple[tuple[Cell, ...], ...] = (
        (table.total.origin, *ours),
        (f"{table.portal.label}, counted {said(table.portal_on)}", *table.portal.figures),
        ("Register less portal", *apart),
    )
    return Table("Both sides' totals", ("Counted", *OF_EACH), rows, widths=FIGURES)


def _new(report: BoardReport) -> Iterator[Block]:
    columns = {"Reference": 14, "Type": 17, "Finding": 35, "Force lead": 17, "Board": 17}
    rows = (
        (
            line.finding.reference,
            line.finding.get_kind_display(),
            shortened(line.finding.text),
            lead_of(line),
            board_of(line),
        )
        for line in report.new[:MOST_BETWEEN]
    )
    yield table_or_sentence("Findings issued, with their owners", columns, rows, "No finding was issued.")
    yield from _others(report.new, "new")


def _others(lines: Sequence[ReportLine], what: str) -> Iterator[Block]:
    """Say how many lines a table has of how many there are, where that isn't all."""
    if len(lines) > MOST_BETWEEN:
        yield Paragraph(f"These are {MOST_BETWEEN} of the {len(lines):,} {what} findings.", quiet=True)


def _programme(report: BoardReport) -> Iterator[Block]:
    if report.programme:
        yield _dates("Dates of the PEEL programme", report.programme)


def _other_activity(report: BoardReport) -> Iterator[Block]:
    if report.planned or report.thematic:
        yield _dates("Other inspections", (*report.planned, *report.thematic), kinds=True)
    if report.clocks:
        due = tuple((clock.title, clock.period.last, clock.countdown) for clock in report.clocks)
        heads = ("Report", "Last day", "How far off")
        yield Table("Comments that the police and crime commissioner owes", heads, due, widths=(55, 25, 20))


def _dates(caption: str, entries: Sequence[DiaryEntry], *, kinds: bool = False) -> Table:
    """Return dates as a table, with what kind each is where asked for, and with notes where there are any."""
    notes = any(entry.note for entry in entries)
    columns = {"Date": 24, "Activity": 40, **({"Kind": 22} if kinds else {}), **({"Note": 24} if notes else {})}
    rows = tuple(
        (entry.period.printed, entry.title, *([entry.detail] if kinds else []), *([entry.note] if notes else []))
        for entry in entries
    )
    return Table(caption, tuple(columns), rows, widths=tuple(columns.values()))


def _terms_of_reference(report: BoardReport) -> Iterator[Block]:
    board = report.terms.board
    yield Heading(f"Appendix A: terms of reference of the {board}")
    yield Heading("Purpose", 2)
    yield from prose(board.purpose or "Not recorded.")
    if board.activities:
        yield Heading("Core activities", 2)
        yield Bullets(tuple(board.activities))
    yield Heading("Members", 2)
    yield Bullets(report.terms.seats) if report.terms.seats else Paragraph("Not recorded.")
    yield Heading("How it works", 2)
    yield Paragraph(f"Meets: {board.frequency}" if board.frequency else "How often it meets isn't recorded.")
    yield from prose(board.administration)


def _gaps(report: BoardReport) -> Iterator[Block]:
    answer = report.readiness
    if answer is None:
        yield Heading("Appendix B: gaps against the inspectorate's framework")
        yield Paragraph("The force has no self-assessment against it yet.")
        return
    yield Heading(f"Appendix B: gaps against the {answer.report.framework}, ranked")
    yield Paragraph(
        f"By the force's own assessment, {answer.spoken_by}, as it stood when this paper was written. The grades are "
        "the force's own, not HMICFRS's. The greatest risk comes first.",
        quiet=True,
    )
    if answer.report.marks:
        yield Bullets(answer.report.marks)
    if answer.ranked:
        yield _ranked(answer)
    else:
        yield Paragraph("Nothing is known against any question.")
    yield from _published(answer, report.on)
    yield Paragraph(answer.report.attribution, quiet=True)


def _ranked(answer: Readiness) -> Table:
    rows = tuple(
        (rank, row.label, row.grade, f"{row.met} of {row.characteristics}", " ".join(row.reasons))
        for rank, row in enumerate(answer.ranked, 1)
    )
    heads = ("Rank", "Question", "Self grade", "Met", "Why")
    return Table("Questions with something to do", heads, rows, widths=(7, 28, 17, 12, 36))


def _published(answer: Readiness, on: datetime.date) -> Iterator[Block]:
    """Yield what HMICFRS had last published of each question on a day, beside what the force says."""
    rows = tuple(
        (
            f"{row.number} {row.title}".strip(),
            row.published.level.name,
            row.published.source,
            row.now.name if row.now else "Not decided",
        )
        for row in answer.report.rows
        if row.published
    )
    if rows:
        heads = ("Question", "Published grade", "Report", "Self grade")
        yield Table(f"What HMICFRS had last published on {said(on)}", heads, rows, widths=(30, 18, 32, 20))
