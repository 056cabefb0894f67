"""Two texts word by word: what was taken out and what was put in. Plain Python."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
KEPT, OUT, IN = "kept", "out", "in"


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of text that both have (`kept`), that only the old has (`out`), or only the new (`in`)."""

    kind: str
    text: str


def marked(old: str, new: str) -> tuple[Mark, ...]:
    """Return both texts as one, in runs; what was taken out stands before what was put in for it."""
    one, other = TOKEN.findall(old), TOKEN.findall(new)
    runs: list[Mark] = []
    for act, start, end, from_, to in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if act == "equal":
            runs.append(Mark(KEPT, "".join(other[from_:to])))
            continue
        runs += [Mark(OUT, "".join(one[start:end]))] if end > start else []
        runs += [Mark(IN, "".join(other[from_:to]))] if to > from_ else []
    return tuple(_joined(runs))


def _joined(runs: list[Mark]) -> Iterable[Mark]:
    """Yield the runs, with a lone space between two changes taken into both, so that a phrase reads as one."""
    out, put, changed = "", "", False
    for place, run in enumerate(runs):
        between = changed and run.kind == KEPT and not run.text.strip() and place + 1 < len(runs)
        if run.kind == KEPT and not between:
            yield from _change(out, put)
            out, put, changed = "", "", False
            yield run
            continue
        out += run.text if run.kind != IN else ""
        put += run.text if run.kind != OUT else ""
        changed = True
    yield from _change(out, put)


def _change(out: str, put: str) -> Iterable[Mark]:
    if out.strip() or put.strip():
        return [*([Mark(OUT, out)] if out else []), *([Mark(IN, put)] if put else [])]
    return [Mark(KEPT, put)] if put else []


def in_words(marks: Iterable[Mark]) -> str:
    """Return what changed as a sentence or two, for where nothing can be struck out or underlined."""
    sentences = []
    for kind, words in ((OUT, "Taken out"), (IN, "Put in")):
        texts = [f"“{mark.text.strip()}”" for mark in marks if mark.kind == kind and mark.text.strip()]
        if texts:
            sentences.append(f"{words}: {', '.join(texts)}.")
    return " ".join(sentences)
