"""The pages of papers: a draft as it would be issued now, or an issued paper as it was."""

import datetime
from dataclasses import dataclass

from accounts.models import Force
from assessments.models import Assessment
from inspections.board_paper.document import HEADINGS, paper_document
from inspections.board_paper.draft_words import drafted
from inspections.board_paper.issue import restored
from inspections.board_paper.register import register_beside
from inspections.board_paper.report import BoardReport, board_report
from inspections.models import BoardPaper, IssuedPaper, PaperSection
from reports.document import Block, Document, Table
from reports.text import cell_text, is_number


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """One block for a page. Above a draft's section it knows the section's key, and somebody's words for it, if any.

    `rows` are a table's, each cell as its text and whether it belongs at the right; `heads` are its headings.
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
    """A paper with its document; `issued` is None while it is a draft, `later` the version that follows.

    `assessment` is the one that it speaks by, None where there is none. `has_register` says whether an Excel file of
    the register comes with it.
    """

    paper: BoardPaper
    assessment: Assessment | None
    document: Document
    blocks: tuple[ShownBlock, ...]
    issued: IssuedPaper | None
    has_register: bool
    later: BoardPaper | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's figures, the text drafted for each section, and what people wrote in its place."""

    report: BoardReport
    drafted: dict[str, str]
    written: dict[str, PaperSection]

    @property
    def texts(self) -> dict[str, str]:
        """Each section's text: people's where there is any."""
        return {key: self.written[key].text if key in self.written else text for key, text in self.drafted.items()}

    def is_stale(self, key: str) -> bool:
        """Return whether another text would be drafted by now than when somebody wrote over it."""
        return key in self.written and self.written[key].drafted != self.drafted[key]


def draft_of(paper: BoardPaper) -> Draft:
    """Return a draft as it stands: one query besides the report's."""
    report = board_report(paper.force, paper.on, since=paper.since, board=paper.board, assessment=paper.assessment)
    sections = paper.sections.select_related("by").order_by("pk")
    return Draft(report, drafted(report), {section.key: section for section in sections})


def draft_document(paper: BoardPaper, draft: Draft, *, on: datetime.date, issued: bool = False) -> Document:
    """Return the document of a draft, bearing that day; as it is issued where `issued` says so."""
    return paper_document(draft.report, paper, draft.texts, on=on, issued=issued)


def with_register(
    paper: BoardPaper, draft: Draft, *, on: datetime.date, issued: bool = False
) -> tuple[Document, Table | None]:
    """Return the document of a draft, and the register that comes beside it, if it does."""
    document = draft_document(paper, draft, on=on, issued=issued)
    return document, register_beside(draft.report, paper.register)


def document_of(paper: BoardPaper, *, on: datetime.date) -> tuple[Document, Table | None]:
    """Return the same of a paper: as it was issued, or else as the draft stands."""
    return restored(paper.issued.text) if paper.is_issued else with_register(paper, draft_of(paper), on=on)


def paper_page(paper: BoardPaper, *, on: datetime.date) -> PaperPage:
    """Return the page of a paper that was fetched with its force, board and issue."""
    draft = None if paper.is_issued else draft_of(paper)
    document, register = with_register(paper, draft, on=on) if draft else restored(paper.issued.text)
    answer = draft.report.readiness if draft else None
    return PaperPage(
        paper=paper,
        assessment=answer.assessment if answer else paper.assessment,
        document=document,
        blocks=_shown(document, draft),
        issued=None if draft else paper.issued,
        has_register=register is not None,
        later=None if draft else BoardPaper.objects.filter(follows=paper).first(),
    )


def _shown(document: Document, draft: Draft | None) -> tuple[ShownBlock, ...]:
    """Return a document's blocks for a page; the headings of a draft's sections know which section they head."""
    keys = {heading: key for key, heading in HEADINGS.items()} if draft else {}
    return tuple(_shown_block(block, keys.get(getattr(block, "text", ""), ""), draft) for block in document.blocks)


def _shown_block(block: Block, key: str, draft: Draft | None) -> ShownBlock:
    table = block if isinstance(block, Table) else Table("", (), ())
    # As the files have them: numbers at the right, and so their headings.
    rows = tuple(tuple((cell_text(cell), is_number(cell)) for cell in row) for row in table.rows)
    at_right = [any(is_number(row[place]) for row in table.rows) for place in range(len(table.headings))]
    return ShownBlock(
        kind=type(block).__name__,
        block=block,
        rows=rows,
        heads=tuple(zip(table.headings, at_right, strict=True)),
        section=key,
        edited=draft.written.get(key) if draft else None,
        is_stale=bool(draft and draft.is_stale(key)),
    )


def papers_of(force: Force) -> tuple[BoardPaper, ...]:
    """Return the force's papers, the newest first; one query."""
    rows = BoardPaper.objects.filter(force=force).select_related("board", "issued", "meeting")
    return tuple(rows.order_by("-on", "title", "-version", "-pk"))
