"""Typst in a process of its own, started by typeset.py: what it keeps in memory for the next time goes with it.

Reads a job from standard input as JSON and writes what was made to standard output, as JSON of base64.
"""

import base64
import json
import os
import sys

import typst

# Pages that people wait for go first.
NICE = 5


def main() -> None:
    os.nice(NICE)
    job = json.load(sys.stdin)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[job["fonts"]])
    # There is nothing in that folder that a template could read but letters and their licence.
    given = {"root": job["fonts"], "font_paths": fonts, "ignore_system_fonts": True}
    made = typst.compile(
        job["template"].encode(), sys_inputs={"values": json.dumps(job["values"])}, **given, **job["options"]
    )
    pages = made if isinstance(made, list) else [made]
    json.dump([base64.b64encode(page).decode() for page in pages], sys.stdout)


if __name__ == "__main__":
    main()
