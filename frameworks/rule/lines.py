"""The rows and the worked examples of a rule as people write them: one on each line, levels by their codes."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from config.texts.keys import same
from frameworks.rule.condition import WrongCondition, parse
from frameworks.rule.first_match import Group
from frameworks.rule.first_match_table import FirstMatch, Levels, Row
from frameworks.rule.suggestion import Tally

NO_LEVEL = "no level"
CONCERN = "an open cause of concern"
ARROW = re.compile(r"->|\u2192")
COUNT = re.compile(r"(\d{1,4}) (yes|partly|no|not applicable|not judged)", re.IGNORECASE)
COLUMNS = {"not applicable": "na", "not judged": "unjudged"}
WORDS = {"yes": "yes", "partly": "partly", "no": "no", "na": "not applicable", "unjudged": "not judged"}
ROW_FORM = "A row is a level's code, a colon and its condition, like good: all of good."
EXAMPLE_FORM = "An example is like good: 3 yes, 1 no; poor: 2 no -> good."


class WrongLines(ValueError):
    """Lines that can't be read; `sentences` say what is wrong with each."""

    def __init__(self, sentences: Sequence[str]):
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


class Example(NamedTuple):
    """One worked example: its line, counted from 1, what is answered, and the rank that must come; None for none."""

    line: int
    text: str
    groups: tuple[Group, ...]
    has_concern: bool
    rank: int | None


@lru_cache(maxsize=64)
def first_match_of(
    rows: str, levels: tuple[tuple[int, str, str], ...], enough: float, enough_of: str, partly_counts: bool, base: str
) -> FirstMatch:
    """Return the rule that rows say, of levels as (rank, code, name). Raises WrongLines."""
    return FirstMatch(rows_of(rows, levels), enough, enough_of, partly_counts, base)


def rows_of(text: str, levels: Levels) -> tuple[Row, ...]:
    """Return the rows of a rule in order. Raises WrongLines with a sentence for each line that can't be read."""
    codes = {same(code): rank for rank, code, _ in levels}
    found, wrong = [], []
    for number, line in _lines(text):
        result, colon, condition = line.partition(":")
        try:
            if not colon:
                raise WrongCondition(ROW_FORM)
            found.append(Row(_rank(result, codes, levels), parse(condition, [code for _, code, _ in levels])))
        except WrongCondition as fault:
            wrong.append(f"Row {number}: {fault}")
    if wrong:
        raise WrongLines(wrong)
    return tuple(found)


def examples_of(text: str, levels: Levels) -> tuple[Example, ...]:
    """Return the worked examples in order. Raises WrongLines with a sentence for each line that can't be read."""
    codes = {same(code): rank for rank, code, _ in levels}
    found, wrong = [], []
    for number, line in _lines(text):
        try:
            found.append(_example(number, line, codes, levels))
        except WrongCondition as fault:
            wrong.append(f"Example {number}: {fault}")
    if wrong:
        raise WrongLines(wrong)
    return tuple(found)


def written_example(groups: Sequence[Group], code: str, *, has_concern: bool) -> str:
    """Return a worked example as a line; `code` is that of the level that comes, empty for none."""
    parts = [CONCERN] if has_concern else []
    for tally, own, mark in groups:
        counts = [f"{number} {words}" for name, words in WORDS.items() if (number := getattr(tally, name))]
        parts.append(f"{own}{f' marked {mark}' if mark else ''}: {', '.join(counts)}")
    return f"{'; '.join(parts)} -> {code or NO_LEVEL}"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip())


def _rank(said: str, codes: dict[str, int], levels: Levels) -> int | None:
    key = same(said.strip())
    if key == NO_LEVEL:
        return None
    if key not in codes:
        known = ", ".join(code for _, code, _ in levels)
        raise WrongCondition(f"No level has the code {said.strip()}. There are {known}, or {NO_LEVEL}.")
    return codes[key]


def _example(number: int, line: str, codes: dict[str, int], levels: Levels) -> Example:
    parts = ARROW.split(line)
    if len(parts) != 2:
        raise WrongCondition(EXAMPLE_FORM)
    groups, has_concern = [], False
    for said in filter(None, (part.strip() for part in parts[0].split(";"))):
        if same(said) == CONCERN:
            has_concern = True
            continue
        groups.append(_group(said, codes, levels))
    return Example(number, line, tuple(groups), has_concern, _rank(parts[1], codes, levels))


def _group(said: str, codes: dict[str, int], levels: Levels) -> Group:
    where, colon, counts = said.partition(":")
    code, _, mark = where.partition(" marked ")
    rank = _rank(code, codes, levels)
    if not colon or rank is None:
        raise WrongCondition(EXAMPLE_FORM)
    columns: dict[str, Any] = {}
    for count in counts.split(","):
        written = COUNT.fullmatch(" ".join(count.split()))
        if not written:
            raise WrongCondition(f"“{count.strip()}” is no answer with its number. {EXAMPLE_FORM}")
        word = written[2].lower()
        columns[COLUMNS.get(word, word)] = columns.get(COLUMNS.get(word, word), 0) + int(written[1])
    name = next(name for each, _, name in levels if each == rank)
    own = next(own for each, own, _ in levels if each == rank)
    return Group(Tally(rank, name, **columns), own, mark.strip())
