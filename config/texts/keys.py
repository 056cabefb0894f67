"""When two texts are the same, and by what a text is found: keys made here, so that every database agrees.

`same` is for what may be there once, and for telling whether an import means what is there already. `found` is for
searching and for order. `address` is for e-mail addresses, of which nothing but form and case may be folded.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Unicode's dashes, and signs that are drawn as one: minus, hyphen bullet, a minus for phonetics.
DASHES = str.maketrans(
    dict.fromkeys([*filter(lambda sign: unicodedata.category(sign) == "Pd", map(chr, range(0x11000))), *"−⁃˗"], "-")  # noqa: RUF001
)
# Marks that are drawn as nothing and aren't among Unicode's format characters: fillers, joiners, variation selectors.
OTHER_INVISIBLE = frozenset(
    map(chr, [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164, 0xFFA0])
) | frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
INVISIBLE = frozenset({"Cf", "Cc", "Cs", "Co", "Cn"})
QUOTES = str.maketrans("‘’‛′ʼ“”„″", "'''''\"\"\"\"")  # noqa: RUF001
# Letters with a stroke or a tail of their own, which no form of Unicode takes apart.
STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ð": "d", "þ": "th"})  # noqa: RUF001
LIGATURES = str.maketrans({"æ": "ae", "œ": "oe"})
ROUND_A_DASH = re.compile(r"\s*-\s*")
SPACES = re.compile(r"\s+")


def same(text: str) -> str:
    """Return the key that is equal for texts that are the same.

    Neither form nor case makes a difference, nor which dash it is and the spaces round it, nor how many spaces there
    are, nor marks that nobody sees.
    """
    text = text.lower() if text.isascii() and text.isprintable() else _dashed(_folded(text))
    return SPACES.sub(" ", ROUND_A_DASH.sub("-", text)).strip()


def found(text: str) -> str:
    """Return the key by which a text is found and stands in its place: `same`, with no accents or curly quotes."""
    key = same(text)
    if key.isascii():
        return key
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", key) if not unicodedata.combining(letter))
    return same(bare.translate(QUOTES).translate(STROKES).translate(LIGATURES))


@lru_cache(maxsize=4096)
def letters(sign: str) -> str:
    """Return what one sign of a text is found by: nothing, for a mark on the letter before it or one nobody sees."""
    return " " if sign.isspace() else found(sign)


def address(email: str) -> str:
    """Return an e-mail address as it is compared: form and case alone, for marks and accents make another mailbox."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", email).lower()).strip()


def words(text: str) -> list[str]:
    """Return what to look for, each as `found` has it: what was typed, word by word."""
    return found(text).split()


def in_order(texts: Iterable[str]) -> list[str]:
    """Return the texts as people look them up: Ŵyn under W, and what is found alike always in one order."""
    return sorted(texts, key=order)


def order(text: str) -> tuple[str, str, str]:
    """Return what to sort a text by."""
    return found(text), same(text), text


@lru_cache(maxsize=4096)
def is_invisible(sign: str) -> bool:
    """Return whether a sign is drawn as nothing. A space isn't: it is seen by what it parts."""
    return not sign.isspace() and (unicodedata.category(sign) in INVISIBLE or sign in OTHER_INVISIBLE)


def _seen(text: str) -> str:
    if text.isprintable() and OTHER_INVISIBLE.isdisjoint(text):
        return text
    return "".join(sign for sign in text if not is_invisible(sign))


def _folded(text: str) -> str:
    # Unicode's caseless match of compatible forms: each step may make work for the one before.
    for _ in range(3):
        before, text = text, unicodedata.normalize("NFKC", _seen(unicodedata.normalize("NFD", text)).casefold())
        if text == before:
            break
    return text


def _dashed(text: str) -> str:
    return text.translate(DASHES)
