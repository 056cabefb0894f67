"""What the pages of a framework show: the shelf, an edition's outline, and one criterion with its statements."""

from dataclasses import dataclass

from django.db.models import Count

from frameworks.content import Content, Node, Step, Words, level_name
from frameworks.models import Edition, Framework, Level, Statement

SCALE_NAMES = {
    Framework.Kind.MATURITY: "Levels",
    Framework.Kind.GRADED: "Grades",
    Framework.Kind.STRATEGY: "Organisational levels",
    Framework.Kind.COMPETENCY: "Job levels",
}


@dataclass(frozen=True, slots=True)
class ShelfFramework:
    """A framework and those of its editions that the reader may read."""

    framework: Framework
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of a scale as it is printed. `place` says where it stands where the name alone doesn't."""

    rank: int
    name: str
    place: str
    builds: str
    definition: str
    lead_in: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A criterion in the contents, with how many statements stand on or below it."""

    node: Node
    statements: int
    children: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """An edition at a glance: its scale and its contents."""

    scale_name: str
    scale: tuple[Rung, ...]
    columns: tuple[str, ...]
    branches: tuple[Branch, ...]
    criteria: int
    statements: int
    has_matrix: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """The counterpart of a statement where the two don't stand in one row."""

    relation: str
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One statement as it is printed."""

    pk: int
    code: str
    text: str
    note: str
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelPart:
    """A criterion's statements at one level, and its name there where the name changes."""

    rung: Rung
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Statements that say the same thing, stronger and weaker; either side is empty where there is no counterpart."""

    stronger: tuple[Line, ...]
    weaker: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One level by itself, or two levels beside each other: then there are rows."""

    levels: tuple[LevelPart, ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Child:
    """A criterion below the one shown, with its own statements where they are few enough to read here."""

    node: Node
    statements: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CriterionPage:
    """All that is known of one criterion."""

    node: Node
    ancestors: tuple[Node, ...]
    previous: Node | None
    next: Node | None
    graded: str
    parts: tuple[Part, ...]
    paragraphs: tuple[Line, ...]
    underdone: tuple[Line, ...]
    overdone: tuple[Line, ...]
    children: tuple[Child, ...]
    children_name: str
    children_level: str


def shelf(editions) -> tuple[ShelfFramework, ...]:
    """Return the frameworks with their editions and counts, by title; one query."""
    counted = editions.select_related("framework").annotate(
        criteria_count=Count("criteria", distinct=True), statement_count=Count("criteria__statements", distinct=True)
    )
    shelf: dict[Framework, list[Edition]] = {}
    for edition in counted.order_by("framework__title", "framework", "label"):
        shelf.setdefault(edition.framework, []).append(edition)
    return tuple(ShelfFramework(framework, tuple(editions)) for framework, editions in shelf.items())


def outline(content: Content) -> Outline:
    """Return the edition's scale and its contents."""
    scale = rungs(content)
    return Outline(
        scale_name=SCALE_NAMES[Framework.Kind(content.kind)],
        scale=scale,
        columns=tuple(c for c in ("definition", "lead_in", "builds") if any(getattr(rung, c) for rung in scale)),
        branches=_branches(content),
        criteria=len(content.criteria),
        statements=sum(len(node.statements) for node in content.criteria),
        has_matrix=has_matrix(content),
    )


def has_matrix(content: Content) -> bool:
    """Return whether there is a table of criteria by levels to show: statements at two levels or more."""
    return len(_ranks_in_use(content)) > 1


def rungs(content: Content) -> tuple[Rung, ...]:
    """Return the scale in the order that it is printed in: grades from the best, levels from the lowest."""
    steps = content.levels
    if content.kind == Framework.Kind.GRADED:
        steps = tuple(reversed(steps))
    return tuple(_rung(content, step) for step in steps)


def criterion_page(content: Content, node: Node) -> CriterionPage:
    """Return one criterion with its statements by level, its place in the edition and what stands below it."""
    place = content.criteria.index(node)
    children = _children(content, node)
    aspects = Statement.Aspect
    return CriterionPage(
        node=node,
        ancestors=content.ancestors(node),
        previous=content.criteria[place - 1] if place else None,
        next=content.criteria[place + 1] if place + 1 < len(content.criteria) else None,
        graded=_graded(content, node),
        parts=_parts(content, node),
        paragraphs=_lines(node, lambda w: w.rank is None and w.aspect in (aspects.VISION, aspects.DESCRIPTOR)),
        underdone=_lines(node, lambda w: w.aspect == aspects.UNDERDONE),
        overdone=_lines(node, lambda w: w.aspect == aspects.OVERDONE),
        children=children,
        children_name=_name_of(children),
        children_level=_level_of(content, children),
    )


def plural(kind: str) -> str:
    """Return the plural of a framework's own word for its criteria."""
    if kind.endswith("y") and kind[-2:-1] not in "aeiou":
        return f"{kind[:-1]}ies"
    return f"{kind}es" if kind.endswith(("s", "x", "ch", "sh")) else f"{kind}s"


def line(words: Words, beside: tuple[Beside, ...] = ()) -> Line:
    """Return a statement as it is printed."""
    return Line(words.pk, words.code, words.text, words.note, beside)


def _rung(content: Content, step: Step) -> Rung:
    numbered = content.kind == Framework.Kind.MATURITY and step.name != step.code
    builds = "" if step.builds == Level.Builds.ALONE else Level.Builds(step.builds).label
    place = f"Level {step.rank} of {len(content.levels)}" if numbered else ""
    return Rung(step.rank, level_name(step.name, step.code), place, builds, step.definition, step.lead_in)


def _ranks_in_use(content: Content) -> set[int]:
    return {words.rank for node in content.criteria for words in node.statements if words.rank is not None}


def _branches(content: Content) -> tuple[Branch, ...]:
    below: dict[int | None, list[Branch]] = {}
    # Children stand after their parents, so from the end every branch is whole before it is hung on its parent.
    for node in reversed(content.criteria):
        children = tuple(reversed(below.pop(node.pk, [])))
        below.setdefault(node.parent, []).append(Branch(node, len(node.on_or_below), children))
    return tuple(reversed(below.get(None, [])))


def _graded(content: Content, node: Node) -> str:
    if content.kind != Framework.Kind.GRADED:
        return ""
    return "Graded by the inspectorate" if node.graded else "Not graded by the inspectorate"


def _lines(node: Node, wanted) -> tuple[Line, ...]:
    return tuple(line(words) for words in node.statements if wanted(words))


def _name_of(children: tuple[Child, ...]) -> str:
    kinds = {child.node.kind for child in children}
    return plural(kinds.pop()).capitalize() if len(kinds) == 1 else "Below this"


def _children(content: Content, node: Node) -> tuple[Child, ...]:
    # Where every cell is of one level the statements below make one short list; a whole matrix would bury the page.
    shown = len(_ranks_in_use(content)) < 2
    return tuple(
        Child(child, len(child.on_or_below), tuple(line(words) for words in child.statements) if shown else ())
        for child in content.criteria
        if child.parent == node.pk
    )


def _level_of(content: Content, children: tuple[Child, ...]) -> str:
    """Return the name of the level that all statements below the children describe; nothing where there are several."""
    ranks = {words.rank for child in children if child.lines for words in child.node.statements}
    return content.level_name(ranks.pop()) if len(ranks) == 1 else ""


def _parts(content: Content, node: Node) -> tuple[Part, ...]:
    here = {words.pk: words for words in node.statements if words.rank is not None}
    pairs = tuple((here[s], here[w]) for s, w in content.pairs if s in here and w in here)
    partner = _level_partners(pairs)
    apart = tuple((s, w) for s, w in pairs if partner.get(s.rank or 0) != w.rank)
    besides = _besides(content, apart)
    scale = {rung.rank: rung for rung in rungs(content)}
    lines: dict[int, dict[int, Line]] = {rank: {} for rank in scale}
    for words in here.values():
        lines[words.rank or 0][words.pk] = line(words, tuple(besides.get(words.pk, ())))
    levels = {rank: LevelPart(scale[rank], node.titles.get(rank, ""), tuple(lines[rank].values())) for rank in scale}
    parts: list[Part] = []
    for rank in scale:
        if rank in partner:
            weaker = partner[rank]
            parts.append(Part((levels[rank], levels[weaker]), _rows(pairs, lines[rank], lines[weaker])))
        elif lines[rank] and rank not in partner.values():
            parts.append(Part((levels[rank],)))
    return tuple(parts)


def _level_partners(pairs: tuple[tuple[Words, Words], ...]) -> dict[int, int]:
    """Return which weaker level stands beside which stronger one; a level stands in one such couple at most."""
    partner: dict[int, int] = {}
    for stronger, weaker in sorted({(s.rank or 0, w.rank or 0) for s, w in pairs}, reverse=True):
        if stronger != weaker and not {stronger, weaker} & {*partner, *partner.values()}:
            partner[stronger] = weaker
    return partner


def _besides(content: Content, pairs: tuple[tuple[Words, Words], ...]) -> dict[int, list[Beside]]:
    beside: dict[int, list[Beside]] = {}
    for stronger, weaker in pairs:
        for one, other, relation in ((stronger, weaker, "weaker"), (weaker, stronger, "stronger")):
            beside.setdefault(one.pk, []).append(Beside(relation, content.level_name(other.rank), other.text))
    return beside


def _rows(
    pairs: tuple[tuple[Words, Words], ...], stronger: dict[int, Line], weaker: dict[int, Line]
) -> tuple[Row, ...]:
    """Return counterparts in rows: the order of the stronger, then what stands alone on the weaker side."""
    beside: dict[int, set[int]] = {pk: set() for pk in (*stronger, *weaker)}
    for one, other in pairs:
        if one.pk in stronger and other.pk in weaker:
            beside[one.pk].add(other.pk)
            beside[other.pk].add(one.pk)
    rows: list[Row] = []
    seen: set[int] = set()
    for pk in beside:
        if pk not in seen:
            together = _joined(beside, pk)
            seen |= together
            sides = (tuple(line for pk, line in side.items() if pk in together) for side in (stronger, weaker))
            rows.append(Row(*sides))
    return tuple(rows)


def _joined(beside: dict[int, set[int]], start: int) -> set[int]:
    """Return every statement that is tied to one through counterparts, itself included."""
    together, waiting = {start}, [start]
    while waiting:
        new = beside[waiting.pop()] - together
        together |= new
        waiting.extend(new)
    return together
