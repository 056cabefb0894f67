"""Tables in papers and packs."""

from collections.abc import Iterable, Mapping

from reports.document import Block, Paragraph, Table


def table_or_sentence(
    caption: str, columns: Mapping[str, int], rows: Iterable[tuple], otherwise: str, *, wide: bool = False
) -> Block:
    """Return a table whose columns are given as headings with widths; or the sentence, where there are no rows."""
    cells = tuple(rows)
    if not cells:
        return Paragraph(otherwise)
    return Table(caption, tuple(columns), cells, widths=tuple(columns.values()), wide=wide)
