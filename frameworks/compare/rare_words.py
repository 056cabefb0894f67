"""How much two texts have in common by the words that tell them from others. Plain Python: texts in, hundredths out.

The questions of a framework are often alike by letters: "How good is the force at ...". What they are about stands in
the few words that are each one's own.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable

WORD = re.compile(r"\w+")
# Words that say nothing about what a text is about.
SMALL = frozenset(
    "a an and any are as at be been by can do does for from had has have how in into is it its of on or so that the"
    " their them there these they this those to was well were what when where which who why will with".split()
)


def telling(text: str) -> frozenset[str]:
    """Return the words of a text that say what it is about, in the singular; all of them where no other is there."""
    words = frozenset(_singular(word) for word in WORD.findall(text.casefold()))
    return words - SMALL or words


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class RareWords:
    """The words of the texts of two sides, each with its weight: what many texts of a side share weighs little."""

    def __init__(self, *sides: Iterable[str]):
        self.words: dict[str, frozenset[str]] = {}
        self.weights: dict[str, float] = {}
        for texts in map(list, sides):
            self.words.update((text, telling(text)) for text in texts)
            times = Counter(word for text in texts for word in self.words[text])
            for word, number in times.items():
                weight = math.log(1 + len(texts) / number)
                self.weights[word] = min(weight, self.weights.get(word, weight))
        self.whole = {text: self._weight(words) for text, words in self.words.items()}

    def shared(self, one: str, other: str) -> int:
        """Return how much of two of the texts is in words that both have, in hundredths of both."""
        both = self.words[one] & self.words[other]
        return round(200 * self._weight(both) / (self.whole[one] + self.whole[other])) if both else 0

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self.weights[word] for word in words)
