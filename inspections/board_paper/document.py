"""The board's paper as a document: the words of its sections, and the tables that the figures make."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspections.board_paper.report import BoardReport, ReportLine
from inspections.calendar.page import DiaryEntry
from inspections.finding.lifecycle import said
from inspections.models import BoardPaper, Finding, PaperSection
from inspections.register.table import Counts
from reports.document import Block, Bullets, Cell, Document, Heading, PageBreak, Paragraph, Table

Key = PaperSection.Key
KIND = "board-paper"
OF_EACH = ("Causes of concern", "Recs", "Areas for improvement")
FIGURES = (43, 19, 19, 19)
CELL_LENGTH = 240
SHORT_KINDS = {Finding.Kind.CAUSE_OF_CONCERN: "CoC", Finding.Kind.RECOMMENDATION: "Rec", Finding.Kind.AFI: "AFI"}


@dataclass(frozen=True, slots=True)
class Part:
    """One section with its heading as the paper prints it."""

    key: str
    heading: str


PARTS = tuple(Part(key.value, f"{number} {key.label}") for number, key in enumerate(Key, 1))


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
        blocks=tuple(_blocks(report, texts)),
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


def _blocks(report: BoardReport, texts: Mapping[str, str]) -> Iterator[Block]:
    below = {Key.POSITION: _position, Key.PROGRAMME: _programme, Key.OTHER_ACTIVITY: _other_activity}
    for part in PARTS:
        yield Heading(part.heading)
        yield from prose(texts[part.key])
        if write := below.get(Key(part.key)):
            yield from write(report)
    yield PageBreak()
    yield from _terms_of_reference(report)
    yield from _gaps(report)
    yield PageBreak()
    yield from _extract(report)


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
    yield from _waiting(report)
    yield Heading("The register against the portal", 2)
    yield from _reconciliation(report)
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
    rows = tuple((each.label, *each.figures) for each in counts)
    return Table(caption, (first, *OF_EACH), rows, widths=FIGURES)


def _overdue(report: BoardReport) -> Iterator[Block]:
    if not report.overdue:
        yield Paragraph("No live finding with the force is past its due date.")
        return
    rows = tuple(
        (each.finding.reference, _short(each.finding.text), each.finding.due_on, each.days_overdue, _lead(each))
        for each in report.overdue
    )
    heads = ("Reference", "Finding", "Due", "Days overdue", "Force lead")
    yield Table("Overdue findings, the longest first", heads, rows, widths=(14, 40, 18, 11, 17))


def _waiting(report: BoardReport) -> Iterator[Block]:
    if not report.waiting:
        yield Paragraph("Nothing is with HMICFRS for closure.")
        return
    rows: tuple[tuple[Cell, ...], ...] = tuple((each.name, each.on, *each.counts, each.days) for each in report.waiting)
    heads = ("Batch", "Submitted", *OF_EACH, "Days so far")
    yield Table("What is still with HMICFRS, by batch", heads, rows, widths=(20, 20, 16, 12, 20, 12))


def _reconciliation(report: BoardReport) -> Iterator[Block]:
    table = report.table
    if table.portal is None or table.portal_on is None:
        yield Paragraph("What HMICFRS's monitoring portal counts isn't recorded.")
        return
    ours = tuple(figure.live for figure in table.total.figures)
    apart = tuple(mine - theirs for mine, theirs in zip(ours, table.portal.figures, strict=True))
    rows: tuple[tuple[Cell, ...], ...] = (
        (table.total.origin, *ours),
        (f"{table.portal.label}, counted {said(table.portal_on)}", *table.portal.figures),
        ("Register less portal", *apart),
    )
    yield Table("Both sides' totals", ("Counted", *OF_EACH), rows, widths=FIGURES)


def _new(report: BoardReport) -> Iterator[Block]:
    if not report.new:
        yield Paragraph("No finding was issued.")
        return
    rows = tuple(
        (each.finding.reference, each.finding.get_kind_display(), _short(each.finding.text), _lead(each), _board(each))
        for each in report.new
    )
    heads = ("Reference", "Type", "Finding", "Force lead", "Board")
    yield Table("Findings issued, with their owners", heads, rows, widths=(14, 17, 35, 17, 17))


def _programme(report: BoardReport) -> Iterator[Block]:
    if report.programme:
        yield _dates("Dates of the PEEL programme", report.programme)


def _other_activity(report: BoardReport) -> Iterator[Block]:
    if report.planned or report.thematic:
        yield _dates("Other inspections", (*report.planned, *report.thematic), kinds=True)
    if report.clocks:
        due = ((each.title, each.period.last, each.countdown) for each in report.clocks)
        heads = ("Report", "Last day", "How far off")
        yield Table("Comments that the police and crime commissioner owes", heads, tuple(due), widths=(55, 25, 20))


def _dates(caption: str, entries: Sequence[DiaryEntry], *, kinds: bool = False) -> Table:
    """Return dates as a table, with what kind each is where asked for, and with notes where there are any."""
    notes = any(each.note for each in entries)
    columns = [("Date", 24), ("Activity", 40), *([("Kind", 22)] if kinds else []), *([("Note", 24)] if notes else [])]
    rows = (
        (each.period.printed, each.title, *([each.detail] if kinds else []), *([each.note] if notes else []))
        for each in entries
    )
    heads, widths = zip(*columns, strict=True)
    return Table(caption, heads, tuple(rows), widths=widths)


def _extract(report: BoardReport) -> Iterator[Block]:
    yield Heading("Appendix C: the register")
    yield Paragraph(
        f"The {report.live} findings that were live on {said(report.on)}. Leads, boards and dates are those recorded "
        "when this paper was written.",
        quiet=True,
    )
    if not report.lines:
        yield Paragraph("Nothing on the register was live.")
        return
    heads = ("Reference", "Type", "Finding", "Inspection", "State", "Force lead, board", "Due", "Closedown")
    rows = tuple(_extracted(each) for each in report.lines)
    widths = (9, 6, 29, 15, 12, 16, 9, 9)
    yield Table("Live findings, by reference", heads, rows, widths=widths, wide=True)
    yield Paragraph("CoC: cause of concern. Rec: recommendation. AFI: area for improvement.", quiet=True)


def _extracted(line: ReportLine) -> tuple[Cell, ...]:
    finding = line.finding
    return (
        finding.reference,
        SHORT_KINDS[Finding.Kind(finding.kind)],
        _short(finding.text),
        finding.inspection.title,
        f"{finding.state_name}, {_day(line.since)}",
        f"{_lead(line)}, {_board(line)}" if finding.force_lead or finding.board else "Nobody yet",
        f"{_day(finding.due_on)}{' (overdue)' if line.days_overdue else ''}",
        _day(finding.closedown_on),
    )


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
        f"By the force's own assessment ({answer.report.round_label}), as it stood when this paper was written. The "
        "grades are the force's own, not HMICFRS's. The greatest risk comes first.",
        quiet=True,
    )
    if not answer.ranked:
        yield Paragraph("Nothing is known against any question.")
        return
    rows = tuple(
        (rank, each.label, each.grade, f"{each.met} of {each.characteristics}", " ".join(each.reasons))
        for rank, each in enumerate(answer.ranked, 1)
    )
    heads = ("Rank", "Question", "Self grade", "Met", "Why")
    yield Table("Questions with something to do", heads, rows, widths=(7, 28, 17, 12, 36))
    yield Paragraph(answer.report.attribution, quiet=True)


def _day(day: datetime.date | None) -> str:
    """Return a day as a narrow column has room for it: 5 Apr 2026."""
    return f"{day.day} {day:%b %Y}" if day else ""


def _lead(line: ReportLine) -> str:
    return str(line.finding.force_lead or "Nobody yet")


def _board(line: ReportLine) -> str:
    return str(line.finding.board or "None yet")


def _short(text: str) -> str:
    return text if len(text) <= CELL_LENGTH else f"{text[: CELL_LENGTH - 1].rstrip()}…"
