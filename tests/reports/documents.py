"""A document with one of everything, and texts that somebody might mean harm with."""

import datetime

from reports.document import Bullets, Chart, Document, Heading, PageBreak, Paragraph, Table

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 120" width="400" height="120" role="img">'
    "<title>A chart</title><desc>Two bars</desc>"
    '<rect x="10" y="10" width="200" height="30" fill="#12394a"/>'
    '<text x="10" y="70" font-family="\'Source Sans 3\'" font-size="14">Leadership</text></svg>'
)
HOSTILE = "=cmd|' /C calc'!A0 #import \"x\" *bold* <img src=x onerror=alert(1)> {{ 7 }} \\u{41} $x$ @ref & \x07 end"
# What is left of it in a file of words: all but the bell.
PRINTED = HOSTILE.replace("\x07", "")
ROWS = (
    ("Leadership", 3, datetime.date(2026, 3, 5), None),
    (HOSTILE, 1234, 0.5, "Two\nlines"),
)
TEXTS = (
    ("Leadership", "3", "5 March 2026", ""),
    (PRINTED, "1,234", "0.5", "Two\nlines"),
)
NARROW = Table("Where it stands", ("Criterion", "Level", "Due", "Note"), ROWS, widths=(40, 10, 20, 30))
WIDE = Table("Every statement", ("No.", *"ABCDEF"), tuple((n, *("text " * 8,) * 6) for n in range(60)), wide=True)


def document(**changes) -> Document:
    blocks = (
        Heading("Summary"),
        Paragraph("What it says."),
        Bullets(("One point", "Another & more")),
        NARROW,
        Chart(SVG, "Two bars: Leadership is at 3"),
        PageBreak(),
        Heading("Statements", 1),
        Heading("All of them", 2),
        WIDE,
        Paragraph("Small print.", quiet=True),
        Heading("Afterwards"),
        Paragraph("Upright again."),
    )
    values = {
        "title": "Gap report",
        "kind": "gap-report",
        "force": "Northshire Police",
        "marking": "OFFICIAL-SENSITIVE",
        "disclosable": False,
        "author": "Inspection lead",
        "version": "Revision 7",
        "on": datetime.date(2026, 11, 22),
        "blocks": blocks,
        "about": "ci-sam",
        "subtitle": "Whole force, autumn 2026",
    }
    return Document(**(values | changes))
