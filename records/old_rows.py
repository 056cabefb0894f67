"""Rows of older versions that have another place now: taken out of a backup's tables, and put where they belong."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.dateparse import parse_date, parse_datetime

from assessments.models import Assessment, PublishedGrade, PublishedReport
from assessments.published_grades.from_scores import ScoredGrade, put, reports_of

# Columns that are no more, by table; what they said is put elsewhere.
FORMER_COLUMNS = {"assessments_score": frozenset({"published_on", "link"})}
PUBLISHED = "published"


class Table(NamedTuple):
    """A table of a backup as it is now: its columns, and its rows as lines."""

    columns: list[str]
    lines: Iterable[bytes]


def as_it_is_now(table: str, columns: list[str], lines: Iterable[bytes], elsewhere: list[dict[str, Any]]) -> Table:
    """Return a backup's table without what is no more; rows that belong elsewhere now are added to `elsewhere`."""
    former = FORMER_COLUMNS.get(table, frozenset())
    if not former & set(columns):
        return Table(columns, lines)
    return Table([name for name in columns if name not in former], _scores(columns, lines, former, elsewhere))


def put_in_place(published: list[dict[str, Any]]) -> None:
    """Make reports with their grades of the published grades that stood among the levels of assessments."""
    wanted = {row["assessment_id"] for row in published}
    owners = {
        pk: about for pk, *about in Assessment.objects.filter(pk__in=wanted).values_list("pk", "force", "edition")
    }
    grades = (_grade(row, *owners[row["assessment_id"]]) for row in published)
    put(reports_of(grades), report_model=PublishedReport, grade_model=PublishedGrade)


def _scores(
    columns: list[str], lines: Iterable[bytes], former: frozenset[str], elsewhere: list[dict[str, Any]]
) -> Iterator[bytes]:
    for line in lines:
        row = dict(zip(columns, json.loads(line), strict=True))
        if row["source"] == PUBLISHED:
            elsewhere.append(row)
        else:
            yield json.dumps([value for name, value in row.items() if name not in former]).encode()


def _grade(row: dict[str, Any], force: int, edition: int) -> ScoredGrade:
    published_on, at = parse_date(row["published_on"]), parse_datetime(row["at"])
    if published_on is None or at is None:
        raise ValueError("A published grade of the backup has no day.")
    return ScoredGrade(
        force=force,
        edition=edition,
        published_on=published_on,
        link=row["link"],
        criterion=row["criterion_id"],
        level=row["level_id"],
        by=row["by_id"],
        at=at,
    )
