"""Charts: plain values in, a drawing and its words out. One source for page, Word and PDF; none needs its colours."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from reports.document import Chart
from reports.drawing import (
    BRAND,
    INK,
    PAPER,
    QUIET,
    RULE,
    SMALL,
    WIDTH,
    box,
    chart,
    diamond,
    dot,
    line,
    lines,
    text,
    wrapped,
)

NAMES = 236
# Letters dark on the first three tints and white on the others, 4.5:1 and more each.
TINTS = ("#e6f1f1", "#c4dfe0", "#8ac0c3", "#106165", "#0b3f42")
DARK = frozenset(TINTS[3:])


def tint(percent: int) -> str:
    """Return the tint of a share's fifth."""
    return TINTS[min(4, percent // 20)]


def tint_ink(fill: str) -> str:
    """Return the colour of letters that are read on a tint."""
    return PAPER if fill in DARK else INK


class Standing(NamedTuple):
    """One criterion: where it stands and what it aims for, as places on the scale from 1; None for neither."""

    name: str
    now: int | None
    target: int | None


class Heat(NamedTuple):
    """One cell of a heat map: how much is true (0 to 100, None where nothing is judged or nothing is asked)."""

    percent: int | None
    words: str
    is_now: bool = False
    is_target: bool = False


def profile(title: str, levels: Sequence[str], rows: Sequence[Standing]) -> Chart:
    """Return each criterion on the scale: a dot where it stands now, a diamond at its target."""
    high, column = 46, (WIDTH - NAMES) / max(len(levels), 1)
    top, heads = _heads(levels, column)
    foot = top + high * len(rows)
    parts = [heads]
    middles = [NAMES + column * (n + 0.5) for n in range(len(levels))]
    parts += [line(x, top, x, foot) for x in middles]
    for n, row in enumerate(rows):
        middle = top + high * (n + 0.5)
        parts.append(line(0, top + high * n, WIDTH, top + high * n))
        parts.append(lines(0, middle, wrapped(row.name, NAMES - 8, most=3, size=SMALL), size=SMALL))
        parts += _standing(row, middle, column)
    parts += [line(0, foot, WIDTH, foot), dot(NAMES + 8, foot + 22), text(NAMES + 22, foot + 26, "Now")]
    parts += [diamond(NAMES + 80, foot + 22), text(NAMES + 94, foot + 26, "Target")]
    told = "; ".join(f"{row.name}: {_told(row, levels)}" for row in rows)
    return chart(title, f"{told}." if told else "No criteria.", foot + 40, parts)


def _standing(row: Standing, middle: float, column: float) -> list[str]:
    now = NAMES + column * (row.now - 0.5) if row.now else None
    target = NAMES + column * (row.target - 0.5) if row.target else None
    parts = []
    if now and target and now != target:
        parts.append(line(now, middle, target, middle, colour=BRAND, width=2, dashed=True))
    if target:
        parts.append(diamond(target, middle))
    if now:
        parts.append(dot(now, middle, 4 if now == target else 7))
    else:
        words = "Not decided"
        parts += [box(NAMES + 2, middle - 9, 70, 18, PAPER), text(NAMES + 4, middle + 4, words, size=SMALL, fill=QUIET)]
    return parts


def _told(row: Standing, levels: Sequence[str]) -> str:
    now = levels[row.now - 1] if row.now else "not decided"
    return f"{now}, target {levels[row.target - 1]}" if row.target else now


def heat_map(title: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Heat]]]) -> Chart:
    """Return how much of each column is true for each row; each cell says its share, and where the force is."""
    high, column = 46, (WIDTH - NAMES) / max(len(columns), 1)
    top, heads = _heads(columns, column)
    parts, told = [heads], []
    for n, (name, cells) in enumerate(rows):
        y = top + high * n
        parts.append(lines(0, y + high / 2, wrapped(name, NAMES - 8, most=3, size=SMALL), size=SMALL))
        parts += [_heat(cell, NAMES + column * at, y, column, high) for at, cell in enumerate(cells)]
        said = (f"{head} {_said(cell)}" for head, cell in zip(columns, cells, strict=True) if cell.words)
        told.append(f"{name}: {', '.join(said) or 'nothing to judge'}")
    foot = top + high * len(rows)
    key = "Striped: not judged. Dashed edge: target."
    parts.append(text(NAMES, foot + 20, key, size=SMALL, fill=QUIET))
    return chart(title, f"{'; '.join(told)}." if told else "No criteria.", foot + 30, parts)


