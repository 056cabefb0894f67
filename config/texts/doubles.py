"""Texts that are the same as another's by a rule that is newer than they are: each gets a number, and none is lost."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from itertools import count
from typing import NamedTuple


class Named(NamedTuple):
    """A row: its key, within what its text may be there once, and the text."""

    pk: int
    scope: Hashable
    text: str


class Double(NamedTuple):
    """A row whose text was there already, and what it is called instead."""

    pk: int
    text: str
    numbered: str

    def __str__(self) -> str:
        return f"“{self.text}” is “{self.numbered}” now, since another was called the same"


def doubles(rows: Iterable[Named], *, key: Callable[[str], str], longest: int, mail: bool = False) -> list[Double]:
    """Return the rows that come after another with the same text in their scope, each with a text of its own.

    With `mail` the texts are e-mail addresses, which get the number where their mailbox allows it.
    """
    rows = list(rows)
    taken: dict[Hashable, set[str]] = defaultdict(set)
    for row in rows:
        taken[row.scope].add(key(row.text))
    met: set[tuple[Hashable, str]] = set()
    told = []
    for row in rows:
        folded = key(row.text)
        if (row.scope, folded) in met:
            tried = (_with_number(row.text, number, longest, mail) for number in count(2))
            text = next(text for text in tried if key(text) not in taken[row.scope])
            taken[row.scope].add(key(text))
            told.append(Double(row.pk, row.text, text))
        met.add((row.scope, folded))
    return told


def _with_number(text: str, number: int, longest: int, mail: bool) -> str:
    """Return a text with a number, still short enough."""
    mailbox, at, host = text.rpartition("@")
    if mail and at:
        return f"{mailbox}+{number}@{host}"[-longest:]
    ending = f" ({number})"
    return f"{text[: longest - len(ending)].rstrip()}{ending}"
