"""Passwords that are refused: those of known breaches, and those that only add a few signs to one."""

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

COMMON = (
    "This password is on lists of passwords from breaches, or is one of them with a few signs added. Choose another."
)
HELP = "Three random words are easy to remember and hard to guess. No digits or signs are needed."


class NotBreached:
    """Refuses what is on the list that Django ships, and in the installation's own file of hashes."""

    def validate(self, password: str, user=None) -> None:
        if is_listed(password) or is_in_file(password, settings.BREACHED_PASSWORDS_FILE):
            raise ValidationError(COMMON, code="password_breached")

    def get_help_text(self) -> str:
        return HELP


def is_listed(password: str) -> bool:
    """Return whether the password is a listed one: in any case, said several times, or between digits and signs."""
    typed = password.lower()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", typed)
    return any(once(form) in listed() for form in {typed, bare, typed[::-1]} if form)


def once(text: str) -> str:
    """Return the shortest text of which this one is a repetition."""
    return text[: (text + text).index(text, 1)]


@cache
def listed() -> frozenset[str]:
    """Return the 19,640 commonest passwords of public breaches, as Django ships them."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)


def is_in_file(password: str, path: str) -> bool:
    """Return whether the password's SHA-1, or a beginning of it, is a line of the file.

    Its lines are in order and begin with a hash, or the first ten or more of its 40 digits; a count may follow. The
    file is searched where it lies, by halving, whatever its size. No path is a file without lines.
    """
    if not path:
        return False
    # The hash that such files are made of; nothing is kept under it.
    sha1 = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    with open(path, "rb") as file:
        low, high = 0, file.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            begin, line = _line_at(file, middle)
            listed_hash = line.partition(b":")[0].strip().decode("ascii", "replace").upper()
            if len(listed_hash) >= 10 and sha1.startswith(listed_hash):
                return True
            if listed_hash < sha1:
                low = begin + len(line)
            else:
                high = begin
    return False


def _line_at(file, place: int) -> tuple[int, bytes]:
    """Return where the line around that place begins, and the line with its end."""
    begin = place
    while begin > 0:
        step = min(begin, 128)
        file.seek(begin - step)
        newline = file.read(step).rfind(b"\n")
        if newline >= 0:
            begin = begin - step + newline + 1
            break
        begin -= step
    file.seek(begin)
    return begin, file.readline()
