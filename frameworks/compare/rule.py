"""What changed in the rule by which a level is suggested, from one edition to another. Plain Python."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from frameworks.content import Content
from frameworks.models import Edition


class RuleChange(NamedTuple):
    """One part of the rule that differs, as text; empty where an edition says nothing of it."""

    what: str
    old: str
    new: str


PARTS: tuple[tuple[str, Callable[[Content], str]], ...] = (
    ("How a level is suggested", lambda read: str(Edition.Rule(read.rule).label)),
    ("Whose rule it is", lambda read: str(Edition.Owner(read.ruling.owner).label)),
    ("In the publisher's words", lambda read: read.ruling.words),
    ("Where the publisher says it", lambda read: read.ruling.place),
    ("Substantially true from", lambda read: f"{read.thresholds.substantial:.12g}"),
    ("Partly true from", lambda read: f"{read.thresholds.some:.12g}"),
    ("Rows", lambda read: read.ruling.rows.strip()),
    (
        "Judged first",
        lambda read: f"{read.ruling.enough:.12g} {Edition.EnoughOf(read.ruling.enough_of).label!s}",
    ),
    ("Shares in conditions", lambda read: str(Edition.ShareOf(read.ruling.share_of).label)),
    ("A partly counts for any, none and at least", lambda read: "Yes" if read.ruling.partly_counts else "No"),
    ("Worked examples", lambda read: read.ruling.examples.strip()),
    ("Statements with a mark", lambda read: _marked(read)),
)


def rule_changes(old: Content, new: Content) -> tuple[RuleChange, ...]:
    """Return each part of the rule that isn't the same in both editions."""
    sides = ((what, said(old), said(new)) for what, said in PARTS)
    return tuple(RuleChange(what, before, after) for what, before, after in sides if before != after)


def _marked(read: Content) -> str:
    counts = Counter(words.mark for node in read.criteria for words in node.statements if words.mark)
    return ", ".join(f"{number} {mark}" for mark, number in sorted(counts.items()))
