"""How long a workbook of 2,000 statements takes to come in: from the bytes of the file to a draft in the database."""

import datetime
from time import perf_counter

from bench.speed.table import Held

EACH, LEVELS = 10, 4
LIMIT = 5


def workbook(criteria: int) -> Held:
    """Return the limit as it was measured with so many criteria. The draft is taken away again."""
    from frameworks.files.read import import_file
    from frameworks.files.workbook import edition_workbook
    from reports.writers.xlsx import xlsx_bytes

    content = xlsx_bytes(
        edition_workbook(_edition(criteria), on=datetime.date(2026, 11, 22), author="Framework administrator")
    )
    began = perf_counter()
    edition, _ = import_file("edition.xlsx", content)
    took = perf_counter() - began
    framework = edition.framework
    edition.delete()
    framework.delete()
    what = f"Workbook of {criteria * EACH * LEVELS:,} statements brought in, {len(content) / 1000:.0f} kB"
    return Held(what, f"{took:.1f} s", f"{LIMIT} s", took <= LIMIT)


def _edition(criteria: int):
    from frameworks.files.edition_values import WrittenCriterion, WrittenEdition, WrittenLevel, WrittenStatement

    levels = tuple(WrittenLevel(f"level-{rank}", f"Level {rank}", rank) for rank in range(1, LEVELS + 1))
    codes = [str(place) for place in range(1, criteria + 1)]
    about = dict.fromkeys(("publisher", "licence", "attribution", "label", "source", "notes"), "Measured")
    return WrittenEdition(
        slug="measured-workbook",
        title="Measured workbook",
        kind="maturity",
        published_on=None,
        supersedes="",
        rule="best_fit",
        **about,
        levels=levels,
        criteria=tuple(WrittenCriterion(code, "", f"Criterion {code}", "question", scored=True) for code in codes),
        statements=tuple(
            WrittenStatement(
                code, level.code, "descriptor", place, "", f"Of criterion {code}, {level.name}, {place}. " * 4
            )
            for code in codes
            for level in levels
            for place in range(1, EACH + 1)
        ),
    )
