"""A table copied from a document, as statements for the cells of a draft. Plain Python: text in, statements out.

It comes as text with a tab between cells (from Word, Excel or a page) or as HTML. Levels stand across or down.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from frameworks.editor.words import bullets
from reports.readers.fields import fold
from reports.readers.lines import WrongCell, WrongCells, shown

MOST_CELLS = 5_000
BREAKS = {"br", "p", "li", "div", "tr"}
SHEET = "The table"
NO_SUCH_LEVEL, NO_SUCH_CRITERION = "No level is called so.", "No criterion is called so."
# A cell in quotes, as spreadsheets copy one that has several lines or quotes of its own.
QUOTED = re.compile(r'(?:^|\t)"((?:[^"]|"")+)"(?=\t|\r?$)', re.M)


@dataclass(frozen=True, slots=True)
class Named:
    """A level or a criterion of the draft, by the words that a table may call it."""

    code: str
    title: str

    @property
    def called(self) -> set[str]:
        """What it may be called, folded: its code, its title, both, or with the word level or grade before them."""
        code, title = fold(self.code), fold(self.title)
        both = {code, title, code + title, title + code}
        return (both | {f"{word}{name}" for word in ("level", "grade") for name in both}) - {"", "level", "grade"}


@dataclass(frozen=True, slots=True)
class PastedCell:
    """The statements of one criterion at one level, each with the number that it had."""

    criterion: str
    level: str
    statements: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PastedTable:
    """What a table says, cell by cell, or all that is wrong with it."""

    cells: tuple[PastedCell, ...]
    wrong: tuple[WrongCell, ...] = ()

    @property
    def count(self) -> int:
        """How many statements there are."""
        return sum(len(cell.statements) for cell in self.cells)


Grid = list[list[str]]


def statements_from_table(
    text: str, levels: Iterable[Named], criteria: Iterable[Named], *, criterion: str = ""
) -> PastedTable:
    """Return the statements of a pasted table. `criterion` is the code of the one that it is about, if it names none.

    The levels are known by code or name, in the first row or the first column; so are the criteria, in the other.
    """
    grid = grid_of(text)
    if not grid or max(map(len, grid)) < 2:
        return _refused("It isn't a table of two columns or more.", "Cells with a tab between them, or HTML.")
    if sum(map(len, grid)) > MOST_CELLS:
        return _refused(f"It has more than {MOST_CELLS:,} cells.", "One part at a time.")
    scale, known = Names(levels), Names(criteria)
    across = sum(cell in scale for cell in grid[0]) >= sum(row[0] in scale for row in grid if row)
    return _read(grid if across else _turned(grid), scale, known, criterion, across=across)


def grid_of(text: str) -> Grid:
    """Return the rows and cells of a table in HTML or with tabs; lines within a cell stay lines."""
    if re.search(r"<t[dh][\s>]", text, re.I):
        reader = _HtmlTable()
        reader.feed(text)
        reader.close()
        return [row for row in reader.rows if any(row)]
    if any("\n" in cell[1] or '""' in cell[1] for cell in QUOTED.finditer(text)):
        rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
        return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    return _lines(text.replace("\r\n", "\n").strip("\n"))


def _lines(text: str) -> Grid:
    """Return rows of cells as Word copies them: a further paragraph of a cell is a line of its own."""
    wide = max((line.count("\t") for line in text.split("\n")), default=0) + 1
    grid: Grid = []
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split("\t")]
        before = len(grid[-1]) if grid else wide
        goes_on = before + len(cells) - 1 <= wide if before < wide else len(cells) == 1 and len(grid) > 1
        if goes_on and any(cells):
            grid[-1][-1] = f"{grid[-1][-1]}\n{cells[0]}".strip()
            grid[-1] += cells[1:]
        elif any(cells):
            grid.append(cells)
    return grid


class _HtmlTable(HTMLParser):
    """Reads the cells of the tables in a piece of HTML; nothing else of it is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: Grid = []
        self.said: list[str] | None = None
        self.ignored = 0

    def handle_starttag(self, tag, attrs):
        if tag in ("style", "script"):
            self.ignored += 1
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.said = []
        elif tag in BREAKS and self.said is not None:
            self.said.append("\n")

    def handle_endtag(self, tag):
        if tag in ("style", "script"):
            self.ignored -= 1
        elif tag in ("td", "th") and self.said is not None:
            lines = (" ".join(line.split()) for line in "".join(self.said).split("\n"))
            self.rows = self.rows or [[]]
            self.rows[-1].append("\n".join(line for line in lines if line))
            self.said = None

    def handle_data(self, data):
        if self.said is not None and not self.ignored:
            # A line end in the source is a space; only an element breaks a line.
            self.said.append(re.sub(r"\s+", " ", data))


