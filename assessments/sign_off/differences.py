"""What changed between two readings of a gap report, as values. Plain Python: the signed one and the one of now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from assessments.rules.answers import ANSWER_WORDS

ABOUT = (
    ("marking", "Marking"),
    ("disclosable", "Disclosable under FOIA"),
    ("force", "Force"),
    ("subject", "Unit"),
    ("round", "Round"),
    ("thresholds", "Thresholds of a suggestion"),
)
LEVELS = (("now", "Level"), ("target", "Target"), ("suggested", "Suggested level"))
PUBLISHED = (("published", "Published grade"),)
TEXTS = (("rationale", "Reason for the level"), ("concerns", "Open causes of concern"))
NOTHING = "None"


class Difference(NamedTuple):
    """One thing that reads otherwise now than when it was signed."""

    criterion: str
    what: str
    signed: str
    now: str


def differences(signed: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return what reads otherwise now, in the report's order; values that only one of the two knows are left out."""
    found = [Difference("", words, *both) for name, words in ABOUT if (both := _turned(signed, now, name, _said))]
    rows = {row["code"]: row for row in now["criteria"]}
    answers = {each["key"]: each for each in now["answers"]}
    for row in signed["criteria"]:
        if row["code"] in rows:
            found += _of_criterion(row, rows[row["code"]])
        found += _of_answers(
            _title(row), [each for each in signed["answers"] if each["criterion"] == row["code"]], answers
        )
    return tuple(found)


def _of_criterion(signed: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    title = _title(signed)
    for name, words in LEVELS:
        if both := _turned(signed, now, name, _level):
            yield Difference(title, words, *both)
    for name, words in PUBLISHED:
        if both := _turned(signed, now, name, _grade):
            yield Difference(title, words, *both)
    for name, words in TEXTS:
        if both := _turned(signed, now, name, _said):
            yield Difference(title, words, *both)


def _of_answers(title: str, signed: Sequence[Mapping[str, Any]], now: Mapping[int, Mapping[str, Any]]):
    for each in signed:
        other = now.get(each["key"], each)
        if (each["answer"], each["note"]) != (other["answer"], other["note"]):
            yield Difference(title, each["text"], _answer(each), _answer(other))


def _title(row: Mapping[str, Any]) -> str:
    return f"{row['code']} {row['title']}" if any(map(str.isdigit, row["code"])) else row["title"]


def _turned(signed: Mapping[str, Any], now: Mapping[str, Any], name: str, words) -> tuple[str, str] | None:
    if name not in signed or name not in now or signed[name] == now[name]:
        return None
    return words(signed[name]), words(now[name])


def _answer(each: Mapping[str, Any]) -> str:
    answer = ANSWER_WORDS[each["answer"]]
    return f"{answer}: {each['note']}" if each["note"] else answer


def _level(level: Mapping[str, Any] | None) -> str:
    return level["name"] if level else NOTHING


def _grade(published: Mapping[str, Any] | None) -> str:
    return f"{published['level']['name']} ({published['report']})" if published else NOTHING


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or NOTHING
    return str(value) or NOTHING
