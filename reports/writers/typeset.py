"""What typst makes of a template of ours and plain values: PDF, or pictures. Values go in as JSON, never as markup.

It keeps hundreds of megabytes for the next time, so it works in the process of one file only: see press.py.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).parent.parent / "fonts"
PICTURES = b"""
#let given = json(bytes(sys.inputs.values))
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#given.svgs.map(svg => image(bytes(svg), format: "svg")).join(pagebreak())
"""


def pdf(template: bytes, values: Mapping[str, object], *, at: int) -> bytes:
    """Return a tagged PDF (PDF/UA-1); `at` is its date in seconds since 1970. Raises typst.TypstError."""
    return _made(template, values, format="pdf", pdf_standards=["ua-1"], timestamp=at)[0]


def pictures(svgs: Sequence[str], *, ppi: int = 160) -> list[bytes]:
    """Return drawings as PNG at so many dots an inch, on white. Raises typst.TypstError."""
    return _made(PICTURES, {"svgs": list(svgs)}, format="png", ppi=ppi) if svgs else []


def picture(svg: str, *, ppi: int = 160) -> bytes:
    """Return one drawing as PNG. Raises typst.TypstError."""
    return pictures([svg], ppi=ppi)[0]


def _made(template: bytes, values: Mapping[str, object], **options) -> list[bytes]:
    # There is nothing in that folder that a template could read but letters and their licence.
    folder: dict[str, Any] = {"root": str(FONTS), "font_paths": _letters(), "ignore_system_fonts": True}
    made: Any = typst.compile(template, sys_inputs={"values": json.dumps(values)}, **folder, **options)
    return made if isinstance(made, list) else [made]


@lru_cache(maxsize=1)
def _letters() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
