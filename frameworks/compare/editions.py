"""Two editions held against each other: what became of every criterion and every statement.

Each statement, and each criterion, of both editions stands in exactly one change.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import TextChoices
from rapidfuzz import fuzz

from frameworks.compare.matching import Likenesses, Piece, Tie, best_first, likeness, plain, tie, words_of
from frameworks.content import Content, Node, content
from frameworks.models import Correspondence, Edition

# How alike, in hundredths, two criteria must be to be one: by title or statements, and where the code is the same too.
ONE_CRITERION = 70
WITH_THE_CODE = 45


class Change(TextChoices):
    """What became of a statement or a criterion."""

    SAME = "same", "Same"
    REWORDED = "reworded", "Reworded"
    MOVED = "moved", "Moved"
    SPLIT = "split", "Split"
    MERGED = "merged", "Merged"
    NEW = "new", "New"
    GONE = "gone", "Gone"


@dataclass(frozen=True, slots=True)
class StatementChange:
    """What became of a statement: keys and texts in order; `old` is empty for a new one, `new` for one that is gone.

    `similarity` is in hundredths, 100 only where the words are the very same: a moved statement may be reworded too.
    """

    change: Change
    old: tuple[int, ...]
    new: tuple[int, ...]
    similarity: int
    old_texts: tuple[str, ...]
    new_texts: tuple[str, ...]
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """What became of a criterion by its own title, guidance and place; its statements are told by themselves."""

    change: Change
    old: tuple[int, ...]
    new: tuple[int, ...]
    similarity: int
    old_texts: tuple[str, ...]
    new_texts: tuple[str, ...]


C = TypeVar("C", StatementChange, CriterionChange)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two editions correspond. The changes are in the new edition's order, what is gone where it stood."""

    old: Content
    new: Content
    statements: tuple[StatementChange, ...]
    criteria: tuple[CriterionChange, ...]
    # By the key of an old or a new statement or criterion: the one change that it stands in.
    of_old: dict[int, StatementChange] = field(hash=False, repr=False)
    of_new: dict[int, StatementChange] = field(hash=False, repr=False)
    criteria_of_old: dict[int, CriterionChange] = field(hash=False, repr=False)
    criteria_of_new: dict[int, CriterionChange] = field(hash=False, repr=False)

    def of(self, change: str) -> tuple[StatementChange, ...]:
        """Return the statements' changes of one sort."""
        return tuple(each for each in self.statements if each.change == change)


def compare(old: Edition, new: Edition) -> Comparison:
    """Return how the new edition corresponds to the old one; people's word comes first. One query besides the words."""
    return compare_contents(content(old), content(new), decided(old, new))


def decided(old: Edition, new: Edition) -> list[Tie]:
    """Return what people said of single statements of two editions; one query."""
    rows = list(Correspondence.objects.between(old, new).order_by("old", "new").values_list("old", "new"))
    wholes = Counter(new for _, new in rows if new)
    merged: dict[int, list[int]] = defaultdict(list)
    became: dict[int, list[int]] = defaultdict(list)
    for one, other in rows:
        if other and wholes[other] > 1:
            merged[other].append(one)
        else:
            became[one] += [other] if other else []
    ties = [Tie(tuple(ones), (other,), by_hand=True) for other, ones in merged.items()]
    return [*ties, *(Tie((one,), tuple(others), by_hand=True) for one, others in became.items())]


def compare_contents(old: Content, new: Content, by_hand: Iterable[Tie] = ()) -> Comparison:
    """Return how two editions' words correspond; no query."""
    cells = _cells(old, new)
    before, after = _pieces(old, {}), _pieces(new, cells)
    alike = Likenesses(before, after)
    pairs = _criteria_pairs(old, new, alike)
    ties = tie(before, after, alike, homes=frozenset(pairs), by_hand=by_hand)
    homes = _homes(pairs, ties, {each.key: each.home for each in (*before, *after)})
    statements = _statement_changes(old, new, ties, homes, {each.key: each for each in (*before, *after)})
    criteria = _criterion_changes(old, new, homes)
    return Comparison(
        old=old,
        new=new,
        statements=statements,
        criteria=criteria,
        of_old={key: each for each in statements for key in each.old},
        of_new={key: each for each in statements for key in each.new},
        criteria_of_old={key: each for each in criteria for key in each.old},
        criteria_of_new={key: each for each in criteria for key in each.new},
    )