def _turned(grid: Grid) -> Grid:
    wide = max(map(len, grid))
    return [[row[at] if at < len(row) else "" for row in grid] for at in range(wide)]


class Names:
    """The levels or the criteria of a draft by everything that they are called, where just one is called so."""

    def __init__(self, named: Iterable[Named]):
        codes: dict[str, set[str]] = {}
        self.known: list[str] = []
        for one in named:
            self.known += [one.code, one.title]
            for name in one.called:
                codes.setdefault(name, set()).add(one.code)
        self.codes = {name: called.pop() for name, called in codes.items() if len(called) == 1}

    def __contains__(self, name: str) -> bool:
        return fold(name) in self.codes

    def code(self, name: str) -> str:
        """Return the code of what is called so; an empty text where nothing is."""
        return self.codes.get(fold(name), "")


def _read(grid: Grid, scale: Names, known: Names, criterion: str, *, across: bool) -> PastedTable:
    """Return what a table with its levels in the first row says."""
    wrong = WrongCells()

    def cell(row: int, column: int, says: str, told: str, allowed: str) -> WrongCell:
        row, column = (row, column) if across else (column, row)
        return WrongCell(f"row {row + 1}, column {column + 1}", "The cell", shown(says), told, allowed, SHEET)

    head = grid[0]
    columns = {at: scale.code(name) for at, name in enumerate(head) if name in scale}
    names = next((at for at in range(len(head)) if at not in columns), None)
    for at, name in enumerate(head):
        if at not in columns and at != names and (name or any(len(row) > at and row[at] for row in grid)):
            allowed = f"One of: {', '.join(dict.fromkeys(scale.codes.values()))}."
            wrong.add_name(cell(0, at, name, NO_SUCH_LEVEL, allowed), scale.known)
    if not columns:
        told = "No row or column of the table names the levels."
        wrong.add(cell(0, 0, head[0], told, "The levels' names or codes."))
        return PastedTable((), tuple(wrong.cells))
    cells: dict[tuple[str, str], list[tuple[str, str]]] = {}
    under = criterion
    for at, row in enumerate(grid[1:], 1):
        name = row[names] if names is not None and names < len(row) else ""
        under = known.code(name) or criterion if name else under
        if not under:
            allowed = "The code or title of a criterion of this draft."
            wrong.add_name(cell(at, names or 0, name, NO_SUCH_CRITERION, allowed), known.known)
            continue
        for column, level in columns.items():
            said = bullets(row[column]) if column < len(row) else []
            cells.setdefault((under, level), []).extend(said)
    filled = tuple(PastedCell(*place, tuple(said)) for place, said in cells.items() if said)
    if not filled and not wrong.cells:
        wrong.add(cell(0, 0, "", "There are no statements in it.", "Words in the cells below the levels."))
    return PastedTable(() if wrong.cells else filled, tuple(wrong.cells))


def _refused(wrong: str, allowed: str) -> PastedTable:
    return PastedTable((), (WrongCell("row 1", "The table", "", wrong, allowed, SHEET),))


def in_words(cells: Sequence[PastedCell]) -> str:
    """Return what was added, as a sentence for the record."""
    many = sum(len(cell.statements) for cell in cells)
    under = ", ".join(dict.fromkeys(cell.criterion for cell in cells))
    return f"Added {many} statement{'s' if many != 1 else ''} from a table to {under}"
