"""Which criterion of an old edition became which of a new one: by what their statements have in common, by title, and
by number only beside one of these. Numbers are given anew with each edition.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from frameworks.compare.matching import Likenesses, Piece, Tie, best_first, with_parts
from frameworks.compare.rare_words import RareWords
from frameworks.content import Content, Node

# How much of the statements of the larger one must be in common, in hundredths: by itself, and with title or number.
BY_STATEMENTS = 50
WITH_MORE = 25
# How alike titles must be in the words that are their own: by themselves, and with statements or number.
BY_TITLE = 75
LIKE_TITLE = 40

Pair = tuple[int, int]


def statement_pairs(old: Sequence[Piece], new: Sequence[Piece], alike: Likenesses, known: Iterable[Pair]) -> list[Pair]:
    """Return which statement speaks for which, one to one: what is known first, then the same words, then like ones.

    Where the same words stand in many criteria, those whose other statements agree are taken for one.
    """
    before, after = {piece.key: piece for piece in old}, {piece.key: piece for piece in new}
    times = Counter(key for pair in alike.equal for key in pair)
    alone = [pair for pair in alike.equal if times[pair[0]] == times[pair[1]] == 1]
    agreed = Counter((before[one].home, after[other].home) for one, other in alone)

    def fit(one: int, other: int) -> int:
        o, n = before[one], after[other]
        return min(agreed[o.home, n.home], 10) + 5 * (o.cell == n.cell) + 2 * (o.number == n.number)

    candidates: list[tuple[float, int, int]] = [(score + fit(*pair), *pair) for pair, score in alike.items()]
    candidates += [(200, one, other) for one, other in known if one in before and other in after]
    return best_first(candidates)


def criteria_pairs(old: Content, new: Content, statements: Iterable[Pair]) -> list[Pair]:
    """Return which criterion became which, one to one. `statements` are those that speak for it."""
    common = _in_common(old, new, statements)
    rare = RareWords((node.title for node in old.criteria), (node.title for node in new.criteria))
    titles = {(one.pk, other.pk): rare.shared(one.title, other.title) for one in old.criteria for other in new.criteria}
    candidates: list[tuple[float, int, int]] = []
    for one in old.criteria:
        for other in new.criteria:
            place = one.pk, other.pk
            is_told = bool(one.on_or_below and other.on_or_below)
            if _is_one(common[place], titles[place], same_number=one.code == other.code, is_told=is_told):
                fit = 10 * (one.code == other.code) + 5 * (one.kind == other.kind) + 3 * (one.depth == other.depth)
                fit += 10 * _same_parents(one, other, common, titles)
                candidates.append((common[place] + titles[place] / 2 + fit, *place))
    return best_first(candidates)


def _in_common(old: Content, new: Content, statements: Iterable[Pair]) -> Mapping[Pair, float]:
    """Return how much two criteria have in common on or below them, in hundredths of the larger one."""
    lines = {words.pk: _lines(read, node) for read in (old, new) for node in read.criteria for words in node.statements}
    sums: Counter[Pair] = Counter()
    for one, other in statements:
        sums.update((o, n) for o in lines[one] for n in lines[other])
    sizes = {node.pk: len(node.on_or_below) for read in (old, new) for node in read.criteria}
    common: dict[Pair, float] = defaultdict(float)
    common.update({(o, n): 100 * number / max(sizes[o], sizes[n]) for (o, n), number in sums.items()})
    return common


def _lines(read: Content, node: Node) -> tuple[int, ...]:
    """Return the keys of a criterion and of all those above it."""
    return (node.pk, *(_lines(read, read.by_pk[node.parent]) if node.parent else ()))


def _is_one(common: float, title: int, *, same_number: bool, is_told: bool) -> bool:
    """Return whether two criteria may be one. `is_told` where both have statements that could say so."""
    if common >= BY_STATEMENTS or title >= BY_TITLE:
        return True
    if common >= WITH_MORE:
        return same_number or title >= LIKE_TITLE
    return same_number and title >= LIKE_TITLE and not is_told


def _same_parents(one: Node, other: Node, common: Mapping[Pair, float], titles: Mapping[Pair, int]) -> bool:
    if one.parent is None or other.parent is None:
        return one.parent == other.parent
    return common[one.parent, other.parent] >= BY_STATEMENTS or titles[one.parent, other.parent] >= BY_TITLE


def homes(pairs: list[Pair], ties: Iterable[Tie], home: Mapping[int, int]) -> list[Pair]:
    """Return the pairs of criteria, and with them those that were split or merged, by where most statements went."""
    came, went = _fates(ties, home)
    sizes = Counter(home.values())
    parted = ((_most(fate, sizes[key]), key) for key, fate in came.items())
    joined = ((key, _most(fate, sizes[key])) for key, fate in went.items())
    return with_parts(
        pairs,
        parted=[(old, new) for old, new in parted if old is not None],
        joined=[(old, new) for old, new in joined if new is not None],
    )


def _fates(ties: Iterable[Tie], home: Mapping[int, int]) -> tuple[dict[int, Counter[int]], dict[int, Counter[int]]]:
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
