"""Two editions compared: what became of every criterion and every statement.

Every statement and every criterion of either edition is part of exactly one change.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TypeVar

from django.db.models import TextChoices

from frameworks.compare.criteria import criteria_pairs, homes, statement_pairs
from frameworks.compare.matching import Likenesses, Piece, Tie, in_ties, likeness, plain, tie
from frameworks.compare.meaning import Turn, turned
from frameworks.compare.scales import same_levels
from frameworks.content import Content, Node, content
from frameworks.models import Correspondence, Edition, Predecessor


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


@dataclass(frozen=True, slots=True)
class StatementChange(ChangeOf):
    """What became of a statement. `turn` says why an answer to the old is none to the new, empty if it may be one."""

    turn: str = ""


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
    # By the key of an old level, that of the new one; none for a level that is gone.
    levels: dict[int, int] = field(hash=False, repr=False)

    def of(self, change: str) -> tuple[StatementChange, ...]:
        """Return the statements' changes of one sort."""
        return tuple(statement for statement in self.statements if statement.change == change)

    def successor(self, criterion: int) -> int | None:
        """Return the one criterion that an old one is now; None where it is gone, split or merged.

        It still is one where what split off stands below it now, or what was merged with it stood below it then.
        """
        change = self.criteria_of_old.get(criterion)
        if change is None or not change.new:
            return None
        then, now = self.old.by_pk[criterion], (self.new.by_pk[key] for key in change.new)
        tops = [node.pk for node in now if set(change.new) <= {node.pk, *node.descendants}]
        return tops[0] if tops and set(change.old) <= {criterion, *then.descendants} else None


def compare(old: Edition, new: Edition) -> Comparison:
    """Return how two editions correspond. What people decided comes first, and what a draft remembers before likeness.

    Two queries besides the words, and one more for each edition between the two.
    """
    return compare_contents(
        content(old), content(new), decided(old, new), remembered=Predecessor.objects.between(old, new)
    )


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


def compare_contents(
    old: Content, new: Content, by_hand: Collection[Tie] = (), remembered: Collection[tuple[int, int]] = ()
) -> Comparison:
    """Return how two editions' words correspond; no query. `remembered` are statements and what they were made into."""
    levels = same_levels(old, new)
    before, after = _pieces(old, _cells(old)), _pieces(new, _cells_in(new, _cells(old), levels))
    alike = Likenesses(before, after)
    home = {piece.key: piece.home for piece in (*before, *after)}
    said = [pair for tied in by_hand for pair in product(tied.old, tied.new)]
    speaking = statement_pairs(before, after, alike, [*said, *remembered])
    pairs = criteria_pairs(old, new, speaking)
    places = frozenset(homes(pairs, (Tie((one,), (other,)) for one, other in speaking), home))
    ties = tie(before, after, alike, homes=places, by_hand=by_hand, remembered=remembered)
    places = frozenset(homes(pairs, ties, home))
    statements = _statement_changes(old, new, ties, places, {piece.key: piece for piece in (*before, *after)})
    criteria = _criterion_changes(old, new, places)
    keys = {step.rank: step.pk for step in new.levels}
    return Comparison(
        old=old,
        new=new,
        statements=statements,
        criteria=criteria,
        of_old=_by_old(statements),
        criteria_of_old=_by_old(criteria),
        criteria_of_new={key: change for change in criteria for key in change.new},
        levels={step.pk: keys[levels[step.rank]] for step in old.levels if step.rank in levels},
    )


def _cells(read: Content) -> dict[int | None, str]:
    return {None: "", **{step.rank: step.code for step in read.levels}}


def _cells_in(new: Content, old: Mapping[int | None, str], levels: Mapping[int, int]) -> dict[int | None, str]:
    """Return the code of the old level that each new rank stands for."""
    became = {other: old[one] for one, other in levels.items()}
    return {None: "", **{step.rank: became.get(step.rank, f"new {step.code}") for step in new.levels}}


def _pieces(read: Content, codes: Mapping[int | None, str]) -> list[Piece]:
    return [
        Piece(words.pk, words.text, home=node.pk, cell=(codes[words.rank], words.aspect), number=words.code)
        for node in read.criteria
        for words in node.statements
    ]


def _statement_changes(
    old: Content, new: Content, ties: Iterable[Tie], places: frozenset[tuple[int, int]], pieces: dict[int, Piece]
) -> tuple[StatementChange, ...]:
    changes = []
    for tied in ties:
        before, after = ([pieces[key] for key in keys] for keys in (tied.old, tied.new))
        old_texts, new_texts = (tuple(piece.text for piece in side) for side in (before, after))
        is_level = all(o.cell == n.cell for o, n in product(before, after))
        stays = is_level and all((o.home, n.home) in places for o, n in product(before, after))
        words = plain(" ".join(old_texts)), plain(" ".join(new_texts))
        change = _change_of(StatementChange, tied, old_texts, new_texts, stays=stays, same=words[0] == words[1])
        turn = (turned(*words) if is_level else Turn.LEVEL.value) if before and after else ""
        changes.append(replace(change, turn=turn) if turn else change)
    return _in_order(changes, _statement_keys(old), _statement_keys(new))


def _statement_keys(read: Content) -> list[int]:
    return [words.pk for node in read.criteria for words in node.statements]


def _criterion_changes(old: Content, new: Content, places: frozenset[tuple[int, int]]) -> tuple[CriterionChange, ...]:
    ties = in_ties(places, old.by_pk, new.by_pk)
    gone = (Tie((key,), ()) for key in old.by_pk.keys() - {one for one, _ in places})
    came = (Tie((), (key,)) for key in new.by_pk.keys() - {other for _, other in places})
    changes = []
    for tied in (*ties, *gone, *came):
        before, after = [old.by_pk[key] for key in tied.old], [new.by_pk[key] for key in tied.new]
        old_texts, new_texts = (tuple(node.title for node in side) for side in (before, after))
        parents = [(o.parent, n.parent) for o in before for n in after]
        stays = all(pair in places or pair == (None, None) for pair in parents)
        same = [_own_texts(node) for node in before] == [_own_texts(node) for node in after]
        changes.append(_change_of(CriterionChange, tied, old_texts, new_texts, stays=stays, same=same))
    return _in_order(changes, [node.pk for node in old.criteria], [node.pk for node in new.criteria])


def _own_texts(node: Node) -> tuple[str, ...]:
    return plain(node.title), plain(node.guidance), *(plain(title) for title in node.titles.values())


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
