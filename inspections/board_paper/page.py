"""What the pages about papers show: a draft as it would be issued now, or an issued paper as it was."""

import datetime
from dataclasses import dataclass

from accounts.models import Force
from inspections.board_paper.document import PARTS, paper_document
from inspections.board_paper.draft_words import drafted
from inspections.board_paper.issue import restored
from inspections.board_paper.report import BoardReport, board_report
from inspections.models import BoardPaper, IssuedPaper, PaperSection
from reports.document import Block, Document, Table
from reports.text import cell_text, is_number


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """One block for a page: its kind's name, and for a section's heading which section and what became of its text.

    `rows` are a table's, each cell as its words and whether it belongs at the right; `heads` are its headings.
    """

    kind: str
    block: Block
    rows: tuple[tuple[tuple[str, bool], ...], ...]
    heads: tuple[tuple[str, bool], ...]
    section: str
    edited: PaperSection | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper with its document; `issued` is None while it is a draft, `later` the version that follows."""

    paper: BoardPaper
    document: Document
    blocks: tuple[ShownBlock, ...]
    issued: IssuedPaper | None
    later: BoardPaper | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's figures, the text drafted for each section, and the words that people put in the place of some."""

    report: BoardReport
    drafted: dict[str, str]
    written: dict[str, PaperSection]

    @property
    def texts(self) -> dict[str, str]:
        """Each section's words: people's where there are any."""
        return {key: self.written[key].text if key in self.written else text for key, text in self.drafted.items()}

    def is_stale(self, key: str) -> bool:
        """Return whether the figures say something else by now than when somebody wrote over them."""
        return key in self.written and self.written[key].drafted != self.drafted[key]


def draft_of(paper: BoardPaper) -> Draft:
    """Return a draft as it stands: one query besides the report's."""
    report = board_report(paper.force, paper.on, since=paper.since, board=paper.board)
    written = {each.key: each for each in paper.sections.select_related("by").order_by("pk")}
    return Draft(report, drafted(report), written)


def draft_document(paper: BoardPaper, draft: Draft, *, on: datetime.date, issued: bool = False) -> Document:
    """Return the document of a draft, bearing that day; as it is issued where `issued` says so."""
    return paper_document(draft.report, paper, draft.texts, on=on, issued=issued)


def issued_of(paper: BoardPaper) -> IssuedPaper | None:
    """Return the paper as it was issued; None while it is a draft."""
    return getattr(paper, "issued", None)


def document_of(paper: BoardPaper, *, on: datetime.date) -> Document:
    """Return the paper's document: the one that was issued, or else the draft as at now."""
    issued = issued_of(paper)
    return restored(issued.text) if issued else draft_document(paper, draft_of(paper), on=on)


def paper_page(paper: BoardPaper, *, on: datetime.date) -> PaperPage:
    """Return the page of a paper that was fetched with its force, board and issue."""
    if issued := issued_of(paper):
        document = restored(issued.text)
        later = BoardPaper.objects.filter(follows=paper).first()
        return PaperPage(paper, document, shown(document, None), issued, later)
    draft = draft_of(paper)
    document = draft_document(paper, draft, on=on)
    return PaperPage(paper, document, shown(document, draft), None, None)


def shown(document: Document, draft: Draft | None) -> tuple[ShownBlock, ...]:
    """Return a document's blocks for a page; the headings of a draft's sections know which section they head."""
    keys = {part.heading: part.key for part in PARTS} if draft else {}
    return tuple(_shown(block, keys.get(getattr(block, "text", ""), ""), draft) for block in document.blocks)


def _shown(block: Block, key: str, draft: Draft | None) -> ShownBlock:
    written = draft.written.get(key) if draft else None
    stale = bool(draft and draft.is_stale(key))
    rows, heads = _cells(block) if isinstance(block, Table) else ((), ())
    return ShownBlock(type(block).__name__, block, rows, heads, key, written, stale)


def _cells(table: Table) -> tuple[tuple, tuple]:
    """Return a table's cells as the files have them: in words, numbers at the right, as are their headings."""
    rows = tuple(tuple((cell_text(cell), is_number(cell)) for cell in row) for row in table.rows)
    right = [any(row[place][1] for row in rows) for place in range(len(table.headings))]
    return rows, tuple(zip(table.headings, right, strict=True))


def papers_of(force: Force) -> tuple[BoardPaper, ...]:
    """Return the force's papers, the newest first; one query."""
    rows = BoardPaper.objects.filter(force=force).select_related("board", "issued", "meeting")
    return tuple(rows.order_by("-on", "title", "-version", "-pk"))