def _cells(old: Content, new: Content) -> dict[int | None, str]:
    """Return for each new rank the code of the old level that it is: by code, else by name."""
    codes = {step.code for step in old.levels}
    names = {step.name.casefold(): step.code for step in old.levels}
    found: dict[int | None, str] = {None: ""}
    for step in new.levels:
        found[step.rank] = step.code if step.code in codes else names.get(step.name.casefold(), f"new {step.code}")
    return found


def _pieces(read: Content, cells: dict[int | None, str]) -> list[Piece]:
    codes = cells or {None: "", **{step.rank: step.code for step in read.levels}}
    return [
        Piece(words.pk, words.text, node.pk, (codes[words.rank], words.aspect), words.code)
        for node in read.criteria
        for words in node.statements
    ]


def _criteria_pairs(old: Content, new: Content, alike: Likenesses) -> list[tuple[int, int]]:
    """Return which criterion became which, one to one: by title and statements, sooner with the same code."""
    shares = _shares(old, new, alike)
    titles = {node.pk: words_of(node.title) for node in new.criteria}
    parents = {node.pk: _parent_code(read, node) for read in (old, new) for node in read.criteria}
    candidates = []
    for one in old.criteria:
        title = words_of(one.title)
        for other in new.criteria:
            score: float = max(fuzz.ratio(title, titles[other.pk]), shares.get((one.pk, other.pk), 0))
            if score < (WITH_THE_CODE if one.code == other.code else ONE_CRITERION):
                continue
            fit: float = 8 * (one.code == other.code) + 4 * (one.kind == other.kind)
            fit += 4 * (parents[one.pk] == parents[other.pk]) + shares.get((one.pk, other.pk), 0) / 10
            candidates.append((score + fit, one.pk, other.pk))
    return best_first(candidates)


def _parent_code(read: Content, node: Node) -> str:
    return read.by_pk[node.parent].code if node.parent else ""


def _shares(old: Content, new: Content, alike: Likenesses) -> dict[tuple[int, int], float]:
    """Return how much of two criteria's statements is alike, in hundredths of the larger one."""
    homes = {words.pk: node for read in (old, new) for node in read.criteria for words in node.statements}
    best: dict[tuple[int, int], int] = {}
    for (one, other), score in alike.items():
        place = (one, homes[other].pk)
        best[place] = max(best.get(place, 0), score)
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for (one, home), score in best.items():
        sums[homes[one].pk, home] += score
    size = {node.pk: len(node.statements) for read in (old, new) for node in read.criteria}
    return {(one, other): total / max(size[one], size[other]) for (one, other), total in sums.items()}


def _homes(pairs: list[tuple[int, int]], ties: Iterable[Tie], home: dict[int, int]) -> list[tuple[int, int]]:
    """Return the pairs of criteria, with what was split off another or merged into one: where most statements went."""
    came, went = _fates(ties, home)
    sizes = Counter(home.values())
    after = dict(pairs)
    before = {new: old for old, new in pairs}
    parted = {key: _most(fate, sizes[key]) for key, fate in came.items() if key not in before}
    joined = {key: _most(fate, sizes[key]) for key, fate in went.items() if key not in after}
    splits = [(old, new) for new, old in parted.items() if old in after]
    # A criterion is split or merged, never both: that would be no answer to where it went.
    taken = {old for old, _ in splits}
    merges = [(old, new) for old, new in joined.items() if new in before and before[new] not in taken]
    return [*pairs, *splits, *merges]


def _fates(ties: Iterable[Tie], home: dict[int, int]) -> tuple[dict[int, Counter[int]], dict[int, Counter[int]]]:
    """Return for each new criterion whence its statements came, and for each old one where they went."""
    came: dict[int, Counter[int]] = defaultdict(Counter)
    went: dict[int, Counter[int]] = defaultdict(Counter)
    for each in ties:
        for one in each.old:
            for other in each.new:
                came[home[other]][home[one]] += 1
                went[home[one]][home[other]] += 1
    return came, went


