"""Which pieces of an old text became which of a new one. Plain Python: pieces and their places in, pairs out."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from frameworks.compare.rare_words import RareWords

# How alike, in hundredths, two texts must be to be one: in the place where it was, and anywhere else.
IN_PLACE = 60
ELSEWHERE = 80
# The publication's own number in the same criterion says a good deal, but never by itself.
SAME_NUMBER = 40
# How much must be in common in the words that are a text's own, in hundredths: letters alone are soon alike.
OWN_WORDS = 25
# How much of a part's words, in hundredths, must stand in the whole, and how alike all parts and the whole must be.
PART = 60
WHOLE = 75
# By how much several parts must be more like the whole than the best of them is alone.
MORE_LIKE = 6
SHORTEST_PART = 3
# How alike, with how well their places agree, two texts are of which neither is a part of a longer one.
NO_PART = 90 + 15 + 6
# A text that is like more others than this is told apart from them by its place, not by a longer search.
MOST_ALIKE = 40
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text with where it stands: the key of what it belongs to, and its cell there."""

    key: int
    text: str
    home: int
    cell: tuple[str, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """Old pieces that became new ones; at most one side has several. `by_hand` where a person said so."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    by_hand: bool = False


def words_of(text: str) -> str:
    """Return a text's words in alphabetical order, without case or punctuation."""
    return " ".join(sorted(WORD.findall(text.casefold())))


def plain(text: str) -> str:
    """Return a text with single spaces: what else differs between two texts is a difference in words."""
    return " ".join(text.split())


def likeness(old: str, new: str) -> int:
    """Return how alike two texts are, in hundredths; 100 only where nothing but spaces differs."""
    if plain(old) == plain(new):
        return 100
    return min(int(fuzz.ratio(words_of(old), words_of(new))), 99)


class Likenesses:
    """How alike each old text is to each new one, worked out once; pairs too unlike to matter are left out."""

    def __init__(self, old: Sequence[Piece], new: Sequence[Piece]):
        rare = RareWords((piece.text for piece in old), (piece.text for piece in new))
        texts = {piece.key: piece.text for piece in (*old, *new)}
        self.old = {piece.key: words_of(piece.text) for piece in old}
        self.new = {piece.key: words_of(piece.text) for piece in new}
        same: dict[str, list[int]] = defaultdict(list)
        for piece in new:
            same[plain(piece.text)].append(piece.key)
        self.equal = [(piece.key, key) for piece in old for key in same.get(plain(piece.text), ())]
        same_words = frozenset(self.equal)
        self._scores = dict.fromkeys(self.equal, 100)
        # A text that stands as often in both is accounted for; of one that stands more often here, some became others.
        before, after = (Counter(plain(piece.text) for piece in side) for side in (old, new))
        settled = {piece.key for piece in (*old, *new) if before[plain(piece.text)] == after[plain(piece.text)]}
        choices = {key: words for key, words in self.new.items() if key not in settled}
        for key, words in self.old.items():
            if key not in settled:
                nearest = process.extract(words, choices, scorer=fuzz.ratio, score_cutoff=IN_PLACE, limit=MOST_ALIKE)
                self._scores.update(
                    {(key, other): min(int(score), 99) for _, score, other in nearest if (key, other) not in same_words}
                )
        self._scores.update(self._of_one_number(old, new))
        self._scores = {
            (one, other): score
            for (one, other), score in self._scores.items()
            if score >= ELSEWHERE or rare.shared(texts[one], texts[other]) >= OWN_WORDS
        }

    def _of_one_number(self, old: Sequence[Piece], new: Sequence[Piece]) -> dict[tuple[int, int], int]:
        numbered: dict[str, list[Piece]] = defaultdict(list)
        for piece in new:
            numbered[piece.number].append(piece)
        pairs = ((o, n) for o in old if o.number for n in numbered.get(o.number, ()))
        return {(o.key, n.key): likeness(o.text, n.text) for o, n in pairs}

    def __getitem__(self, pair: tuple[int, int]) -> int:
        return self._scores.get(pair, 0)

    def items(self) -> Iterable[tuple[tuple[int, int], int]]:
        """Return every pair that is at all alike, with how alike it is."""
        return self._scores.items()


def best_first(candidates: Iterable[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """Return pairs in which no key stands twice on its side, taken from the highest score down."""
    pairs, old, new = [], set(), set()
    for _, one, other in sorted(candidates, key=lambda candidate: (-candidate[0], *candidate[1:])):
        if one not in old and other not in new:
            pairs.append((one, other))
            old.add(one)
            new.add(other)
    return pairs


def tie(
    old: Sequence[Piece],
    new: Sequence[Piece],
    alike: Likenesses,
    *,
    homes: frozenset[tuple[int, int]],
    by_hand: Iterable[Tie] = (),
    remembered: Iterable[tuple[int, int]] = (),
) -> tuple[Tie, ...]:
    """Return which pieces became which, each in one tie.

    What people said comes first; then equal pieces, then those of which the draft remembers what they were made from,
    then split, merged and similar ones.
    """
    ties = list(by_hand)
    left = {piece.key: piece for piece in old}
    right = {piece.key: piece for piece in new}
    _take(ties, left, right)
    equal = ((100 + _fit(left[o], right[n], homes), o, n) for o, n in alike.equal if o in left and n in right)
    _add(ties, best_first(equal), left, right)
    ties += _as_remembered(remembered, left, right)
    _take(ties, left, right)
    near = (pair for pair in _near(left, right, alike, homes) if pair[0] >= NO_PART)
    _add(ties, best_first(near), left, right)
    ties += [Tie((whole,), parts) for whole, parts in _parted(left, right, homes)]
    _take(ties, left, right)
    turned = frozenset((n, o) for o, n in homes)
    ties += [Tie(parts, (whole,)) for whole, parts in _parted(right, left, turned)]
    _take(ties, left, right)
    _add(ties, best_first(_near(left, right, alike, homes)), left, right)
    ties += [Tie((key,), ()) for key in left]
    ties += [Tie((), (key,)) for key in right]
    return tuple(ties)


def _as_remembered(remembered: Iterable[tuple[int, int]], left: dict[int, Piece], right: dict[int, Piece]) -> list[Tie]:
    """Return the ties of what a draft remembers, of pieces that are still free; nothing is both split and merged."""
    pairs = [(one, other) for one, other in remembered if one in left and other in right]
    alike = ((likeness(left[one].text, right[other].text), one, other) for one, other in pairs)
    return in_ties(with_parts(best_first(alike), pairs, pairs), list(left), list(right))


def with_parts(
    pairs: list[tuple[int, int]], parted: Iterable[tuple[int, int]], joined: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return pairs, one to one, with what split off from an old one in them, and what was joined with a new one.

    An old one is split or merged, never both: that would be no answer to where it went.
    """
    after, before = dict(pairs), {new: old for old, new in pairs}
    splits = {new: old for old, new in parted if new not in before and old in after}
    whole = {new for old, new in pairs if old not in splits.values()}
    merges = {old: new for old, new in joined if old not in after and new in whole}
    return [*pairs, *((old, new) for new, old in splits.items()), *merges.items()]


def in_ties(pairs: Iterable[tuple[int, int]], old: Iterable[int], new: Iterable[int]) -> list[Tie]:
    """Return pairs as ties: one for each that was split, each that was merged, and each that stayed one.

    `old` and `new` are all keys in order: parts stand in it.
    """
    after: dict[int, list[int]] = {key: [] for key in old}
    before: dict[int, list[int]] = {key: [] for key in new}
    for one, other in pairs:
        after[one].append(other)
        before[other].append(one)
    places = {key: at for side in (after, before) for at, key in enumerate(side)}
    merged = [Tie(tuple(sorted(ones, key=places.__getitem__)), (key,)) for key, ones in before.items() if len(ones) > 1]
    rest = [
        Tie((key,), tuple(sorted(others, key=places.__getitem__)))
        for key, others in after.items()
        if others and len(before[others[0]]) == 1
    ]
    return [*merged, *rest]


def _take(ties: list[Tie], left: dict[int, Piece], right: dict[int, Piece]) -> None:
    for tied in ties:
        for key in tied.old:
            left.pop(key, None)
        for key in tied.new:
            right.pop(key, None)


def _add(ties: list[Tie], pairs: list[tuple[int, int]], left: dict[int, Piece], right: dict[int, Piece]) -> None:
    ties += [Tie((one,), (other,)) for one, other in pairs]
    _take(ties, left, right)


def _fit(old: Piece, new: Piece, homes: frozenset[tuple[int, int]]) -> int:
    """Return how well the places of two pieces agree: what decides between texts that are equally alike."""
    at_home = (old.home, new.home) in homes
    return 15 * at_home + 6 * (old.cell == new.cell) + 4 * (at_home and bool(old.number) and old.number == new.number)


def _near(left, right, alike: Likenesses, homes) -> Iterable[tuple[float, int, int]]:
    for (one, other), score in alike.items():
        if one in left and other in right and score >= _enough(left[one], right[other], homes):
            yield score + _fit(left[one], right[other], homes), one, other


def _enough(old: Piece, new: Piece, homes) -> int:
    if (old.home, new.home) not in homes:
        return ELSEWHERE
    if old.number and old.number == new.number:
        return SAME_NUMBER
    return IN_PLACE if old.cell == new.cell else ELSEWHERE


def _parted(wholes: dict[int, Piece], parts: dict[int, Piece], homes) -> Iterable[tuple[int, tuple[int, ...]]]:
    """Yield each whole with the parts, in their order, that together say what it said."""
    counted = {key: Counter(WORD.findall(piece.text.casefold())) for key, piece in parts.items()}
    taken: set[int] = set()
    for key, whole in wholes.items():
        words = Counter(WORD.findall(whole.text.casefold()))
        near = {
            part: piece.text
            for part, piece in parts.items()
            if part not in taken and (whole.home, piece.home) in homes and _is_part(counted[part], words)
        }
        if together := _together(words_of(whole.text), near):
            taken.update(together)
            yield key, together


def _is_part(part: Counter, whole: Counter) -> bool:
    size = part.total()
    if not SHORTEST_PART <= size < whole.total() * 0.9:
        return False
    return (part & whole).total() * 100 >= PART * size


def _together(whole: str, parts: dict[int, str]) -> tuple[int, ...]:
    """Return the parts that are most like the whole when read together, none where one alone says nearly as much."""

    def score(*keys: int) -> float:
        return fuzz.ratio(whole, words_of(" ".join(parts[key] for key in keys)))

    chosen: list[int] = []
    best = 0.0
    for key in sorted(parts, key=lambda key: (-score(key), key)):
        with_it = score(*chosen, key)
        if with_it > best + (MORE_LIKE if chosen else 0):
            chosen, best = [*chosen, key], with_it
    return tuple(key for key in parts if key in chosen) if len(chosen) > 1 and best >= WHOLE else ()
