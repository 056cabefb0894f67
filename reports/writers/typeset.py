"""What typst makes of a template of ours and plain values: PDF, or a picture. Values go in as JSON, never as markup."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import typst

FONTS = Path(__file__).parent.parent / "fonts"
# There is nothing in it that a template could read but the licence and the letters themselves.
ROOT = FONTS
PICTURE = b"""
#let drawing = json(bytes(sys.inputs.values))
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(drawing.svg), format: "svg")
"""


def pdf(template: bytes, values: Mapping[str, object], *, at: int) -> bytes:
    """Return a tagged PDF (PDF/UA-1); `at` is its date in seconds since 1970. Raises TypstError."""
    return typst.compile(template, format="pdf", pdf_standards=["ua-1"], timestamp=at, **_given(values))


def picture(svg: str, *, ppi: int = 160) -> bytes:
    """Return a drawing as PNG at so many dots an inch, on white. Raises TypstError."""
    return typst.compile(PICTURE, format="png", ppi=ppi, **_given({"svg": svg}))


def _given(values: Mapping[str, object]) -> dict:
    given = {"values": json.dumps(values, ensure_ascii=False)}
    return {"root": ROOT, "font_paths": _fonts(), "ignore_system_fonts": True, "sys_inputs": given}


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
