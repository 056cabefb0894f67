"""What is still open about an assessment that is about to be closed. Plain Python: a gap report in, lists out."""

from dataclasses import dataclass

from assessments.gap.report import GapReport
from assessments.gap.row import GapRow


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Criteria of which something is open: not judged, not decided, not backed by evidence, or claimed."""

    unjudged: tuple[GapRow, ...]
    undecided: tuple[GapRow, ...]
    unbacked: tuple[GapRow, ...]
    marked: tuple[GapRow, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.unjudged or self.undecided or self.unbacked or self.marked)


def unfinished(report: GapReport) -> Unfinished:
    """Return what is open in a report, in its order; a criterion stands in each list where it belongs."""
    return Unfinished(
        unjudged=tuple(row for row in report.rows if row.scored and row.judged < row.total),
        undecided=tuple(row for row in report.rows if row.scored and row.takes_level and row.now is None),
        unbacked=tuple(row for row in report.rows if row.unbacked),
        marked=tuple(row for row in report.rows if row.marks),
    )
