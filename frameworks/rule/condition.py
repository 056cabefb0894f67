"""The words of a condition: what a row of a rule asks of the answers, read, written and said in a sentence."""

import re
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from config.texts.keys import same
from frameworks.rule.suggestion import and_list


class Test(StrEnum):
    """What one clause asks. The first five are of the statements of one level."""

    ALL = "all"
    ANY = "any"
    NONE = "none"
    SHARE = "share"
    AT_LEAST = "at_least"
    EVERY_BELOW = "every_below"
    CONCERN = "concern"
    OTHERWISE = "otherwise"


class Clause(NamedTuple):
    """One part of a condition. `level` is a level's code; `mark` keeps to the statements that bear it, "" to none.

    `number` is how many statements with AT_LEAST, and per cent from 1 to 100 with SHARE; 0 with every other test.
    """

    test: Test
    level: str = ""
    number: int = 0
    mark: str = ""


class WrongCondition(ValueError):
    """A condition that can't be read. Its text is a sentence that says what is wrong and what may be written."""


ALONE = {
    Test.EVERY_BELOW: "every level below",
    Test.CONCERN: "an open cause of concern",
    Test.OTHERWISE: "otherwise",
}
BY_WORDS = {words: test for test, words in ALONE.items()}
OF_LEVEL = re.compile(r"(?:(all|any|none)|at least ([0-9]+)( ?%)?) of (.+)", re.IGNORECASE)
AND = re.compile(" and ", re.IGNORECASE)
MARKED = re.compile(" marked ", re.IGNORECASE)
# No criterion has as many statements; a longer number is a slip.
MOST_STATEMENTS = 9999
# What was typed is repeated up to so many characters.
MOST_REPEATED = 80


def parse(text: str, codes: Collection[str]) -> tuple[Clause, ...]:
    """Return the clauses of a condition. Levels are named by their `codes`, in any case; raises WrongCondition."""
    text = " ".join(text.split())
    if not text:
        raise WrongCondition(f"A condition is missing. {_may_be_written(codes)}")
    parts = AND.split(text)
    # A level's code may itself hold an "and".
    longest = 1 + max((len(AND.findall(code)) for code in codes), default=0)
    clauses: list[Clause] = []
    while parts:
        lengths = range(min(longest, len(parts)), 0, -1)
        read = ((length, _clause(" and ".join(parts[:length]), codes)) for length in lengths)
        length, clause = next(((length, clause) for length, clause in read if clause), (0, None))
        if clause is None:
            raise WrongCondition(_what_is_wrong(parts[0], codes))
        clauses.append(clause)
        parts = parts[length:]
    _check(clauses)
    return tuple(clauses)


def written(clauses: Sequence[Clause]) -> str:
    """Return a condition's canonical text: what `parse` reads as the same clauses."""
    return " and ".join(_written(clause) for clause in clauses)


def in_words(clauses: Sequence[Clause], names: Mapping[str, str]) -> str:
    """Return a condition as part of a sentence, its levels by their `names`, each by code."""
    return and_list([clause_in_words(clause, names) for clause in clauses])


def clause_in_words(clause: Clause, names: Mapping[str, str]) -> str:
    """Return one clause as part of a sentence, its level by its name."""
    name = names.get(clause.level, clause.level) + (f" marked {clause.mark}" if clause.mark else "")
    statements = "1 statement" if clause.number == 1 else f"{clause.number} statements"
    match clause.test:
        case Test.ALL:
            return f"all statements of {name} are true"
        case Test.ANY:
            return f"any statement of {name} is true"
        case Test.NONE:
            return f"no statement of {name} is true"
        case Test.SHARE:
            return f"at least {clause.number}% of {name} is true"
        case Test.AT_LEAST:
            return f"at least {statements} of {name} {'is' if clause.number == 1 else 'are'} true"
        case Test.EVERY_BELOW:
            return "every level below is wholly true"
        case Test.CONCERN:
            return "a cause of concern is open"
        case Test.OTHERWISE:
            return "no row above holds"


