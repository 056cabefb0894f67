"""What counts as found: words and "phrases" at the beginning of words, whatever their case, accents or quotes."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from config.texts.keys import letters

_LOOKALIKES = str.maketrans("‘’‛′“”„″‐‑‒–—", "''''\"\"\"\"-----")  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that was looked for, or the text between two such stretches."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for, read from what they typed."""

    terms: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def missing_from(self, *texts: str) -> "Sought":
        """Return what is left to be found once the texts have been looked through."""
        folded = [fold(text)[0] for text in texts]
        return Sought(tuple(term for term in self.terms if not any(_is_in(term, text) for text in folded)))

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """Return the whole text, cut where something was found."""
        folded, places = fold(text)
        pieces, done = [], 0
        for match in re.finditer("|".join(map(_pattern, self.terms)), folded) if self.terms else ():
            start, end = places[match.start()], places[match.end() - 1] + 1
            end = _with_marks(text, end)
            pieces += [Piece(text[done:start], False), Piece(text[start:end], True)]
            done = end
        return tuple(piece for piece in (*pieces, Piece(text[done:], False)) if piece.text)


def sought(typed: str) -> Sought:
    """Return the words and quoted phrases of what was typed; single letters are left out, single digits are not."""
    folded = fold(typed)[0]
    terms = (" ".join((phrase or word).split()) for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', folded))
    kept = {term for term in terms if any(map(str.isalnum, term)) and (len(term) > 1 or term.isdigit())}
    return Sought(tuple(sorted(kept, key=lambda term: (-len(term), term))))


def fold(text: str) -> tuple[str, range | list[int]]:
    """Return the text without case or accents, and for each of its characters the place it comes from."""
    if text.isascii():
        return text.lower(), range(len(text))
    folded, places = [], []
    for place, character in enumerate(text.translate(_LOOKALIKES)):
        for letter in letters(character):
            folded.append(letter)
            places.append(place)
    return "".join(folded), places


def _is_in(term: str, folded: str) -> bool:
    # Most texts hold no part of the term, and a plain look says so many times faster than a pattern.
    return term.split(maxsplit=1)[0] in folded and bool(re.search(_pattern(term), folded))


@lru_cache(maxsize=256)
def _pattern(term: str) -> str:
    # A sign at the beginning (£5, #1) has no word before it to be inside of.
    start = r"(?<!\w)" if term[0].isalnum() else ""
    return start + r"\s+".join(map(re.escape, term.split()))


def _with_marks(text: str, end: int) -> int:
    """Return the end of a match, moved past accents that are characters of their own after their letter."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
