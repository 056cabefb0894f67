"""One published grade as a value. Plain Python."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from frameworks.content import Step


@dataclass(frozen=True, slots=True)
class Published:
    """One grade of one question, and the report that it comes from."""

    level: Step
    report: str
    on: datetime.date
    link: str

    @property
    def source(self) -> str:
        """The report and its day: PEEL 2023-25, 5 May 2026."""
        return f"{self.report}, {self.on.day} {self.on:%B %Y}"

    @property
    def words(self) -> str:
        """The grade with where it comes from: Good (PEEL 2023-25, 5 May 2026)."""
        return f"{self.level.name} ({self.source})"


def first_since(grades: Sequence[Published], day: datetime.date) -> Published | None:
    """Return the first grade of a question published on that day or after; None where all were out before.

    `grades` are in the order of their days.
    """
    return next((grade for grade in grades if grade.on >= day), None)


def heading(*, of_whole_force: bool) -> str:
    """Return what published grades stand under: they are the whole force's, whatever unit a page is about."""
    return "Published" if of_whole_force else "Published for the whole force"
