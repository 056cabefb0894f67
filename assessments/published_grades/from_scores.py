"""Reports made of grades as they used to be recorded: on one assessment each, with a day and an address alone.

Rows in, reports out, written where the caller says: a migration moves what an installation holds, and a restore what a
backup holds.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class ScoredGrade(NamedTuple):
    """One grade as it stood on an assessment; all but the days and the address are keys."""

    force: int
    edition: int
    published_on: datetime.date
    link: str
    criterion: int
    level: int
    by: int
    at: datetime.datetime


@dataclass(slots=True)
class ScoredReport:
    """The report that grades of one day come from: its level for each question, by key; who recorded it last, when."""

    force: int
    edition: int
    published_on: datetime.date
    title: str
    link: str
    by: int
    at: datetime.datetime
    levels: dict[int, int] = field(default_factory=dict)

    def takes(self, grade: ScoredGrade) -> bool:
        """Return whether the grade may come from this report: no other address, and no other grade of the question."""
        same_link = not (self.link and grade.link) or self.link == grade.link
        return same_link and self.levels.get(grade.criterion, grade.level) == grade.level


def reports_of(grades: Iterable[ScoredGrade]) -> list[ScoredReport]:
    """Return the reports that the grades come from; none of the grades is lost.

    What several rounds say alike is one report. Where rounds say otherwise of one day, each has a report, and the one
    that was recorded last comes last: it counts.
    """
    found: dict[tuple[int, int, datetime.date], list[ScoredReport]] = {}
    for grade in sorted(grades, key=lambda grade: grade.at):
        of_day = found.setdefault((grade.force, grade.edition, grade.published_on), [])
        report = next((report for report in of_day if report.takes(grade)), None)
        if report is None:
            report = _empty(grade, len(of_day) + 1)
            of_day.append(report)
        report.levels[grade.criterion] = grade.level
        report.link, report.by, report.at = report.link or grade.link, grade.by, grade.at
    return [report for of_day in found.values() for report in sorted(of_day, key=lambda report: report.at)]


def put(reports: Iterable[ScoredReport], *, report_model: Any, grade_model: Any) -> None:
    """Write the reports with their grades to these tables: a migration's, or those of now."""
    for report in reports:
        made = report_model.objects.create(
            force_id=report.force,
            edition_id=report.edition,
            title=report.title,
            published_on=report.published_on,
            link=report.link,
            by_id=report.by,
            at=report.at,
        )
        grade_model.objects.bulk_create(
            grade_model(report=made, criterion_id=criterion, level_id=level)
            for criterion, level in report.levels.items()
        )


def _empty(grade: ScoredGrade, number: int) -> ScoredReport:
    day = grade.published_on
    title = f"Report published on {day.day} {day:%B %Y}"
    return ScoredReport(
        force=grade.force,
        edition=grade.edition,
        published_on=day,
        title=f"{title} ({number})" if number > 1 else title,
        link=grade.link,
        by=grade.by,
        at=grade.at,
    )