def _clause(part: str, codes: Collection[str]) -> Clause | None:
    """Return the clause that a part of a condition says; None where it says none."""
    if alone := BY_WORDS.get(part.lower()):
        return Clause(alone)
    matched = OF_LEVEL.fullmatch(part)
    if matched is None:
        return None
    test, number = _test(matched)
    if not _is_in_range(test, number):
        return None
    level, mark = _level_and_mark(matched[4], codes)
    return Clause(test, level, number, mark) if level and not AND.search(mark) else None


def _test(matched: re.Match[str]) -> tuple[Test, int]:
    if matched[1]:
        return Test(matched[1].lower()), 0
    # Python refuses to read thousands of digits, and so many are out of range whatever they are.
    return (Test.SHARE if matched[3] else Test.AT_LEAST), int(matched[2][:9])


def _is_in_range(test: Test, number: int) -> bool:
    if test == Test.SHARE:
        return 1 <= number <= 100
    return test != Test.AT_LEAST or 1 <= number <= MOST_STATEMENTS


def _level_and_mark(text: str, codes: Collection[str]) -> tuple[str, str]:
    """Return the level's code and the mark that follow "of"; the code is empty where there is no such level."""
    if code := _code(text, codes):
        return code, ""
    for between in MARKED.finditer(text):
        if code := _code(text[: between.start()], codes):
            return code, text[between.end() :]
    return "", ""


def _code(text: str, codes: Collection[str]) -> str:
    if text in codes:
        return text
    return next((code for code in codes if same(code) == same(text)), "")


def _what_is_wrong(part: str, codes: Collection[str]) -> str:
    """Return what keeps a part from being a clause, and what may be written, in a sentence or two."""
    matched = OF_LEVEL.fullmatch(part)
    if matched is None:
        return f"“{_short(part)}” is no condition. {_may_be_written(codes)}"
    test, number = _test(matched)
    if not _is_in_range(test, number):
        if test == Test.SHARE:
            return f"“{_short(part)}” asks for no share. Write a whole number from 1% to 100%."
        return f"“{_short(part)}” asks for no number of statements. Write one from 1 to {MOST_STATEMENTS}."
    level = MARKED.split(matched[4])[0]
    if not codes:
        return f"There is no level “{_short(level)}”: the edition has no levels yet."
    return f"There is no level “{_short(level)}”. The levels are {and_list([f'“{code}”' for code in codes])}."


def _check(clauses: Sequence[Clause]) -> None:
    """Raise WrongCondition where clauses can't stand together."""
    if len(clauses) > 1 and any(clause.test == Test.OTHERWISE for clause in clauses):
        raise WrongCondition("“otherwise” stands alone: it holds where no row above does. Leave out the rest, or it.")
    by_key = sorted((clause._replace(mark=same(clause.mark)), place) for place, clause in enumerate(clauses))
    for _, group in groupby(by_key, key=lambda each: each[0]):
        places = [place for _, place in group]
        if len(places) > 1:
            raise WrongCondition(f"“{_short(_written(clauses[places[0]]))}” stands there twice. Write it once.")


def _written(clause: Clause) -> str:
    if clause.test in ALONE:
        return ALONE[clause.test]
    tests = {Test.SHARE: f"at least {clause.number}%", Test.AT_LEAST: f"at least {clause.number}"}
    text = f"{tests.get(clause.test, clause.test.value)} of {clause.level}"
    return f"{text} marked {clause.mark}" if clause.mark else text


def _may_be_written(codes: Collection[str]) -> str:
    level = next(iter(codes), "good")
    return (
        f"Write “all of {level}”, “any of {level}”, “none of {level}”, “at least 3 of {level}” or “at least 85% of "
        f"{level}”, each with “marked” and a mark after it if need be; “every level below”; “an open cause of "
        "concern”; or “otherwise”. Join several by “and”."
    )


def _short(text: str) -> str:
    return text if len(text) <= MOST_REPEATED else f"{text[: MOST_REPEATED - 1].rstrip()}…"
