"""Print what each run of the tests came to, and their sum: python scripts/totals.py NAME=LOG ..."""

import re
import sys
from collections import Counter
from pathlib import Path

WORDS = ("passed", "failed", "skipped")


def counts(log: str) -> Counter[str]:
    """Return how many tests ended how, from pytest's last line; an error while setting up counts as failed."""
    found: Counter[str] = Counter()
    for number, word in re.findall(r"(\d+) (\w+)", last_line(log)):
        found["failed" if word.startswith("error") else word] += int(number)
    return found


def last_line(log: str) -> str:
    lines = re.findall(r"^.*\d (?:passed|failed|skipped|errors?)\b.*(?= in [\d.]+s)", log, re.M)
    return lines[-1] if lines else ""


def line(found: Counter[str]) -> str:
    return ", ".join(f"{found[word]} {word}" for word in WORDS)


def run_once(log: str) -> str:
    """Return how many tests ran on the other engine alone, in words, where there were any."""
    found = re.search(r"^(\d+ tests ran on SQLite alone):$", log, re.M)
    return f"; {found[1]}" if found else ""


def main(arguments: list[str]) -> None:
    total: Counter[str] = Counter()
    for argument in arguments:
        name, _, path = argument.partition("=")
        log = Path(path).read_text()
        found = counts(log)
        print(f"{name}: {line(found)}{run_once(log)}")
        total += found
    print(line(total))


if __name__ == "__main__":
    main(sys.argv[1:])
