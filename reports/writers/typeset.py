"""What typst makes of a template of ours and plain values: PDF, or pictures. Values go in as JSON, never as markup.

It works in a process of its own for each file. In a server's process it would keep hundreds of megabytes for the next
time, and hold up the pages meanwhile.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

FONTS = Path(__file__).parent.parent / "fonts"
PROGRAM = Path(__file__).with_name("typst_run.py")
LONGEST = 60
PICTURES = b"""
#let given = json(bytes(sys.inputs.values))
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#given.svgs.map(svg => image(bytes(svg), format: "svg")).join(pagebreak())
"""


class NotMade(Exception):
    """Typst refused the template or the values; the message is its own."""


def pdf(template: bytes, values: Mapping[str, object], *, at: int) -> bytes:
    """Return a tagged PDF (PDF/UA-1); `at` is its date in seconds since 1970. Raises NotMade."""
    options = {"format": "pdf", "pdf_standards": ["ua-1"], "timestamp": at}
    return _made(template, values, options)[0]


def pictures(svgs: Sequence[str], *, ppi: int = 160) -> list[bytes]:
    """Return drawings as PNG at so many dots an inch, on white. Raises NotMade."""
    return _made(PICTURES, {"svgs": list(svgs)}, {"format": "png", "ppi": ppi}) if svgs else []


def picture(svg: str, *, ppi: int = 160) -> bytes:
    """Return one drawing as PNG. Raises NotMade."""
    return pictures([svg], ppi=ppi)[0]


def _made(template: bytes, values: Mapping[str, object], options: Mapping[str, object]) -> list[bytes]:
    job = {"template": template.decode(), "values": values, "options": options, "fonts": str(FONTS)}
    # The same Python, in isolation: no folder or variable of the server's can put another module in its way.
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", str(PROGRAM)],
        input=json.dumps(job).encode(),
        capture_output=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        raise NotMade(done.stderr.decode(errors="replace")[-2000:])
    return [base64.b64decode(page) for page in json.loads(done.stdout)]
