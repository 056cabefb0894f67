"""The differences of two editions as lines of text: what is gone with a minus before it, what is new with a plus."""

from collections import Counter
from collections.abc import Iterator

from frameworks.compare.editions import Change, ChangeOf, Comparison
from frameworks.compare.matching import plain
from frameworks.content import Content

KINDS = (("Criteria", "criteria"), ("Statements", "statements"))


def difference_lines(comparison: Comparison) -> Iterator[str]:
    """Yield how many of each sort there are, and then every difference; what is the same is only counted."""
    of_old, of_new = _homes(comparison.old), _homes(comparison.new)
    for heading, name in KINDS:
        changes = getattr(comparison, name)
        times = Counter(change.change for change in changes)
        counted = ", ".join(f"{times[change]} {change.label.lower()}" for change in Change if times[change])
        yield f"{heading}: {counted or 'none'}."
        for change in changes:
            if change.change != Change.SAME:
                yield from _difference(change, of_old, of_new)


def _difference(change: ChangeOf, of_old: dict[int, str], of_new: dict[int, str]) -> Iterator[str]:
    before = " and ".join(dict.fromkeys(of_old[key] for key in change.old))
    after = " and ".join(dict.fromkeys(of_new[key] for key in change.new))
    yield f"  {change.change.label}, {before or after}{f' to {after}' if before and after not in ('', before) else ''}"
    yield from (f"    - {plain(text)}" for text in change.old_texts)
    yield from (f"    + {plain(text)}" for text in change.new_texts)


def _homes(read: Content) -> dict[int, str]:
    """Return where each criterion and each statement stands, by its key."""
    return {key: node.code for node in read.criteria for key in (node.pk, *(words.pk for words in node.statements))}
