"""How the editor parses a pasted list, and what it calls the rows of a draft. Plain values in, words out."""

import hashlib
import re

from frameworks.content import printed_code
from frameworks.editor.draft import Draft, Key, Row, Value
from frameworks.models import Statement

# A bullet, a dash, or a number that is marked as one: "2021 was a hard year" begins with none.
BULLET = re.compile(
    r"^(?:[\u2022\u25cf\u25cb\u25aa\u25ab\u25a0\u25a1\u2023\u2043\u25e6\u2219\xb7*+\uf0b7\uf0a7]\s*"
    r"|[-\u2013\u2014](?:\s+|$)|o\s+(?=[A-Z]))"
)
NUMBER = re.compile(r"^\(?((?:\d+(?:\.\d+)+|\d+(?=[.)])|[a-z](?=[.)])|[ivx]+(?=[.)])))[.)]*\s+")


def bullets(pasted: str) -> list[tuple[str, str]]:
    """Return the statements of a pasted list, each with the number that it had: one for each bullet, number or line.

    Where bullets or numbers are used, a line without one goes on with the line above it; an empty line ends that.
    """
    lines = [" ".join(line.split()) for line in pasted.splitlines()]
    marked = any(_mark(line) for line in lines)
    statements: list[tuple[str, str]] = []
    goes_on = False
    for line in lines:
        mark = _mark(line)
        if mark:
            statements.append((mark[1], line[mark[0] :].strip()))
        elif line and marked and goes_on and statements:
            code, text = statements[-1]
            statements[-1] = (code, f"{text} {line}".strip())
        elif line:
            statements.append(("", line))
        goes_on = bool(line)
    return [(code, text) for code, text in statements if text]


def _mark(line: str) -> tuple[int, str] | None:
    """Return how long the mark at the beginning of a line is, and the number in it."""
    if bullet := BULLET.match(line):
        return bullet.end(), ""
    number = NUMBER.match(line)
    return (number.end(), number[1]) if number else None


def halves(text: str, at: int | None) -> tuple[str, str]:
    """Return a text split in two at that character, or at its first empty line; else the second half is empty."""
    text = text.replace("\r\n", "\n")
    if at is not None and 0 < at < len(text):
        return text[:at].strip(), text[at:].strip()
    first, _, second = re.sub(r"\n[^\S\n]*\n", "\0", text.strip(), count=1).partition("\0")
    return first.strip(), second.strip()


def plain(value: Value) -> str:
    """Return a value as text for comparing: with line ends of one kind, and no space around it."""
    return ("" if value is None else str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()


def fingerprint(value: Value) -> str:
    """Return a short fingerprint of a value: another one as soon as somebody changes it."""
    return hashlib.sha256(plain(value).encode()).hexdigest()[:16]


def cell_name(draft: Draft, level: Value, aspect: Value) -> str:
    """Return what a cell of a criterion is called: its level, or the aspect that has none."""
    row = draft.rows.get(("level", level)) if isinstance(level, int) else None
    return row["name"] if row else Statement.Aspect(str(aspect)).label


def criterion_name(row: Row) -> str:
    """Return what a criterion is called in a sentence: its number, or its title where that tells more."""
    return printed_code(row["code"], row["title"]) or row["title"][:60]


def name_of(draft: Draft, key: Key) -> str:
    """Return what a row is called in a sentence."""
    table, row = key[0], draft.rows[key]
    if table == "criterion":
        return criterion_name(row)
    if table == "level":
        return f"the level {row['name']}"
    if table == "statement":
        under = criterion_name(draft.rows["criterion", row["criterion"]])
        at = draft.siblings(key).index(key[1]) + 1
        return f"{under}, {cell_name(draft, row['level'], row['aspect'])}, statement {at}"
    return {"edition": "this edition", "framework": "the framework"}.get(table, table)
