"""Pieces of an SVG drawing as text: every word that is put in is escaped, and nothing needs a style sheet or script."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from reports.document import Chart
from reports.text import printable

WIDTH = 640
# The first is shipped for files; a page shows the second. A name with a digit has to stand in quotes.
LETTERS = "'Source Sans 3', Arial, Helvetica, sans-serif"
INK, QUIET, RULE, BRAND, PAPER = "#0b0c0c", "#484949", "#b1b4b6", "#12394a", "#ffffff"
SMALL, NORMAL = 12, 13
# The width of a letter as a share of its height, on the safe side for Arial.
LETTER = 0.5
HATCH = (
    '<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="8" height="8" fill="{PAPER}"/><rect width="3" height="8" fill="#d5dfe3"/></pattern></defs>'
)


def chart(title: str, words: str, height: float, parts: Iterable[str]) -> Chart:
    """Return a drawing of our width with its title and the same told in words."""
    body = "".join(parts)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}" '
        f'role="img" font-family="{LETTERS}" font-size="{NORMAL}"><title>{safe(title)}</title>'
        f"<desc>{safe(words)}</desc>{HATCH}"
        f'<rect width="{WIDTH}" height="{height:g}" fill="{PAPER}"/>{body}</svg>'
    )
    return Chart(svg, printable(f"{title}. {words}"))


def text(
    x: float, y: float, words: str, *, size: int = NORMAL, fill: str = INK, bold: bool = False, at="start", over=False
) -> str:
    """Return one line of text; `at` is where x stands in it: start, middle or end. `over` clears what is behind it."""
    weight = ' font-weight="600"' if bold else ""
    if over:
        weight += f' stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{fill}" text-anchor="{at}"{weight}>{safe(words)}</text>'


def lines(x: float, middle: float, words: Sequence[str], *, size: int = NORMAL, **look) -> str:
    """Return lines of text below each other, together centred on a height."""
    gap = size * 1.2
    top = middle - gap * (len(words) - 1) / 2 + size * 0.35
    return "".join(text(x, top + gap * n, line, size=size, **look) for n, line in enumerate(words))


def box(x: float, y: float, width: float, height: float, fill: str, *, edge: str = "none", dashed: bool = False) -> str:
    dash = ' stroke-dasharray="5 3" stroke-width="2"' if dashed else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}" stroke="{edge}"{dash}/>'


def line(
    x1: float, y1: float, x2: float, y2: float, *, colour: str = RULE, width: float = 1, dashed: bool = False
) -> str:
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{colour}" stroke-width="{width:g}"{dash}/>'


def dot(x: float, y: float, size: float = 7) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{size:g}" fill="{BRAND}"/>'


def diamond(x: float, y: float, size: float = 8) -> str:
    points = f"{x:g},{y - size:g} {x + size:g},{y:g} {x:g},{y + size:g} {x - size:g},{y:g}"
    return f'<polygon points="{points}" fill="{PAPER}" stroke="{BRAND}" stroke-width="2"/>'


def safe(words: str) -> str:
    """Return the words so that they can stand in a drawing and do nothing."""
    return escape(printable(words))


def wrapped(words: str, width: float, *, most: int = 2, size: int = NORMAL) -> list[str]:
    """Return the words in at most so many lines of that width; what doesn't fit ends in an ellipsis."""
    letters, found = max(3, int(width / (size * LETTER))), [""]
    for word in _pieces(printable(words), letters):
        longer = found[-1] + word if found[-1].endswith("-") else f"{found[-1]} {word}".strip()
        if len(longer) <= letters or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    kept = found[:most]
    if len(found) > most:
        kept[-1] = f"{kept[-1]} …"
    return [each if len(each) <= letters else f"{each[: letters - 1].rstrip(' …')}…" for each in kept]


def _pieces(words: str, letters: int) -> list[str]:
    """Return the words; one that is longer than a line and has hyphens, cut after each of them."""
    return [
        piece
        for word in words.split()
        for piece in (re.findall(r"[^-]+-*|-+", word) if len(word) > letters else [word])
    ]
