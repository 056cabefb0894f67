"""What the editor's pages show: the tree, a criterion's cells, a statement, the scale, and problems."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from frameworks import checks
from frameworks.content import printed_code, printed_name
from frameworks.editor.acts import TITLE_AT, cell_value
from frameworks.editor.draft import Draft, Key, Row
from frameworks.editor.forms import EDITABLE, Place, Slot, named
from frameworks.editor.store import read
from frameworks.editor.words import cell_name, criterion_name, name_of
from frameworks.models import Edition, Statement

NO_LEVEL = (Statement.Aspect.VISION, Statement.Aspect.UNDERDONE, Statement.Aspect.OVERDONE)


class Gone(Http404):
    """What a page is about isn't in the draft, or not any more."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence that says what is wrong, and the address of the place."""

    sentence: str
    url: str
    criterion: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page of the editor begins with: the edition, its draft and what is wrong with it."""

    edition: Edition
    draft: Draft
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A criterion in the tree. `place` marks where it stands, for the buttons that move it."""

    pk: int
    row: Row
    name: str
    number: str
    statements: int
    problems: int
    place: str
    children: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A statement in its cell."""

    pk: int
    text: Slot
    place: str
    note: str
    counterparts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The statements of one criterion at one level, or of one kind without a level."""

    value: str
    name: str
    lead_in: str
    title: Slot | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of the scale with its fields."""

    pk: int
    name: str
    rank: int
    place: str
    slots: tuple[Slot, ...]
    statements: int


@dataclass(frozen=True, slots=True)
class CriterionPage:
    """One criterion with its fields, its cells and where it stands in the tree."""

    pk: int
    row: Row
    number: str
    place: str
    own: tuple[Slot, ...]
    cells: tuple[Cell, ...]
    empty: tuple[Cell, ...]
    parents: tuple[tuple[str, str], ...]
    above: tuple[tuple[int, str], ...]
    children: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A counterpart of the statement shown."""

    pk: int
    relation: str
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class StatementPage:
    """One statement with its fields, its counterparts and the cells that it can move to."""

    pk: int
    name: str
    criterion: int
    criterion_name: str
    place: str
    slots: tuple[Slot, ...]
    cell: str
    cells: tuple[tuple[str, str], ...]
    pairs: tuple[Pair, ...]
    others: tuple[tuple[str, str], ...]
    is_last: bool


@dataclass(frozen=True, slots=True)
class AboutPage:
    """The fields of the edition, and those of its framework, which all its editions share."""

    edition: tuple[Slot, ...]
    framework: tuple[Slot, ...]


def desk(edition: Edition) -> Desk:
    """Return the draft and what is wrong with it, in a fixed number of queries."""
    draft = read(edition)
    return Desk(edition, draft, tuple(_problem(edition, draft, fault) for fault in checks.problems(edition)))


def _problem(edition: Edition, draft: Draft, fault: checks.Fault) -> Problem:
    table, pk = fault.table, fault.pk
    if table == "statement" and (table, pk) in draft.rows:
        criterion = draft.rows[table, pk]["criterion"]
        return Problem(fault, f"{_url('edit_criterion', edition, criterion)}#statement-{pk}", criterion)
    if table == "criterion" and (table, pk) in draft.rows:
        return Problem(fault, _url("edit_criterion", edition, pk), pk)
    names = {"level": "edit_levels", "edition": "edit_about"}
    return Problem(fault, _url(names.get(table, "edit"), edition), None)


def back_from(edition: Edition, draft: Draft, key: Key) -> str:
    """Return the address of the page to go back to once a row is deleted."""
    if key[0] == "statement":
        return _url("edit_criterion", edition, draft.rows[key]["criterion"])
    return _url("edit_levels" if key[0] == "level" else "edit", edition)


def _url(name: str, edition: Edition, *more: int) -> str:
    return reverse(f"frameworks:{name}", args=[edition.pk, *more])


# --- The tree


def tree(desk: Desk) -> tuple[Branch, ...]:
    """Return the criteria, each with those below it."""
    statements = Counter(row["criterion"] for _, row in desk.draft.of("statement"))
    problems = Counter(problem.criterion for problem in desk.problems)
    return _branches(desk.draft, None, statements, problems)


