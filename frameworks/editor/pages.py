"""What the editor's pages show: the tree, a criterion's cells, the scale, problems with their places, changes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from frameworks import checks
from frameworks.content import printed_code
from frameworks.editor.acts import TITLE_AT, cell_mark
from frameworks.editor.draft import Draft, Key, Row
from frameworks.editor.forms import Place, Slot
from frameworks.editor.store import read
from frameworks.editor.words import cell_name, criterion_name, name_of
from frameworks.models import Edition, Statement

NO_LEVEL = (Statement.Aspect.VISION, Statement.Aspect.UNDERDONE, Statement.Aspect.OVERDONE)


SELF = ("edition", "framework")


class Gone(Exception):
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
    name: str
    number: str
    title: str
    kind: str
    statements: int
    problems: int
    place: str
    children: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A statement in its cell."""

    pk: int
    at: int
    text: Slot
    place: str
    note: str
    counterparts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The statements of one criterion at one level, or of one kind without a level."""

    mark: str
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
    """All that can be said of one criterion."""

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
    """All that can be said of one statement and done to it."""

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
    """What is said of the edition and, for all its editions, of its framework."""

    edition: tuple[Slot, ...]
    framework: tuple[Slot, ...]


def desk(edition: Edition) -> Desk:
    """Return the draft and what is wrong with it, in a fixed number of queries."""
    draft = read(edition)
    return Desk(edition, draft, tuple(_problem(edition, draft, fault) for fault in checks.problems(edition)))


def _problem(edition: Edition, draft: Draft, fault: checks.Fault) -> Problem:
    table, pk = fault.place or ("", 0)
    if table == "statement" and (table, pk) in draft.rows:
        criterion = int(draft.rows[table, pk]["criterion"] or 0)
        return Problem(fault, f"{_url('edit_criterion', edition, criterion)}#statement-{pk}", criterion)
    if table == "criterion" and (table, pk) in draft.rows:
        return Problem(fault, _url("edit_criterion", edition, pk), pk)
    pages = {"level": "edit_levels", "edition": "edit_about"}
    return Problem(fault, _url(pages.get(table, "edit"), edition), None)


def back_from(edition: Edition, draft: Draft, key: Key) -> str:
    """Return the address of the page to go back to once a row is deleted."""
    if key[0] == "statement":
        return _url("edit_criterion", edition, int(draft.rows[key]["criterion"] or 0))
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
    found = []
    for pk in draft.ordered("criterion", parent):
        row = draft.rows["criterion", pk]
        code, title = str(row["code"]), str(row["title"])
        below = _branches(draft, pk, statements, problems)
        place = draft.place(("criterion", pk))
        number = printed_code(code, title)
        kind = str(row["kind"])
        found.append(Branch(pk, criterion_name(row), number, title, kind, statements[pk], problems[pk], place, below))
    return tuple(found)


def parents(draft: Draft, moving: int | None = None) -> list[tuple[str, str]]:
    """Return the criteria that one may become part of, as choices."""
    out = {moving, *(draft.criteria(moving) if moving else ())}
    offered = [("", "Nothing: it stands at the top")]
    for pk in draft.criteria():
        if pk not in out:
            row = draft.rows["criterion", pk]
            offered.append((str(pk), f"{row['code']} {row['title']}"[:100]))
    return offered


# --- One criterion


def criterion_places(draft: Draft, pk: int) -> list[Place]:
    """Return which fields the page of a criterion has. Raises Gone."""
    key = _there(draft, ("criterion", pk))
    own: list[Place] = [(key, name) for name in ("title", "code", "kind", "scored", "graded", "guidance", "note")]
    titles: list[Place] = [(key, f"{TITLE_AT}{level}") for level in draft.ordered("level")]
    texts: list[Place] = [
        (("statement", each), "text") for each, row in draft.of("statement") if row["criterion"] == pk
    ]
    return own + titles + texts


def criterion_page(draft: Draft, slots: Mapping[str, Slot], *, pk: int) -> CriterionPage:
    """Return what the page of a criterion shows."""
    key, row = ("criterion", pk), draft.rows["criterion", pk]
    cells = _cells(draft, pk, slots)
    own = tuple(slot for name, slot in slots.items() if name.startswith(f"criterion-{pk}-") and TITLE_AT not in name)
    return CriterionPage(
        pk=pk,
        row=row,
        number=printed_code(str(row["code"]), str(row["title"])),
        place=draft.place(key),
        own=own,
        cells=tuple(cell for cell in cells if cell.lines or cell.title),
        empty=tuple(cell for cell in cells if not (cell.lines or cell.title)),
        parents=tuple(parents(draft, pk)),
        above=tuple((each, str(draft.rows["criterion", each]["title"])) for each in _above(draft, pk)),
        children=tuple((each, _titled(draft, each)) for each in draft.ordered("criterion", pk)),
    )


def _there(draft: Draft, key: Key) -> Key:
    if key not in draft.rows:
        raise Gone(key)
    return key


def _above(draft: Draft, pk: int) -> list[int]:
    found: list[int] = []
    parent = draft.rows["criterion", pk]["parent"]
    while isinstance(parent, int):
        found.insert(0, parent)
        parent = draft.rows["criterion", parent]["parent"]
    return found


def _titled(draft: Draft, pk: int) -> str:
    row = draft.rows["criterion", pk]
    return f"{printed_code(str(row['code']), str(row['title']))} {row['title']}".strip()


def _cells(draft: Draft, pk: int, slots: Mapping[str, Slot]) -> tuple[Cell, ...]:
    """Return the cells of a criterion: every level from the lowest, and those without a level."""
    beside = _counterparts(draft)
    found = []
    for level, aspect in [*((level, "descriptor") for level in draft.ordered("level")), *((None, a) for a in NO_LEVEL)]:
        keys = draft.ordered("statement", pk, level, aspect)
        lines = tuple(_line(draft, each, at, slots, beside) for at, each in enumerate(keys, 1))
        title = slots[f"criterion-{pk}-{TITLE_AT}{level}"] if level else None
        lead_in = str(draft.rows["level", level]["lead_in"]) if level else ""
        found.append(Cell(cell_mark(level, aspect), cell_name(draft, level, aspect), lead_in, title, lines))
    return tuple(found)


def _line(draft: Draft, pk: int, at: int, slots: Mapping[str, Slot], beside: Mapping[int, list[str]]) -> Line:
    key = ("statement", pk)
    note = str(draft.rows[key]["note"])
    return Line(pk, at, slots[f"statement-{pk}-text"], draft.place(key), note, tuple(beside.get(pk, ())))


def _counterparts(draft: Draft) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for _, row in draft.of("counterpart"):
        for one, other in ((row["stronger"], row["weaker"]), (row["weaker"], row["stronger"])):
            if ("statement", other) in draft.rows:
                found.setdefault(int(one or 0), []).append(name_of(draft, ("statement", int(other or 0))))
    return found


def statement_places(draft: Draft, pk: int) -> list[Place]:
    """Return which fields the page of a statement has. Raises Gone."""
    key = _there(draft, ("statement", pk))
    return [(key, name) for name in ("text", "code", "note")]


def statement_page(draft: Draft, slots: Mapping[str, Slot], *, pk: int) -> StatementPage:
    """Return what the page of a statement shows."""
    key, row = ("statement", pk), draft.rows["statement", pk]
    criterion = int(row["criterion"] or 0)
    return StatementPage(
        pk=pk,
        name=name_of(draft, key),
        criterion=criterion,
        criterion_name=_titled(draft, criterion),
        place=draft.place(key),
        slots=tuple(slots.values()),
        cell=cell_mark(row["level"], row["aspect"]),
        cells=tuple(cell_choices(draft)),
        pairs=pairs(draft, pk),
        others=tuple(pair_choices(draft, pk)),
        is_last=draft.siblings(key)[-1] == pk,
    )


def cell_choices(draft: Draft) -> list[tuple[str, str]]:
    """Return the cells of any criterion, as choices."""
    levels = [(cell_mark(pk, ""), str(draft.rows["level", pk]["name"])) for pk in draft.ordered("level")]
    return levels + [(aspect.value, f"{aspect.label}, without a level") for aspect in NO_LEVEL]


def pairs(draft: Draft, pk: int) -> tuple[Pair, ...]:
    """Return the counterparts of a statement."""
    found = []
    for key, row in draft.of("counterpart"):
        for mine, other, relation in (("stronger", "weaker", "Weaker"), ("weaker", "stronger", "Stronger")):
            if row[mine] == pk and ("statement", row[other]) in draft.rows:
                theirs = draft.rows["statement", int(row[other] or 0)]
                level = cell_name(draft, theirs["level"], theirs["aspect"])
                found.append(Pair(key, relation, level, str(theirs["text"])))
    return tuple(found)


def pair_choices(draft: Draft, pk: int) -> list[tuple[str, str]]:
    """Return the statements of the same criterion at other levels, as choices."""
    own = draft.rows["statement", pk]
    offered = []
    for level in draft.ordered("level"):
        if level != own["level"]:
            for each in draft.ordered("statement", own["criterion"], level, Statement.Aspect.DESCRIPTOR.value):
                text = str(draft.rows["statement", each]["text"])
                offered.append((str(each), f"{cell_name(draft, level, '')}: {text}"[:120]))
    return offered


# --- The scale


def level_places(draft: Draft) -> list[Place]:
    """Return which fields the page of the levels has."""
    names = ("name", "code", "definition", "lead_in", "builds")
    return [(("level", pk), name) for pk in draft.ordered("level") for name in names]


def rungs(draft: Draft, slots: Mapping[str, Slot]) -> tuple[Rung, ...]:
    """Return the levels, the lowest first."""
    statements = Counter(row["level"] for _, row in draft.of("statement"))
    found = []
    for rank, pk in enumerate(draft.ordered("level"), 1):
        own = tuple(slot for name, slot in slots.items() if name.startswith(f"level-{pk}-"))
        name, place = str(draft.rows["level", pk]["name"]), draft.place(("level", pk))
        found.append(Rung(pk, name, rank, place, own, statements[pk]))
    return tuple(found)


def about_places(draft: Draft) -> list[Place]:
    """Return the fields of the edition itself and of its framework."""
    edition = next(pk for pk, _ in draft.of("edition"))
    framework = next(pk for pk, _ in draft.of("framework"))
    own = ("label", "source", "published_on", "supersedes", "rule", "notes")
    shared = ("title", "publisher", "licence", "attribution")
    return [(("edition", edition), name) for name in own] + [(("framework", framework), name) for name in shared]


def about_page(draft: Draft, slots: Mapping[str, Slot]) -> AboutPage:
    """Return what the page about the edition shows."""
    of = {table: tuple(slot for name, slot in slots.items() if name.startswith(f"{table}-")) for table in SELF}
    return AboutPage(of["edition"], of["framework"])
