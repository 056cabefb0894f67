"""The differences of two editions as lines of text: what is gone with a minus before it, what is new with a plus."""

from collections import Counter
from collections.abc import Iterator

from frameworks.compare.editions import Change, Comparison, CriterionChange, StatementChange
from frameworks.content import Content

KINDS = (("Criteria", "criteria"), ("Statements", "statements"))


def difference_lines(comparison: Comparison) -> Iterator[str]:
    """Yield how many of each sort there are, and then every difference; what is the same is only counted."""
    of_old, of_new = _homes(comparison.old), _homes(comparison.new)
    for heading, name in KINDS:
        changes = getattr(comparison, name)
        times = Counter(each.change for each in changes)
        counted = ", ".join(f"{times[change]} {change.label.lower()}" for change in Change if times[change])
        yield f"{heading}: {counted or 'none'}."
        for each in changes:
            if each.change != Change.SAME:
                yield from _difference(each, of_old, of_new)


def _difference(
    each: StatementChange | CriterionChange, of_old: dict[int, str], of_new: dict[int, str]
) -> Iterator[str]:
    before, after = ([homes[key] for key in keys] for homes, keys in ((of_old, each.old), (of_new, each.new)))
    where = " and ".join(dict.fromkeys(before)) or " and ".join(dict.fromkeys(after))
    to = " and ".join(dict.fromkeys(after))
    yield f"  {Change(each.change).label}, {where}{f' to {to}' if before and after and to != where else ''}"
    yield from (f"    - {_line(text)}" for text in each.old_texts)
    yield from (f"    + {_line(text)}" for text in each.new_texts)


def _homes(read: Content) -> dict[int, str]:
    """Return where each criterion and each statement stands, by its key."""
    return {key: node.code for node in read.criteria for key in (node.pk, *(words.pk for words in node.statements))}


def _line(text: str) -> str:
    return " ".join(text.split())
