"""Parts of a page that are rendered from the whole gap report, to be cached."""

import datetime

from django.template.loader import render_to_string

from assessments.gap.report import gap_report
from assessments.models import Assessment


def report_parts(
    assessment: Assessment, capability: str, parts: tuple[str, ...], *, on: datetime.date, **context
) -> dict[str, str]:
    """Return the named parts of a capability's page, rendered from the report of that day, with the page's `name`."""
    context |= {"assessment": assessment, "report": gap_report(assessment, on=on), "today": on}
    rendered = {part: render_to_string(f"assessments/{capability}/_{part}.html", context) for part in parts}
    return {"name": f"{assessment.force}: {assessment}", **rendered}


def revision_of(assessment: Assessment) -> tuple[int, int]:
    """Return what counts the changes of an assessment: of its answers, and of what stands beside them."""
    return assessment.revision, assessment.plan_revision
