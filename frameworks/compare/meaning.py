"""Whether a text that was worded otherwise says another thing: a "not" that came or went, a number, a time.

An answer to the old words is none to such new ones, however alike they are. Plain Python: texts in, a turn out.
"""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.db.models import TextChoices

from frameworks.compare.rare_words import SMALL


class Turn(TextChoices):
    """Why an answer to old words is none to the new ones."""

    LEVEL = "level", "Stands at another level"
    NEGATION = "negation", "A “not” came, went or moved"
    NUMBER = "number", "A number or a time changed"


CURLED = "\N{RIGHT SINGLE QUOTATION MARK}"
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
NEGATIONS = frozenset(
    "no not non never none nobody nothing nowhere neither nor cannot without unless unable hardly rarely seldom"
    " scarcely barely lack lacks lacked lacking absent absence fail fails failed failing failure failures"
    " ignore ignores ignored ignoring refuse refuses refused refusing".split()
)
# A few plans are some, and few plans are hardly any.
HARDLY_ANY = frozenset({"few", "little"})
# Unclear and unsupported, but not under, unit, uniform, unique, universal, union or until.
UN = re.compile(r"un(?!der|i[tfqvols]|til$|to$)\w{3,}")
# These may be the beginning of any word: of insufficient, if sufficient is a word of either text.
PREFIXES = ("in", "im", "il", "ir", "dis", "mis", "non", "de")
DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
UNITS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBERS = {
    **{word: str(number) for number, word in enumerate(UNITS, 2)},
    **{word: str(10 * number) for number, word in enumerate(TENS, 2)},
    **{"hundred": "100", "thousand": "1000", "half": "1/2", "twice": "2"},
    **{"first": "1st", "second": "2nd", "third": "3rd"},
}
TIMES = {
    name: unit
    for unit, names in {
        "minute": "minutes",
        "hour": "hours hourly",
        "day": "days daily",
        "week": "weeks weekly",
        "month": "months monthly",
        "quarter": "quarters quarterly",
        "year": "years yearly annual annually",
    }.items()
    for name in (unit, *names.split())
}


def turned(old: str, new: str) -> str:
    """Return the turn that a rewording took, empty where it took none that shows in single words."""
    if _amounts(old) != _amounts(new):
        return Turn.NUMBER.value
    before, after = (WORD.findall(text.casefold().replace(CURLED, "'")) for text in (old, new))
    words = {*before, *after}
    denied, denies = ([_negates(side, at, words) for at in range(len(side))] for side in (before, after))
    if sum(denied) != sum(denies):
        return Turn.NEGATION.value
    one, other = Counter(_scopes(before, denied)), Counter(_scopes(after, denies))
    # Clauses may have changed places, where whatever is denied is denied wherever it stands.
    if one == other and all(before.count(word) == after.count(word) == number for word, number in one.items()):
        return ""
    # What was denied and still stands there, or stood there and is denied now.
    freed = ((one - other).keys() & set(after)) | ((other - one).keys() & set(before))
    return Turn.NEGATION.value if freed or not _in_step(before, denied, after, denies) else ""


def _amounts(text: str) -> Counter[str]:
    """Return the numbers and the times of a text, however they are written."""
    text = text.casefold()
    digits = Counter(number.replace(",", "") for number in DIGITS.findall(text))
    words = WORD.findall(text)
    return digits + Counter(word for name in words if (word := NUMBERS.get(name) or TIMES.get(name)))


def _negates(words: list[str], at: int, all_words: set[str]) -> bool:
    """Return whether a word denies what stands with it, or is itself the contrary of another word of both texts."""
    word = words[at]
    if word in NEGATIONS or word.endswith("n't") or UN.match(word):
        return True
    if word in HARDLY_ANY:
        return at == 0 or words[at - 1] != "a"
    if any(word.startswith(prefix) and word.removeprefix(prefix) in all_words for prefix in PREFIXES):
        return len(word) > 5
    return word.endswith("less") and not all_words.isdisjoint({word[:-4], f"{word[:-4]}ful"})


def _scopes(words: list[str], denied: list[bool]) -> Iterator[str]:
    """Yield what each negation is about: the next word that says something."""
    for at, is_denied in enumerate(denied):
        if is_denied:
            yield next((word for word in words[at + 1 :] if word not in SMALL), "")


def _in_step(before: list[str], denied: list[bool], after: list[str], denies: list[bool]) -> bool:
    """Return whether wherever words were replaced as many negations were put in as were taken out."""
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return all(sum(denied[a:b]) == sum(denies[c:d]) for act, a, b, c, d in steps if act != "equal")
