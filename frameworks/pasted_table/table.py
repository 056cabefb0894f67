"""A table copied from a document, as statements for the cells of a draft. Plain Python: text in, statements out.

It comes as text with a tab between cells (from Word, Excel or a page) or as HTML. Levels stand across or down. Where a
cell covers several levels or criteria, or its row is short, its place is asked and never guessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from frameworks.editor.words import bullets, fingerprint
from frameworks.pasted_table.grid import MOST_CELLS, Cell, Grid, grid_of
from reports.readers.fields import fold
from reports.readers.lines import WrongCell, WrongCells, shown

SHEET = "The table"
NO_SUCH_LEVEL, NO_SUCH_CRITERION = "No level is called so.", "No criterion is called so."
# Answers to where a cell belongs, besides the number of one of its places.
EACH, NOWHERE = "each", "nowhere"


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
class Placing:
    """The statements of one cell of the table, and the places where they may belong, each a criterion and a level.

    `why` says why it is asked where; empty where there is one place.
    """

    statements: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]
    why: str
    cell: Cell

    @property
    def name(self) -> str:
        """What the question is called in a form: another one as soon as the words, the places or the cell change."""
        return f"place-{fingerprint(repr(self))}"

    @property
    def text(self) -> str:
        return " ".join(text for _, text in self.statements)

    def chosen(self, answer: str | None) -> tuple[tuple[str, str], ...]:
        """Return the places that an answer chooses; none as long as it is not answered."""
        if not self.why or answer == EACH:
            return self.places
        return tuple(place for at, place in enumerate(self.places) if str(at) == answer)


@dataclass(frozen=True, slots=True)
class PastedTable:
    """What a table says, or all that is wrong with it."""

    placings: tuple[Placing, ...]
    wrong: tuple[WrongCell, ...] = ()

    @property
    def questions(self) -> tuple[Placing, ...]:
        """Those of which somebody has to say where they belong."""
        return tuple(placing for placing in self.placings if placing.why)

    @property
    def cells(self) -> tuple[PastedCell, ...]:
        """What needs no question, by criterion and level."""
        return self.answered({})

    @property
    def count(self) -> int:
        """How many statements need no question."""
        return sum(len(cell.statements) for cell in self.cells)

    def answered(self, answers: Mapping[str, str]) -> tuple[PastedCell, ...]:
        """Return the statements by criterion and level, with those whose question was answered."""
        cells: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for placing in self.placings:
            for place in placing.chosen(answers.get(placing.name)):
                cells.setdefault(place, []).extend(placing.statements)
        return tuple(PastedCell(*place, tuple(said)) for place, said in cells.items())


def statements_from_table(
    text: str, levels: Iterable[Named], criteria: Iterable[Named], *, criterion: str = ""
) -> PastedTable:
    """Return the statements of a pasted table. `criterion` is the code of the one that it is about, if it names none.

    The levels are known by code or name, in the first row or the first column; so are the criteria, in the other.
    """
    scale, known = Names(levels), Names(criteria)
    grid = grid_of(text, lambda cell: cell in scale or cell in known)
    if grid.width < 2:
        return _refused("It isn't a table of two columns or more.", "Cells with a tab between them, or HTML.")
    if grid.width * grid.height > MOST_CELLS:
        return _refused(f"It has more than {MOST_CELLS:,} cells.", "One part at a time.")
    if grid.short:
        told = f"The first row has {grid.width - grid.short} cells, and others have {grid.width}."
        return _refused(told, "A cell for every column, also for the corner where it is empty.")
    texts = grid.texts()
    across = [texts.get((0, column), "") in scale for column in range(grid.width)]
    down = [texts.get((row, 0), "") in scale for row in range(grid.height)]
    is_across = sum(across) >= sum(down)
    return _Reading(grid if is_across else grid.turned, scale, known, criterion, across=is_across).table()


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

    def __contains__(self, name: object) -> bool:
        return fold(str(name)) in self.codes

    def code(self, name: str) -> str:
        """Return the code of what is called so; an empty text where nothing is."""
        return self.codes.get(fold(name), "")


class _Reading:
    """What a table with its levels in the first row says, cell by cell."""

    def __init__(self, grid: Grid, scale: Names, known: Names, criterion: str, *, across: bool):
        self.grid, self.scale, self.known, self.criterion, self.across = grid, scale, known, criterion, across
        self.texts = grid.texts()
        self.wrong = WrongCells()
        head = [self.texts.get((0, column), "") for column in range(grid.width)]
        self.columns = {at: scale.code(name) for at, name in enumerate(head) if name in scale}
        self.names = next((at for at in range(grid.width) if at not in self.columns), None)

    def table(self) -> PastedTable:
        self._check_head()
        if not self.columns:
            told = "No row or column of the table names the levels."
            self.wrong.add(self._wrong(0, 0, told, "The levels' names or codes."))
            return PastedTable((), tuple(self.wrong.cells))
        under = self._criteria()
        placings = [placing for cell in self.grid.cells for placing in self._placing(cell, under)]
        if not placings and not self.wrong.cells:
            told = "There are no statements in it."
            self.wrong.add(self._wrong(0, 0, told, "Words in the cells below the levels.", says=""))
        return PastedTable(() if self.wrong.cells else tuple(placings), tuple(self.wrong.cells))

    def _check_head(self) -> None:
        filled = {column for (_, column) in self.texts}
        for at in sorted(filled - self.columns.keys() - {self.names}):
            allowed = f"One of: {', '.join(dict.fromkeys(self.scale.codes.values()))}."
            self.wrong.add_name(self._wrong(0, at, NO_SUCH_LEVEL, allowed), self.scale.known)

    def _criteria(self) -> dict[int, str]:
        """Return the criterion of each row; one that names none belongs to the one before it."""
        criteria: dict[int, str] = {}
        under = self.criterion
        for row in range(1, self.grid.height):
            name = self.texts.get((row, self.names), "") if self.names is not None else ""
            under = self.known.code(name) or self.criterion if name else under
            if under:
                criteria[row] = under
            else:
                allowed = "The code or title of a criterion of this draft."
                wrong = self._wrong(row, self.names or 0, NO_SUCH_CRITERION, allowed)
                self.wrong.add_name(wrong, self.known.known)
        return criteria

    def _placing(self, cell: Cell, under: Mapping[int, str]) -> Iterable[Placing]:
        """Yield where the statements of a cell belong, or may belong; nothing for a heading or a name."""
        is_name = self.names in cell.columns and (not cell.is_in_doubt or cell.text in self.known)
        statements = tuple(bullets(cell.text))
        if cell.rows.start == 0 or is_name or not statements:
            return
        at = ((row, column) for row in cell.rows for column in cell.columns)
        places = ((under[row], self.columns[column]) for row, column in at if row in under and column in self.columns)
        if several := tuple(dict.fromkeys(places)):
            is_asked = len(several) > 1 or self.names in cell.columns
            yield Placing(statements, several, self._why(cell) if is_asked else "", cell)

    def _why(self, cell: Cell) -> str:
        row, column = self._place(cell.rows.start, cell.columns.start)
        if cell.is_in_doubt:
            return f"Row {row + 1} of the table is short, so it isn't told in which column this stands."
        return f"In row {row + 1}, column {column + 1} of the table it stands in a merged cell."

    def _place(self, row: int, column: int) -> tuple[int, int]:
        return (row, column) if self.across else (column, row)

    def _wrong(self, row: int, column: int, told: str, allowed: str, says: str | None = None) -> WrongCell:
        says = self.texts.get((row, column), "") if says is None else says
        row, column = self._place(row, column)
        return WrongCell(f"row {row + 1}, column {column + 1}", "The cell", shown(says), told, allowed, SHEET)


def _refused(wrong: str, allowed: str) -> PastedTable:
    return PastedTable((), (WrongCell("row 1", "The table", "", wrong, allowed, SHEET),))


def in_words(cells: Sequence[PastedCell]) -> str:
    """Return what was added, as a sentence for the record."""
    many = sum(len(cell.statements) for cell in cells)
    under = ", ".join(dict.fromkeys(cell.criterion for cell in cells))
    return f"Added {many} statement{'s' if many != 1 else ''} from a table to {under}"
