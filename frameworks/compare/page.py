"""What the page and the file of a comparison show: changes by criterion, with the words that changed marked."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from frameworks.compare.editions import Change, ChangeOf, Comparison, CriterionChange, StatementChange
from frameworks.compare.meaning import Turn
from frameworks.compare.rule import RuleChange, rule_changes
from frameworks.compare.words import Mark, in_words, marked
from frameworks.content import Content, Node, Words
from frameworks.models import Edition

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
    """What became of one statement. `marks` show what changed where one text became another.

    `turn` says in words why an answer to the old is none to the new.
    """

    change: Change
    colour: str
    old: tuple[Placed, ...]
    new: tuple[Placed, ...]
    marks: tuple[Mark, ...]
    words: str
    by_hand: bool
    moved_from: str
    turn: str


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
    criteria_counted: str
    rule: tuple[RuleChange, ...]


@dataclass(frozen=True, slots=True)
class Comparable:
    """Another edition of the framework to compare one with, and the two keys, the older edition's first."""

    other: Edition
    old: int
    new: int


def comparables(edition: Edition, others: Iterable[Edition]) -> tuple[Comparable, ...]:
    """Return what an edition can be compared with; the older is the one that is replaced, or else that came first."""
    comparables = []
    for other in others:
        is_later = other.supersedes_id == edition.pk or (edition.supersedes_id != other.pk and edition.pk < other.pk)
        old, new = (edition.pk, other.pk) if is_later else (other.pk, edition.pk)
        comparables.append(Comparable(other, old, new))
    return tuple(comparables)


def comparison_page(comparison: Comparison, shown: str) -> ComparisonPage:
    """Return the changes of one sort, or all but what is the same for an unknown one; no query."""
    sorts = _sorts(comparison)
    shown = shown if shown in {sort.code for sort in sorts} else CHANGED
    wanted = {CHANGED: set(Change) - {Change.SAME}, EVERYTHING: set(Change)}.get(shown) or {Change(shown)}
    lines = _lines(comparison, wanted)
    criteria = (_criterion(comparison, row, lines.get(row.old + row.new, [])) for row in comparison.criteria)
    return ComparisonPage(
        sorts=sorts,
        shown=shown,
        criteria=tuple(criterion for criterion in criteria if criterion.lines or criterion.change in wanted),
        criteria_counted=_criteria_counted(comparison),
        rule=rule_changes(comparison.old, comparison.new),
    )


def _sorts(comparison: Comparison) -> tuple[Sort, ...]:
    numbers, total = Counter(change.change for change in comparison.statements), len(comparison.statements)
    return (
        Sort(CHANGED, "All changes", total - numbers[Change.SAME]),
        *(Sort(change.value, str(change.label), numbers[change]) for change in Change),
        Sort(EVERYTHING, "Everything", total),
    )


def _criteria_counted(comparison: Comparison) -> str:
    """Return in a sentence how many criteria of each sort there are."""
    numbers = Counter(change.change for change in comparison.criteria)
    counted = [f"{numbers[change]} {str(change.label).lower()}" for change in Change if numbers[change]]
    return f"Criteria: {', '.join(counted)}." if counted else "Neither edition has criteria yet."


def _lines(comparison: Comparison, wanted: set[Change]) -> dict[tuple[int, ...], list[ComparedLine]]:
    """Return the lines by the criterion that they are shown at: the new one, or for what is gone the old one."""
    places = _Places(comparison)
    lines: dict[tuple[int, ...], list[ComparedLine]] = defaultdict(list)
    for change in comparison.statements:
        if change.change in wanted:
            home = places.heading(change)
            lines[home.old + home.new].append(places.line(change, home))
    return lines


class _Places:
    """Where each statement of both editions stands."""

    def __init__(self, comparison: Comparison):
        self.comparison = comparison
        self.at: dict[int, tuple[Content, Node, Words]] = {
            words.pk: (read, node, words)
            for read in (comparison.old, comparison.new)
            for node in read.criteria
            for words in node.statements
        }

    def heading(self, change: StatementChange) -> CriterionChange:
        if change.new:
            return self.comparison.criteria_of_new[self.at[change.new[0]][1].pk]
        return self.comparison.criteria_of_old[self.at[change.old[0]][1].pk]

    def line(self, change: StatementChange, home: CriterionChange) -> ComparedLine:
        marks = _marks(change)
        return ComparedLine(
            change=change.change,
            colour=COLOURS[change.change],
            old=tuple(self.placed(key, home.old) for key in change.old),
            new=tuple(self.placed(key, home.new) for key in change.new),
            marks=marks,
            words=in_words(marks),
            by_hand=change.by_hand,
            moved_from=self._from(change) if change.change == Change.MOVED else "",
            turn=str(Turn(change.turn).label) if change.turn else "",
        )

    def placed(self, key: int, headings: tuple[int, ...]) -> Placed:
        read, node, words = self.at[key]
        criterion = node.name if len(headings) > 1 or node.pk not in headings else ""
        level = read.level_name(words.rank)
        return Placed(key, number=words.code, level=level, criterion=criterion, text=words.text)

    def _from(self, change: StatementChange) -> str:
        """Return where a moved statement stood: its criterion, its level, or both, whichever changed."""
        (old_read, old_node, old), (new_read, new_node, new) = self.at[change.old[0]], self.at[change.new[0]]
        was, now = old_read.level_name(old.rank), new_read.level_name(new.rank)
        criteria = self.comparison.criteria_of_old[old_node.pk], self.comparison.criteria_of_new[new_node.pk]
        left = old_node.name if criteria[0] is not criteria[1] else ""
        return ", ".join(part for part in (left, was if was != now else "") if part)


def _criterion(comparison: Comparison, change: CriterionChange, lines: list[ComparedLine]) -> ComparedCriterion:
    return ComparedCriterion(
        change=change.change,
        colour=COLOURS[change.change],
        old=tuple(comparison.old.by_pk[key].name for key in change.old),
        new=tuple(comparison.new.by_pk[key].name for key in change.new),
        marks=_marks(change),
        lines=tuple(lines),
    )


def _marks(change: ChangeOf) -> tuple[Mark, ...]:
    """Return the words that changed where one text became another, nothing where it is the very same."""
    if len(change.old) != 1 or len(change.new) != 1 or change.similarity == 100:
        return ()
    return marked(change.old_texts[0], change.new_texts[0])