def _branches(draft: Draft, parent: int | None, statements: Counter, problems: Counter) -> tuple[Branch, ...]:
    return tuple(
        Branch(
            pk=pk,
            row=row,
            name=criterion_name(row),
            number=printed_code(row["code"], row["title"]),
            statements=statements[pk],
            problems=problems[pk],
            place=draft.place(("criterion", pk)),
            children=_branches(draft, pk, statements, problems),
        )
        for pk in draft.ordered("criterion", parent)
        for row in (draft.rows["criterion", pk],)
    )


def parents(draft: Draft, moving: int | None = None) -> list[tuple[str, str]]:
    """Return the criteria that one may become part of, as choices."""
    itself = {moving, *(draft.criteria(moving) if moving else ())}
    rows = ((pk, draft.rows["criterion", pk]) for pk in draft.criteria() if pk not in itself)
    return [
        ("", "Nothing: it stands at the top"),
        *((str(pk), f"{row['code']} {row['title']}"[:100]) for pk, row in rows),
    ]


# --- One criterion


def row_of(draft: Draft, key: Key) -> Row:
    """Return the row that a page is about. Raises Gone."""
    if key not in draft.rows:
        raise Gone("This draft has no such thing.")
    return draft.rows[key]


def places_of(draft: Draft, key: Key) -> list[Place]:
    """Return all fields of one row. Raises Gone."""
    row_of(draft, key)
    return [(key, column) for column in EDITABLE[key[0]]]


def _slots(slots: Mapping[str, Slot], key: Key) -> tuple[Slot, ...]:
    """Return the fields of one row, without the names of a criterion at single levels."""
    return tuple(slots[named(key, column)] for column in EDITABLE[key[0]])


def criterion_places(draft: Draft, pk: int) -> list[Place]:
    """Return which fields the page of a criterion has. Raises Gone."""
    own = places_of(draft, ("criterion", pk))
    titles = [(("criterion", pk), f"{TITLE_AT}{level}") for level in draft.ordered("level")]
    statements = (statement for statement, row in draft.of("statement") if row["criterion"] == pk)
    return [*own, *titles, *((("statement", statement), "text") for statement in statements)]


def criterion_page(draft: Draft, slots: Mapping[str, Slot], *, pk: int) -> CriterionPage:
    """Return what the page of a criterion shows."""
    key, row = ("criterion", pk), draft.rows["criterion", pk]
    cells = _cells(draft, pk, slots)
    return CriterionPage(
        pk=pk,
        row=row,
        number=printed_code(row["code"], row["title"]),
        place=draft.place(key),
        own=_slots(slots, key),
        cells=tuple(cell for cell in cells if cell.lines or cell.title),
        empty=tuple(cell for cell in cells if not (cell.lines or cell.title)),
        parents=tuple(parents(draft, pk)),
        above=_above(draft, pk),
        children=tuple((child, _name(draft, child)) for child in draft.ordered("criterion", pk)),
    )


def _above(draft: Draft, pk: int) -> tuple[tuple[int, str], ...]:
    """Return the keys and titles of the criteria that one stands below, the outermost first."""
    parent = draft.rows["criterion", pk]["parent"]
    return (*_above(draft, parent), (parent, draft.rows["criterion", parent]["title"])) if parent else ()


def _name(draft: Draft, pk: int) -> str:
    row = draft.rows["criterion", pk]
    return printed_name(row["code"], row["title"])


def _cells(draft: Draft, pk: int, slots: Mapping[str, Slot]) -> tuple[Cell, ...]:
    """Return the cells of a criterion: every level from the lowest, and those without a level."""
    beside = _counterparts(draft)
    at_levels = ((level, Statement.Aspect.DESCRIPTOR) for level in draft.ordered("level"))
    return tuple(
        Cell(
            value=cell_value(level, aspect),
            name=cell_name(draft, level, aspect),
            lead_in=draft.rows["level", level]["lead_in"] if level else "",
            title=slots[f"criterion-{pk}-{TITLE_AT}{level}"] if level else None,
            lines=tuple(
                _line(draft, statement, slots, beside)
                for statement in draft.ordered("statement", pk, level, aspect.value)
            ),
        )
        for level, aspect in (*at_levels, *((None, aspect) for aspect in NO_LEVEL))
    )