def _heat(cell: Heat, x: float, y: float, width: float, height: float) -> str:
    if not cell.words:
        return ""
    fill = "url(#hatch)" if cell.percent is None else tint(cell.percent)
    ink = tint_ink(fill)
    drawn = box(x + 1, y + 1, width - 2, height - 2, fill, edge=RULE)
    if cell.is_target:
        drawn += box(x + 4, y + 4, width - 8, height - 8, "none", edge=ink, dashed=True)
    marks = " and ".join(name for name, holds in (("Now", cell.is_now), ("target", cell.is_target)) if holds)
    said = [cell.words, marks[:1].upper() + marks[1:]] if marks else [cell.words]
    return drawn + "".join(
        lines(
            x + width / 2,
            y + height / 2 + 13 * (n - (len(said) - 1) / 2),
            [each],
            size=11,
            fill=ink,
            bold=bool(n),
            at="middle",
        )
        for n, each in enumerate(said)
    )


def _said(cell: Heat) -> str:
    marks = [name for name, holds in (("now", cell.is_now), ("target", cell.is_target)) if holds]
    return f"{cell.words} ({' and '.join(marks)})" if marks else cell.words


def distribution(title: str, counts: Sequence[tuple[str, int, bool]]) -> Chart:
    """Return a bar for each (name, count, whether it is decided); each says its number."""
    high, most = 30, max((count for _, count, _ in counts), default=0) or 1
    room, parts = WIDTH - NAMES - 40, []
    for n, (name, count, decided) in enumerate(counts):
        y = 8 + high * n
        parts.append(lines(0, y + high / 2, wrapped(name, NAMES - 8, most=1)))
        long = room * count / most
        if count:
            parts.append(box(NAMES, y + 5, long, high - 10, BRAND if decided else "url(#hatch)", edge=BRAND))
        parts.append(lines(NAMES + long + 8, y + high / 2, [str(count)], bold=True))
    foot = 8 + high * len(counts)
    parts.append(line(NAMES, 8, NAMES, foot, colour=INK))
    told = "; ".join(f"{name}: {count}" for name, count, _ in counts)
    return chart(title, f"{told}.", foot + 8, parts)


def progress(
    title: str, levels: Sequence[str], rounds: Sequence[str], rows: Sequence[tuple[str, Sequence[int | None]]]
) -> Chart:
    """Return each criterion's level in each round of one edition, from 1; None leaves a gap in its line."""
    high, column = 24 + 14 * len(levels), (WIDTH - NAMES) / max(len(rounds), 1)
    top, heads = _heads(rounds, column)
    parts, told = [heads], []
    for n, (name, ranks) in enumerate(rows):
        y = top + high * n
        parts += [line(0, y, WIDTH, y), lines(0, y + high / 2, wrapped(name, NAMES - 8, most=3))]
        points = [_point(at, rank, y + high, column) for at, rank in enumerate(ranks)]
        for one, next_one in pairwise(points):
            if one and next_one:
                parts.append(line(*one, *next_one, colour=BRAND, width=2))
        for at, (point, rank) in enumerate(zip(points, ranks, strict=True)):
            parts += _marked(point, NAMES + column * (at + 0.5), y + high / 2, levels[rank - 1] if rank else "", column)
        said = (
            f"{each} {levels[rank - 1] if rank else 'not decided'}" for each, rank in zip(rounds, ranks, strict=True)
        )
        told.append(f"{name}: {', '.join(said)}")
    foot = top + high * len(rows)
    parts.append(line(0, foot, WIDTH, foot))
    return chart(title, f"{'; '.join(told)}." if told else "No criteria.", foot + 8, parts)


def _point(at: int, rank: int | None, foot: float, column: float) -> tuple[float, float] | None:
    return (NAMES + column * (at + 0.5), foot - 10 - 14 * (rank - 1)) if rank else None


def _marked(point: tuple[float, float] | None, x: float, middle: float, name: str, column: float) -> list[str]:
    if point is None:
        return [lines(x, middle, ["Not decided"], size=11, fill=QUIET, at="middle")]
    label = wrapped(name, column, most=1, size=11)[0]
    return [text(point[0], point[1] - 8, label, size=11, at="middle", over=True), dot(*point, 4)]


def _heads(names: Sequence[str], column: float) -> tuple[float, str]:
    """Return the height that the columns' names take, and the names standing on its foot."""
    words = [wrapped(name, column - 6, most=3, size=SMALL) for name in names]
    foot = 14.0 * max(map(len, words), default=0) + 12
    drawn = [
        text(NAMES + column * (n + 0.5), foot - 8 - 14 * up, each, size=SMALL, bold=True, at="middle")
        for n, lined in enumerate(words)
        for up, each in enumerate(reversed(lined))
    ]
    return foot, "".join(drawn)
