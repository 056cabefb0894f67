"""The text of each page of a PDF as Chromium writes it, with how high it stands. Enough for these tests, no more."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.S)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
OPERATION = re.compile(
    rb"(?P<q>\bq\b)|(?P<Q>\bQ\b)|(?P<matrix>(?:-?[\d.]+\s+){6})(?P<op>cm|Tm)\b|/(?P<font>\w+) [\d.]+ Tf"
    rb"|<(?P<hex>[0-9a-fA-F]*)>(?=[^\[\]]*T[jJ]|[^\]]*\]\s*TJ)"
)


def pages(pdf: bytes) -> list[list[tuple[float, str]]]:
    """Return every page's rows of text from its head to its foot: how high each stands, 1 to 0, and its words."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    return [_rows(body, objects) for body in objects.values() if re.search(rb"/Type\s*/Page\b(?!s)", body)]


def _unpacked(body: bytes) -> bytes:
    stream = STREAM.search(body)
    return zlib.decompress(stream[1]) if stream else body


def _rows(page: bytes, objects: dict[int, bytes]) -> list[tuple[float, str]]:
    height = float(re.search(rb"/MediaBox\s*\[[\d.]+ [\d.]+ [\d.]+ ([\d.]+)\]", page)[1])
    listed = re.search(rb"/Font\s*<<(.*?)>>", page, re.S)
    fonts = {
        name: _letters(objects[int(number)], objects)
        for name, number in re.findall(rb"/(\w+) (\d+) 0 R", listed[1] if listed else b"")
    }
    content = _unpacked(objects[int(re.search(rb"/Contents (\d+) 0 R", page)[1])])
    rows, stack, place, base, font = {}, [], (1.0, 0.0), (1.0, 0.0), {}
    for step in OPERATION.finditer(content):
        if step["q"]:
            stack.append(base)
        elif step["Q"]:
            base = stack.pop()
        elif step["matrix"]:
            numbers = [float(each) for each in step["matrix"].split()]
            # Chromium neither turns nor slants text: a scale and a shift say how high it is.
            moved = (base[0] * numbers[3], base[1] + base[0] * numbers[5])
            base, place = (moved, place) if step["op"] == b"cm" else (base, moved)
        elif step["font"]:
            font = fonts.get(step["font"], {})
        else:
            code = step["hex"]
            words = "".join(font.get(code[at : at + 4].lower(), "") for at in range(0, len(code), 4))
            at = round(place[1] / height, 3)
            rows[at] = rows.get(at, "") + words
    return sorted(rows.items(), reverse=True)


def _letters(font: bytes, objects: dict[int, bytes]) -> dict[bytes, str]:
    """Return the letter of each glyph of a font, by its number in four digits."""
    named = re.search(rb"/ToUnicode (\d+) 0 R", font)
    if not named:
        return {}
    table, letters = _unpacked(objects[int(named[1])]), {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
        for glyph, letter in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
            letters[glyph.lower()] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, letter in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                letters[b"%04x" % (int(first, 16) + step)] = chr(int(letter, 16) + step)
    return letters
