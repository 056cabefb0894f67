"""Which level of an old scale is which of a new one: by name, then by its statements, then by code. Plain Python.

What is called by a number alone, like "Level 3", is numbered anew where a level came or went.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from frameworks.compare.matching import best_first, plain
from frameworks.content import Content, Step

NUMBERED = re.compile(r"(level|grade|stage|step)?[\s-]*\d+")


def same_levels(old: Content, new: Content) -> dict[int, int]:
    """Return by the rank of each old level the rank that it has in the new scale; none for one that is gone."""
    before, after = {step.rank: step for step in old.levels}, {step.rank: step for step in new.levels}
    one_to_one: dict[int, int] = {}
    for pairs in (_by_name(before, after), _by_words(old, new), _by_code(before, after)):
        left = ((one, other) for one, other in pairs if one not in one_to_one)
        one_to_one.update((one, other) for one, other in left if other not in one_to_one.values())
    return one_to_one


def _by_name(before: Mapping[int, Step], after: Mapping[int, Step]) -> list[tuple[int, int]]:
    named = {step.name.casefold(): step.rank for step in after.values() if not NUMBERED.fullmatch(step.name.casefold())}
    return [(step.rank, named[step.name.casefold()]) for step in before.values() if step.name.casefold() in named]


def _by_words(old: Content, new: Content) -> list[tuple[int, int]]:
    """Return the levels of which most statements stand with the very same words at one level of the other scale."""
    stood: dict[str, int] = {}
    for rank, text in _placed(old):
        stood.setdefault(text, rank)
    times = Counter((stood[text], rank) for rank, text in _placed(new) if text in stood)
    from_old = Counter(one for one, other in times.elements())
    from_new = Counter(other for one, other in times.elements())
    most = ((number, *pair) for pair, number in times.items() if 2 * number > max(from_old[pair[0]], from_new[pair[1]]))
    return best_first(most)


def _placed(read: Content) -> Iterable[tuple[int, str]]:
    return ((w.rank, plain(w.text)) for node in read.criteria for w in node.statements if w.rank is not None)


def _by_code(before: Mapping[int, Step], after: Mapping[int, Step]) -> list[tuple[int, int]]:
    are_as_many = len(before) == len(after)
    coded = {step.code.casefold(): step.rank for step in after.values()}
    coded = {code: rank for code, rank in coded.items() if are_as_many or not NUMBERED.fullmatch(code)}
    return [(step.rank, coded[step.code.casefold()]) for step in before.values() if step.code.casefold() in coded]
