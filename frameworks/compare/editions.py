"""Two editions compared: what became of every criterion and every statement.

Every statement and every criterion of either edition is part of exactly one change.
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
class ChangeOf:
    """What became of what: keys and texts in order. `old` is empty for something new, `new` for what is gone.

    `similarity` is in hundredths, 100 only where the words are the very same: a moved statement may be reworded too.
    """

    change: Change
    old: tuple[int, ...]
    new: tuple[int, ...]
    similarity: int
    old_texts: tuple[str, ...]
    new_texts: tuple[str, ...]
    by_hand: bool = False


class StatementChange(ChangeOf):
    """What became of a statement."""

    __slots__ = ()


class CriterionChange(ChangeOf):
    """What became of a criterion, by its own title, guidance and place; its statements have changes of their own."""

    __slots__ = ()


C = TypeVar("C", bound=ChangeOf)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two editions correspond. The changes are in the new edition's order, what is gone where it stood."""

    old: Content
    new: Content
    statements: tuple[StatementChange, ...]
    criteria: tuple[CriterionChange, ...]
    # By the key of an old statement, an old criterion or a new one: the one change that it stands in.
    of_old: dict[int, StatementChange] = field(hash=False, repr=False)
    criteria_of_old: dict[int, CriterionChange] = field(hash=False, repr=False)
    criteria_of_new: dict[int, CriterionChange] = field(hash=False, repr=False)

    def of(self, change: str) -> tuple[StatementChange, ...]:
        """Return the statements' changes of one sort."""
        return tuple(statement for statement in self.statements if statement.change == change)


def compare(old: Edition, new: Edition) -> Comparison:
    """Return how two editions correspond; what people decided overrules likeness. One query besides the words."""
    return compare_contents(content(old), content(new), decided(old, new))


def decided(old: Edition, new: Edition) -> list[Tie]:
    """Return what people decided about single statements of two editions; one query."""
    rows = list(Correspondence.objects.between(old, new).order_by("old", "new").values_list("old", "new"))
    wholes = Counter(new for _, new in rows if new)
    merged: dict[int, list[int]] = defaultdict(list)
    became: dict[int, list[int]] = defaultdict(list)
    for one, other in rows:
        if other and wholes[other] > 1:
            merged[other].append(one)
        else:
            became[one] += [other] if other else []
    return [
        *(Tie(tuple(ones), (other,), by_hand=True) for other, ones in merged.items()),
        *(Tie((one,), tuple(others), by_hand=True) for one, others in became.items()),
    ]


def compare_contents(old: Content, new: Content, by_hand: Iterable[Tie] = ()) -> Comparison:
    """Return how two editions' words correspond; no query."""
    cells = _cells(old, new)
    before, after = _pieces(old, {}), _pieces(new, cells)
    alike = Likenesses(before, after)
    pairs = _criteria_pairs(old, new, alike)
    ties = tie(before, after, alike, homes=frozenset(pairs), by_hand=by_hand)
    pieces = {piece.key: piece for piece in (*before, *after)}
    homes = _homes(pairs, ties, {key: piece.home for key, piece in pieces.items()})
    statements = _statement_changes(old, new, ties, homes, pieces)
    criteria = _criterion_changes(old, new, homes)
    return Comparison(
        old=old,
        new=new,
        statements=statements,
        criteria=criteria,
        of_old=_by_old(statements),
        criteria_of_old=_by_old(criteria),
        criteria_of_new={key: change for change in criteria for key in change.new},
    )


def _cells(old: Content, new: Content) -> dict[int | None, str]:
    """Return the code of the old level that each new rank stands for: by its code, or else by its name."""
    codes = {step.code for step in old.levels}
    names = {step.name.casefold(): step.code for step in old.levels}
    cells: dict[int | None, str] = {None: ""}
    for step in new.levels:
        cells[step.rank] = step.code if step.code in codes else names.get(step.name.casefold(), f"new {step.code}")
    return cells


