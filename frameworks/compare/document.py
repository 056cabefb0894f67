"""The comparison of two editions as a document: what its page shows, with each change named in words."""

import datetime

from frameworks.compare.editions import Comparison
from frameworks.compare.page import ComparedCriterion, ComparedLine, ComparisonPage, Placed, comparison_page
from frameworks.models import Framework
from reports.document import MARKINGS, Block, Bullets, Document, Heading, Paragraph, Table

RULE = ("What", "Old edition", "New edition")
HEADINGS = ("Change", "Old edition", "New edition", "What changed in words")


def comparison_document(comparison: Comparison, framework: Framework, shown: str, *, on: datetime.date) -> Document:
    """Return the comparison for Word: the sort of changes that the page shows."""
    page = comparison_page(comparison, shown)
    counts = tuple(f"{sort.label}: {sort.number}" for sort in page.sorts)
    return Document(
        title="Two editions compared",
        subtitle=f"{framework.title}: {comparison.old.label} and {comparison.new.label}",
        kind="comparison",
        force="All forces",
        about=f"{framework.title} {comparison.old.label} {comparison.new.label}",
        marking=MARKINGS[0],
        disclosable=True,
        author="Assess your force",
        version="1.0",
        on=on,
        blocks=(
            Heading("What changed"),
            Paragraph(page.criteria_counted),
            Paragraph("Statements:"),
            Bullets(counts),
            Paragraph(
                "Which statement became which is worked out from likeness of words, and corrected by hand. A number"
                " alone ties nothing together. It is this product's own reading, not the publisher's.",
                quiet=True,
            ),
            *_rule(page),
            *(block for criterion in page.criteria for block in _blocks(criterion)),
            Paragraph(f"{framework.attribution} {framework.licence}", quiet=True),
        ),
    )


def _rule(page: ComparisonPage) -> list[Block]:
    if not page.rule:
        return []
    return [Heading("The rule"), Table("What changed in the rule", RULE, page.rule, wide=True)]


def _blocks(criterion: ComparedCriterion) -> list[Block]:
    name, old_name = ", ".join(criterion.new or criterion.old), ", ".join(criterion.old)
    change = f"Criterion: {str(criterion.change.label).lower()}."
    blocks: list[Block] = [Heading(name, level=2), Paragraph(change)]
    if criterion.old and name != old_name:
        blocks.append(Paragraph(f"Was: {old_name}"))
    if criterion.lines:
        rows = tuple(_row(line) for line in criterion.lines)
        blocks.append(Table(f"Statements of {name}", HEADINGS, rows, widths=(14, 31, 31, 24), wide=True))
    return blocks


def _row(line: ComparedLine) -> tuple[str, ...]:
    label = f"{line.change.label}, by hand" if line.by_hand else str(line.change.label)
    moved, turn = (f"Was in {line.moved_from}." if line.moved_from else ""), (f"{line.turn}." if line.turn else "")
    words = " ".join(part for part in (moved, line.words, turn) if part)
    return label, _texts(line.old), _texts(line.new), words


def _texts(side: tuple[Placed, ...]) -> str:
    return "\n".join(
        " ".join(part for part in (f"{placed.level}:" if placed.level else "", placed.number, placed.text) if part)
        for placed in side
    )