def _most(fate: Counter[int], size: int) -> int | None:
    """Return the criterion that more than half of the statements came from or went to, None where there is none."""
    key, number = fate.most_common(1)[0]
    return key if 2 * number > size else None


def _statement_changes(
    old: Content, new: Content, ties: Iterable[Tie], homes: list[tuple[int, int]], pieces: dict[int, Piece]
) -> tuple[StatementChange, ...]:
    places = frozenset(homes)
    changes = []
    for each in ties:
        before, after = ([pieces[key] for key in side] for side in (each.old, each.new))
        texts = tuple(piece.text for piece in before), tuple(piece.text for piece in after)
        stays = all((o.home, n.home) in places and o.cell == n.cell for o in before for n in after)
        change = _change(each, stays=stays, same=plain(" ".join(texts[0])) == plain(" ".join(texts[1])))
        changes.append(StatementChange(change, each.old, each.new, _similarity(*texts), *texts, each.by_hand))
    return _in_order(changes, _statement_keys(old), _statement_keys(new))


def _statement_keys(read: Content) -> list[int]:
    return [words.pk for node in read.criteria for words in node.statements]


def _criterion_changes(old: Content, new: Content, homes: list[tuple[int, int]]) -> tuple[CriterionChange, ...]:
    places = frozenset(homes)
    ties = _grouped(homes, [node.pk for node in old.criteria], [node.pk for node in new.criteria])
    changes = []
    for each in ties:
        before, after = [old.by_pk[key] for key in each.old], [new.by_pk[key] for key in each.new]
        texts = tuple(node.title for node in before), tuple(node.title for node in after)
        stays = all(_parents(o, n) in places or _parents(o, n) == (None, None) for o in before for n in after)
        change = _change(each, stays=stays, same=[_said(node) for node in before] == [_said(node) for node in after])
        changes.append(CriterionChange(change, each.old, each.new, _similarity(*texts), *texts))
    return _in_order(changes, [node.pk for node in old.criteria], [node.pk for node in new.criteria])


def _parents(old: Node, new: Node) -> tuple[int | None, int | None]:
    return old.parent, new.parent


def _said(node: Node) -> tuple[str, ...]:
    """Return the words of a criterion that are its own."""
    return plain(node.title), plain(node.guidance), *(plain(title) for title in node.titles.values())


def _grouped(homes: list[tuple[int, int]], old: list[int], new: list[int]) -> list[Tie]:
    after: dict[int, list[int]] = {key: [] for key in old}
    before: dict[int, list[int]] = {key: [] for key in new}
    for one, other in homes:
        after[one].append(other)
        before[other].append(one)
    merged = [Tie(tuple(sorted(ones)), (other,)) for other, ones in before.items() if len(ones) > 1]
    rest = [Tie((one,), tuple(others)) for one, others in after.items() if not any(len(before[n]) > 1 for n in others)]
    return [*merged, *rest, *(Tie((), (key,)) for key, ones in before.items() if not ones)]


def _change(each: Tie, *, stays: bool, same: bool) -> Change:
    if not each.old:
        return Change.NEW
    if not each.new:
        return Change.GONE
    if len(each.new) > 1:
        return Change.SPLIT
    if len(each.old) > 1:
        return Change.MERGED
    if not stays:
        return Change.MOVED
    return Change.SAME if same else Change.REWORDED


def _similarity(old: tuple[str, ...], new: tuple[str, ...]) -> int:
    return likeness(" ".join(old), " ".join(new)) if old and new else 0


def _in_order(changes: list[C], old: list[int], new: list[int]) -> tuple[C, ...]:
    """Return the changes in the new edition's order; what is gone follows what stood before it in the old one."""
    place = {key: number for number, key in enumerate(new)}
    of_old = {key: each for each in changes for key in each.old}
    order: dict[tuple[int, ...], tuple[int, int]] = {}
    last = -1
    for number, key in enumerate(old):
        each = of_old[key]
        if not each.new:
            order[each.old] = (last, number)
        elif each.change != Change.MOVED:
            last = max(place[key] for key in each.new)
    return tuple(sorted(changes, key=lambda each: (place[each.new[0]], -1) if each.new else order[each.old]))