def _pieces(read: Content, cells: dict[int | None, str]) -> list[Piece]:
    codes = cells or {None: "", **{step.rank: step.code for step in read.levels}}
    return [
        Piece(words.pk, words.text, home=node.pk, cell=(codes[words.rank], words.aspect), number=words.code)
        for node in read.criteria
        for words in node.statements
    ]


def _criteria_pairs(old: Content, new: Content, alike: Likenesses) -> list[tuple[int, int]]:
    """Return which criterion became which, one to one, by likeness of titles and statements, and by code."""
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
    """Return the pairs of criteria, and with them those that were split or merged, by where most statements went."""
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
    """Return where the statements of each new criterion came from, and where those of each old one went."""
    came: dict[int, Counter[int]] = defaultdict(Counter)
    went: dict[int, Counter[int]] = defaultdict(Counter)
    for tied in ties:
        for one in tied.old:
            for other in tied.new:
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
    for tied in ties:
        before, after = ([pieces[key] for key in keys] for keys in (tied.old, tied.new))
        old_texts, new_texts = (tuple(piece.text for piece in side) for side in (before, after))
        stays = all((o.home, n.home) in places and o.cell == n.cell for o in before for n in after)
        same = plain(" ".join(old_texts)) == plain(" ".join(new_texts))
        changes.append(_change_of(StatementChange, tied, old_texts, new_texts, stays=stays, same=same))
    return _in_order(changes, _statement_keys(old), _statement_keys(new))


def _statement_keys(read: Content) -> list[int]:
    return [words.pk for node in read.criteria for words in node.statements]


def _criterion_changes(old: Content, new: Content, homes: list[tuple[int, int]]) -> tuple[CriterionChange, ...]:
    places = frozenset(homes)
    ties = _grouped(homes, [node.pk for node in old.criteria], [node.pk for node in new.criteria])
    changes = []
    for tied in ties:
        before, after = [old.by_pk[key] for key in tied.old], [new.by_pk[key] for key in tied.new]
        old_texts, new_texts = (tuple(node.title for node in side) for side in (before, after))
        parents = [(o.parent, n.parent) for o in before for n in after]
        stays = all(pair in places or pair == (None, None) for pair in parents)
        same = [_own_texts(node) for node in before] == [_own_texts(node) for node in after]
        changes.append(_change_of(CriterionChange, tied, old_texts, new_texts, stays=stays, same=same))
    return _in_order(changes, [node.pk for node in old.criteria], [node.pk for node in new.criteria])


def _own_texts(node: Node) -> tuple[str, ...]:
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


def _change_of(
    kind: type[C], tied: Tie, old_texts: tuple[str, ...], new_texts: tuple[str, ...], *, stays: bool, same: bool
) -> C:
    return kind(
        change=_change(tied, stays=stays, same=same),
        old=tied.old,
        new=tied.new,
        similarity=likeness(" ".join(old_texts), " ".join(new_texts)) if old_texts and new_texts else 0,
        old_texts=old_texts,
        new_texts=new_texts,
        by_hand=tied.by_hand,
    )


def _change(tied: Tie, *, stays: bool, same: bool) -> Change:
    if not tied.old:
        return Change.NEW
    if not tied.new:
        return Change.GONE
    if len(tied.new) > 1:
        return Change.SPLIT
    if len(tied.old) > 1:
        return Change.MERGED
    if not stays:
        return Change.MOVED
    return Change.SAME if same else Change.REWORDED


def _by_old(changes: Iterable[C]) -> dict[int, C]:
    return {key: change for change in changes for key in change.old}


def _in_order(changes: list[C], old: list[int], new: list[int]) -> tuple[C, ...]:
    """Return the changes in the new edition's order; what is gone follows what stood before it in the old one."""
    place = {key: number for number, key in enumerate(new)}
    of_old = _by_old(changes)
    order: dict[tuple[int, ...], tuple[int, int]] = {}
    last = -1
    for number, key in enumerate(old):
        change = of_old[key]
        if not change.new:
            order[change.old] = (last, number)
        elif change.change != Change.MOVED:
            last = max(place[key] for key in change.new)
    return tuple(sorted(changes, key=lambda one: (place[one.new[0]], -1) if one.new else order[one.old]))
