"""The cells of a pasted table and where each may stand: merged ones in several places, those of a short row in doubt.

Plain Python: a table in HTML or with tabs between its cells in, cells out.
"""

import csv
import io
import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import count

BREAKS = {"br", "p", "li", "div", "tr"}
MOST_CELLS = 5_000
# More than any real table merges; a page may name any number.
MOST_MERGED = 200
# A cell in quotes, as spreadsheets copy one that has several lines or quotes of its own.
QUOTED = re.compile(r'(?:^|\t)"((?:[^"]|"")+)"(?=\t|\r?$)', re.M)


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one cell, with all rows and columns that it covers.

    `is_in_doubt` where its row is short: then it stands in one of these columns or rows, and it isn't told which.
    """

    text: str
    rows: range
    columns: range
    is_in_doubt: bool = False

    @property
    def turned(self) -> "Cell":
        """The cell with rows for columns."""
        return Cell(self.text, self.columns, self.rows, self.is_in_doubt)


@dataclass(frozen=True, slots=True)
class Grid:
    """The filled cells of a table in reading order. `short` is how many cells its first row has too few."""

    cells: tuple[Cell, ...]
    height: int
    width: int
    short: int = 0

    @property
    def turned(self) -> "Grid":
        """The table with rows for columns, in its own reading order."""
        cells = sorted((cell.turned for cell in self.cells), key=lambda cell: (cell.rows.start, cell.columns.start))
        return Grid(tuple(cells), self.width, self.height, self.short)

    def texts(self) -> dict[tuple[int, int], str]:
        """Return what stands at each row and column: a merged cell at all of its places, one in doubt at the first."""
        texts = {}
        for cell in self.cells:
            rows, columns = (cell.rows[:1], cell.columns[:1]) if cell.is_in_doubt else (cell.rows, cell.columns)
            texts.update({(row, column): cell.text for row in rows for column in columns})
        return texts


@dataclass(frozen=True, slots=True)
class _Copied:
    """A cell as it was copied: its words, and over how many rows and columns it goes."""

    text: str
    down: int = 1
    across: int = 1


def grid_of(text: str, is_name: Callable[[str], bool] = lambda cell: False) -> Grid:
    """Return the cells of a table in HTML or with tabs; lines within a cell stay lines.

    A line whose first cell is a name, of a level or a criterion, begins a row.
    """
    if re.search(r"<t[dh][\s>]", text, re.I):
        reader = _HtmlTable()
        reader.feed(text)
        reader.close()
        return _placed(reader.rows)
    if any("\n" in cell[1] or '""' in cell[1] for cell in QUOTED.finditer(text)):
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter="\t")]
    else:
        rows = _lines(text.replace("\r\n", "\n").strip("\n"), is_name)
    return _placed([[_Copied(cell) for cell in row] for row in rows])


def _placed(rows: list[list[_Copied]]) -> Grid:
    """Return the cells where they stand: each in the first place of its row that no cell from above covers.

    None of them where they would cover more than MOST_CELLS; then the size tells so.
    """
    covered = sum(min(cell.down, len(rows) - at) * cell.across for at, row in enumerate(rows) for cell in row)
    if covered > MOST_CELLS:
        return Grid((), len(rows), covered)
    cells: list[Cell] = []
    taken: list[set[int]] = [set() for _ in rows]
    for at, row in enumerate(rows):
        for copied in row:
            first = next(column for column in count() if column not in taken[at])
            cell = Cell(copied.text, range(at, min(at + copied.down, len(rows))), range(first, first + copied.across))
            cells.append(cell)
            for below in cell.rows:
                taken[below].update(cell.columns)
    return _filled([cell for cell in cells if cell.text], [len(columns) for columns in taken])


def _filled(cells: list[Cell], wide: list[int]) -> Grid:
    """Return the table without its empty rows; what stands in a short row may stand as much further on."""
    kept = [row for row in range(len(wide)) if any(row in cell.rows for cell in cells)]
    width = max((wide[row] for row in kept), default=0)
    filled = []
    for cell in cells:
        lacking = width - wide[cell.rows.start]
        rows = range(bisect_left(kept, cell.rows.start), bisect_left(kept, cell.rows.stop))
        columns = range(cell.columns.start, cell.columns.stop + lacking)
        filled.append(Cell(cell.text, rows, columns, is_in_doubt=lacking > 0))
    return Grid(tuple(filled), len(kept), width, width - wide[kept[0]] if kept else 0)


def _lines(text: str, is_name: Callable[[str], bool]) -> list[list[str]]:
    """Return rows of cells as Word copies them: a further paragraph of a cell is a line of its own."""
    wide = max((line.count("\t") for line in text.split("\n")), default=0) + 1
    grid: list[list[str]] = []
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split("\t")]
        before = len(grid[-1]) if grid else wide
        goes_on = before + len(cells) - 1 <= wide if before < wide else len(cells) == 1 and len(grid) > 1
        if goes_on and any(cells) and not is_name(cells[0]):
            grid[-1][-1] = f"{grid[-1][-1]}\n{cells[0]}".strip()
            grid[-1] += cells[1:]
        elif any(cells):
            grid.append(cells)
    return grid


class _HtmlTable(HTMLParser):
    """Reads the cells of the tables in a piece of HTML; nothing else of it is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[_Copied]] = []
        self.said: list[str] | None = None
        self.merged = (1, 1)
        self.ignored = 0

    def handle_starttag(self, tag, attrs):
        if tag in ("style", "script"):
            self.ignored += 1
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.said = []
            self.merged = _merged(dict(attrs), "rowspan"), _merged(dict(attrs), "colspan")
        elif tag in BREAKS and self.said is not None:
            self.said.append("\n")

    def handle_endtag(self, tag):
        if tag in ("style", "script"):
            self.ignored -= 1
        elif tag in ("td", "th") and self.said is not None:
            lines = (" ".join(line.split()) for line in "".join(self.said).split("\n"))
            self.rows = self.rows or [[]]
            self.rows[-1].append(_Copied("\n".join(line for line in lines if line), *self.merged))
            self.said = None

    def handle_data(self, data):
        if self.said is not None and not self.ignored:
            # A line end in the source is a space; only an element breaks a line.
            self.said.append(re.sub(r"\s+", " ", data))


def _merged(attributes: Mapping[str, str | None], name: str) -> int:
    """Return over how many rows or columns a cell goes. A rowspan of 0 goes to the end of the table."""
    said = (attributes.get(name) or "1").strip()
    if not said.isdecimal():
        return 1
    return MOST_MERGED if name == "rowspan" and int(said) == 0 else min(max(int(said), 1), MOST_MERGED)