def _line(draft: Draft, pk: int, slots: Mapping[str, Slot], beside: Mapping[int, list[str]]) -> Line:
    key = ("statement", pk)
    return Line(
        pk=pk,
        text=slots[named(key, "text")],
        place=draft.place(key),
        note=draft.rows[key]["note"],
        counterparts=tuple(beside.get(pk, ())),
    )


def _sides(row: Row) -> tuple[tuple[int, int, str], ...]:
    """Return each side of a pair with the other one, and what the other is to it."""
    return (row["stronger"], row["weaker"], "Weaker"), (row["weaker"], row["stronger"], "Stronger")


def _counterparts(draft: Draft) -> dict[int, list[str]]:
    beside: dict[int, list[str]] = {}
    for _, row in draft.of("counterpart"):
        for one, other, _ in _sides(row):
            if ("statement", other) in draft.rows:
                beside.setdefault(one, []).append(name_of(draft, ("statement", other)))
    return beside


def statement_page(draft: Draft, slots: Mapping[str, Slot], *, pk: int) -> StatementPage:
    """Return what the page of a statement shows."""
    key, row = ("statement", pk), draft.rows["statement", pk]
    return StatementPage(
        pk=pk,
        name=name_of(draft, key),
        criterion=row["criterion"],
        criterion_name=_name(draft, row["criterion"]),
        place=draft.place(key),
        slots=tuple(slots.values()),
        cell=cell_value(row["level"], row["aspect"]),
        cells=tuple(cell_choices(draft)),
        pairs=pairs(draft, pk),
        others=tuple(pair_choices(draft, pk)),
        is_last=draft.siblings(key)[-1] == pk,
    )


def cell_choices(draft: Draft) -> list[tuple[str, str]]:
    """Return the cells of any criterion, as choices."""
    levels = [(cell_value(pk, ""), draft.rows["level", pk]["name"]) for pk in draft.ordered("level")]
    return levels + [(aspect.value, f"{aspect.label}, without a level") for aspect in NO_LEVEL]


def pairs(draft: Draft, pk: int) -> tuple[Pair, ...]:
    """Return the counterparts of a statement."""
    pairs = []
    for key, row in draft.of("counterpart"):
        for one, other, relation in _sides(row):
            if one == pk and ("statement", other) in draft.rows:
                theirs = draft.rows["statement", other]
                level = cell_name(draft, theirs["level"], theirs["aspect"])
                pairs.append(Pair(key, relation=relation, level=level, text=theirs["text"]))
    return tuple(pairs)


def pair_choices(draft: Draft, pk: int) -> list[tuple[str, str]]:
    """Return the statements of the same criterion at other levels, as choices."""
    own = draft.rows["statement", pk]
    return [
        (str(statement), f"{cell_name(draft, level, '')}: {draft.rows['statement', statement]['text']}"[:120])
        for level in draft.ordered("level")
        if level != own["level"]
        for statement in draft.ordered("statement", own["criterion"], level, Statement.Aspect.DESCRIPTOR.value)
    ]


# --- The scale


def level_places(draft: Draft) -> list[Place]:
    """Return which fields the page of the levels has."""
    return [place for pk in draft.ordered("level") for place in places_of(draft, ("level", pk))]


def rungs(draft: Draft, slots: Mapping[str, Slot]) -> tuple[Rung, ...]:
    """Return the levels, the lowest first."""
    statements = Counter(row["level"] for _, row in draft.of("statement"))
    return tuple(
        Rung(
            pk=pk,
            name=draft.rows["level", pk]["name"],
            rank=rank,
            place=draft.place(("level", pk)),
            slots=_slots(slots, ("level", pk)),
            statements=statements[pk],
        )
        for rank, pk in enumerate(draft.ordered("level"), 1)
    )


# --- The edition itself


def about_places(draft: Draft) -> list[Place]:
    """Return the fields of the edition itself and of its framework."""
    return [place for table in ("edition", "framework") for place in places_of(draft, _only(draft, table))]


def about_page(draft: Draft, slots: Mapping[str, Slot]) -> AboutPage:
    """Return what the page about the edition shows."""
    edition, framework = (_slots(slots, _only(draft, table)) for table in ("edition", "framework"))
    return AboutPage(edition=edition, framework=framework)


def _only(draft: Draft, table: str) -> Key:
    return next(key for key in draft.rows if key[0] == table)
