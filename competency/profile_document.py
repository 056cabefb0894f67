"""A profile as a document. It knows the words, and no file format."""

import datetime
from collections.abc import Iterator

from django.utils.text import capfirst

from competency.levels import RULE
from competency.profile_report import Ahead, ProfileReport, ReportRow
from reports.document import Block, Bullets, Document, Heading, Paragraph, Table

# A person's own view of themselves needs more care than a force's papers.
MARKING = "OFFICIAL-SENSITIVE"


def profile_document(report: ProfileReport, *, on: datetime.date) -> Document:
    """Return somebody's own profile as a document; its name holds the profile's and never the person's."""
    profile, edition = report.profile, report.profile.edition
    return Document(
        title="Competency profile",
        subtitle=f"{profile.person}: {profile.label}. {edition.framework.title}, {edition.label}",
        kind="competency-profile",
        force=profile.force.name,
        about=profile.label,
        marking=MARKING,
        disclosable=False,
        author=str(profile.person),
        version="In progress" if profile.is_open else "Finished",
        on=on,
        blocks=tuple(_blocks(report)),
    )


def _blocks(report: ProfileReport) -> Iterator[Block]:
    yield Paragraph(f"Held against: {report.role}." if report.role else "Not held against a role.")
    yield Paragraph(RULE, quiet=True)
    yield Table(
        caption="Levels and gaps",
        headings=("Sub-competency", "Reached", "Expected", "Gap", "Answered"),
        rows=tuple(
            (row.title, _name(row.reached), _name(row.expected), row.distance, f"{row.answered} of {row.total}")
            for row in report.rows
        ),
        widths=(0.36, 0.16, 0.16, 0.18, 0.14),
    )
    for competency in report.competencies:
        yield Heading(competency.title)
        for row in competency.rows:
            yield from _row(row)
    edition = report.profile.edition
    yield Paragraph(f"Words of {edition.framework.title}, {edition.label}. {edition.framework.attribution}", quiet=True)


def _row(row: ReportRow) -> Iterator[Block]:
    yield Heading(row.title, 2)
    yield Paragraph(row.why)
    for ahead in row.ahead:
        yield from _ahead(ahead)
    if row.warnings:
        yield Heading("Underdone or overdone", 3)
        yield Bullets(tuple(f"{warned.aspect}: {warned.text} ({warned.answer})" for warned in row.warnings))


def _ahead(ahead: Ahead) -> Iterator[Block]:
    also = "next and expected" if ahead.is_next and ahead.is_expected else "next" if ahead.is_next else ""
    also = also or ("expected" if ahead.is_expected else "on the way")
    yield Heading(f"{_name(ahead.level)}, {ahead.title}: {also}", 3)
    if ahead.missing:
        yield Paragraph("Not wholly true yet:")
        yield Bullets(tuple(f"{missing.text} ({missing.answer})" for missing in ahead.missing))
    if ahead.unanswered:
        yield Paragraph("Not answered yet:")
        yield Bullets(ahead.unanswered)


def _name(level: str) -> str:
    return capfirst(level) or "None"
