"""What the demo force's monitoring portal lists: made up, as many of each type as a published one, 17, 139 and 38.

Which items made up the difference was never published. These differ as registers and portals do, mostly in time.
"""

import datetime
from collections.abc import Iterator

from accounts.models import Force, User
from inspections.finding.lifecycle import State
from inspections.models import Finding, PortalImport
from inspections.portal_check.differences import AGREES, Difference, Status
from inspections.portal_check.page import reconciliation_of
from inspections.portal_check.settle import explain
from reports.readers.lines import Line

CAUSE, REC, AFI = Finding.Kind.CAUSE_OF_CONCERN, Finding.Kind.RECOMMENDATION, Finding.Kind.AFI
STATUS_OF = {state: status for status, states in AGREES.items() for state in states}
# The references of the newest inspection, and of the line that is listed twice.
EXPLAINED = ("NT6", "CD")
# How many of each: recommendations 158 - 13 - 9 + 2 + 1 = 139; areas for improvement 37 - 1 + 2 = 38.
NOT_LISTED_YET, CLOSED_THERE, STILL_LIVE_THERE = 13, 9, 2
NOT_TAKEN_UP, REWORDED, OTHER_DUE, RENUMBERED = 6, 4, 5, 2
LATER = datetime.timedelta(days=28)
WHY = {
    Difference.ONLY_OURS: "Made-up explanation: issued days before the export; the portal lists new ones monthly.",
    Difference.DUPLICATE: "Made-up explanation: the liaison lead was told, and will take the second line off.",
}


def make_portal(force: Force, *, on: datetime.date, by: User, at: datetime.datetime) -> PortalImport:
    """Bring the portal's export in as at that day, and explain some of the differences."""
    register = Finding.objects.filter(force=force).as_at(on).select_related("inspection").order_by("reference", "pk")
    lines = [Line(number, values) for number, values in enumerate(_listed(list(register)), 2)]
    made = PortalImport.objects.take_in(lines, force=force, on=on, name="Portal export (fictional).csv", by=by, at=at)
    result = reconciliation_of(made)
    for difference, note in WHY.items():
        known = [pair for pair in result.of(difference) if pair.reference.startswith(EXPLAINED)]
        explain(made, known, note=note, by=by, at=at)
    return made


def _listed(findings: list[Finding]) -> Iterator[dict[str, object]]:
    """Yield the portal's lines: most as the register has them, and each way of differing a few times."""
    recs = [finding for finding in findings if finding.kind == REC]
    opened = [rec for rec in recs if rec.state == State.OPEN]
    newest = sorted(opened, key=_newest_first)[:NOT_LISTED_YET]
    listed = [rec for rec in opened if rec not in newest]
    submitted = [rec for rec in recs if rec.state == State.SUBMITTED]
    closed = [rec for rec in recs if rec.state == State.CLOSED]
    behind = [*submitted[CLOSED_THERE : CLOSED_THERE + NOT_TAKEN_UP], *closed[:STILL_LIVE_THERE]]
    due = [finding for finding in findings if finding.due_on and finding.kind == AFI]
    causes = [finding for finding in findings if finding.kind == CAUSE]
    renumbered = {cause: f"HM-{place}" for place, cause in enumerate(causes[-RENUMBERED:], 1)}
    dropped = next(finding for finding in reversed(findings) if finding.kind == AFI and finding.state == State.OPEN)
    for finding in findings:
        if finding in newest or finding == dropped:
            continue
        line = _line(finding) | {"reference": renumbered.get(finding, finding.reference)}
        if finding in submitted[:CLOSED_THERE]:
            line["status"] = Status.COMPLETE
        elif finding in behind:
            line["status"] = Status.PROGRESSED
        elif finding in listed[:REWORDED]:
            line["text"] = f"By the end of the year: {finding.text}"
        if finding.due_on and finding in due[:OTHER_DUE]:
            line["due_on"] = finding.due_on + LATER
        yield line
    yield _line(listed[0]) | {"text": f"By the end of the year: {listed[0].text}"}
    yield _line(dropped) | {"reference": "HM-3", "text": f"Reworded: {dropped.text}"}
    yield _line(dropped) | {
        "reference": "HM-4",
        "text": "Made up for the portal alone, on firearms licences (fictional).",
    }


def _newest_first(finding: Finding) -> tuple[int, str]:
    published = finding.inspection.published_on
    return -published.toordinal() if published else 0, finding.reference


def _line(finding: Finding) -> dict[str, object]:
    return {
        "reference": finding.reference,
        "kind": finding.kind,
        "text": finding.text,
        "status": STATUS_OF[finding.state],
        "due_on": finding.due_on,
        "inspection": finding.inspection.title,
    }
