"""What the page and the file of a comparison print: changes by criterion, with the words that changed marked."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from frameworks.compare.editions import Change, Comparison, CriterionChange, StatementChange
from frameworks.compare.words import Mark, in_words, marked
from frameworks.content import Content, Node, Words
from frameworks.models import Edition
from frameworks.pages import level_name

COLOURS = {
    Change.SAME: "grey",
    Change.REWORDED: "yellow",
    Change.MOVED: "blue",
    Change.SPLIT: "purple",
    Change.MERGED: "purple",
    Change.NEW: "green",
    Change.GONE: "red",
}
CHANGED = "changed"
EVERYTHING = "all"


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement with where it stands: its level, its number, and its criterion where that isn't the heading's."""

    key: int
    number: str
    level: str
    criterion: str
    text: str


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """What became of one statement. `marks` are there where one text became another that isn't the very same."""

    change: Change
    colour: str
    old: tuple[Placed, ...]
    new: tuple[Placed, ...]
    marks: tuple[Mark, ...]
    words: str
    by_hand: bool
    moved_from: str


@dataclass(frozen=True, slots=True)
class ComparedCriterion:
    """One criterion, or those that were split or merged, with the statements of the sort that is shown."""

    change: Change
    colour: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    marks: tuple[Mark, ...]
    lines: tuple[ComparedLine, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    """One choice of what to show, with how many statements it holds."""

    code: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """A comparison as it is printed."""

    sorts: tuple[Sort, ...]
    shown: str
    criteria: tuple[ComparedCriterion, ...]
    criteria_told: str


@dataclass(frozen=True, slots=True)
class Comparable:
    """Another edition of the framework to compare one with, and the two keys, the older edition's first."""

    other: Edition
    old: int
    new: int


def comparables(edition: Edition, others: Iterable[Edition]) -> tuple[Comparable, ...]:
    """Return what an edition can be compared with: by what replaces what, else by when it came in."""
    found = []
    for other in others:
        later = other.supersedes_id == edition.pk or (edition.supersedes_id != other.pk and edition.pk < other.pk)
        found.append(Comparable(other, *((edition.pk, other.pk) if later else (other.pk, edition.pk))))
    return tuple(found)


def comparison_page(found: Comparison, shown: str) -> ComparisonPage:
    """Return the changes of one sort, or all but what is the same for an unknown one; no query."""
    sorts = _sorts(found)
    shown = shown if shown in {sort.code for sort in sorts} else CHANGED
    wanted = {CHANGED: set(Change) - {Change.SAME}, EVERYTHING: set(Change)}.get(shown) or {Change(shown)}
    lines = _lines(found, wanted)
    criteria = (_criterion(found, each, lines.get(each.old + each.new, [])) for each in found.criteria)
    return ComparisonPage(
        sorts=sorts,
        shown=shown,
        criteria=tuple(each for each in criteria if each.lines or each.change in wanted),
        criteria_told=_told(found),
    )


def _sorts(found: Comparison) -> tuple[Sort, ...]:
    numbers = Counter(each.change for each in found.statements)
    total = len(found.statements)
    first = (Sort(CHANGED, "All changes", total - numbers[Change.SAME]),)
    each = tuple(Sort(change.value, str(change.label), numbers[change]) for change in Change)
    return (*first, *each, Sort(EVERYTHING, "Everything", total))


def _told(found: Comparison) -> str:
    """Return in a sentence how many criteria of each sort there are."""
    numbers = Counter(each.change for each in found.criteria)
    said = [f"{numbers[change]} {str(change.label).lower()}" for change in Change if numbers[change]]
    return f"Criteria: {', '.join(said)}." if said else "Neither edition has criteria yet."


def _lines(found: Comparison, wanted: set[Change]) -> dict[tuple[int, ...], list[ComparedLine]]:
    """Return the lines by the criterion that they are shown at: the new one, or for what is gone the old one."""
    places = _Places(found)
    lines: dict[tuple[int, ...], list[ComparedLine]] = defaultdict(list)
    for each in found.statements:
        if each.change in wanted:
            home = places.heading(each)
            lines[home.old + home.new].append(places.line(each, home))
    return lines


class _Places:
    """Where each statement of both editions stands."""

    def __init__(self, found: Comparison):
        self.found = found
        self.at: dict[int, tuple[Content, Node, Words]] = {
            words.pk: (read, node, words)
            for read in (found.old, found.new)
            for node in read.criteria
            for words in node.statements
        }

    def heading(self, each: StatementChange) -> CriterionChange:
        if each.new:
            return self.found.criteria_of_new[self.at[each.new[0]][1].pk]
        return self.found.criteria_of_old[self.at[each.old[0]][1].pk]

    def line(self, each: StatementChange, home: CriterionChange) -> ComparedLine:
        one_to_one = len(each.old) == len(each.new) == 1
        differs = one_to_one and each.similarity < 100
        marks = marked(each.old_texts[0], each.new_texts[0]) if differs else ()
        return ComparedLine(
            change=each.change,
            colour=COLOURS[each.change],
            old=tuple(self.placed(key, home.old) for key in each.old),
            new=tuple(self.placed(key, home.new) for key in each.new),
            marks=marks,
            words=in_words(marks),
            by_hand=each.by_hand,
            moved_from=self._from(each) if each.change == Change.MOVED else "",
        )

    def placed(self, key: int, headings: tuple[int, ...]) -> Placed:
        read, node, words = self.at[key]
        elsewhere = len(headings) > 1 or node.pk not in headings
        return Placed(key, words.code, _level(read, words), named(node) if elsewhere else "", words.text)

    def _from(self, each: StatementChange) -> str:
        """Return where a moved statement stood: its criterion, its level, or both, whichever changed."""
        (old_read, old_node, old), (new_read, new_node, new) = self.at[each.old[0]], self.at[each.new[0]]
        was, now = _level(old_read, old), _level(new_read, new)
        other = self.found.criteria_of_old[old_node.pk] is not self.found.criteria_of_new[new_node.pk]
        return ", ".join(part for part in (named(old_node) if other else "", was if was != now else "") if part)


def named(node: Node) -> str:
    """Return a criterion as it is called in a sentence."""
    return f"{node.number} {node.title}".strip()


def _level(read: Content, words: Words) -> str:
    step = read.ranked(words.rank)
    return level_name(step.name, step.code) if step else ""


def _criterion(found: Comparison, each: CriterionChange, lines: list[ComparedLine]) -> ComparedCriterion:
    one_to_one = len(each.old) == len(each.new) == 1
    return ComparedCriterion(
        change=each.change,
        colour=COLOURS[each.change],
        old=tuple(named(found.old.by_pk[key]) for key in each.old),
        new=tuple(named(found.new.by_pk[key]) for key in each.new),
        marks=marked(each.old_texts[0], each.new_texts[0]) if one_to_one and each.similarity < 100 else (),
        lines=tuple(lines),
    )
