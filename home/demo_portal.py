"""What the demo force's monitoring portal lists: made up, so that it comes to a published portal's 17, 139 and 38.

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
    found = list(Finding.objects.filter(force=force).as_at(on).select_related("inspection").order_by("reference", "pk"))
    lines = [Line(number, values) for number, values in enumerate(_listed(found), 2)]
    made = PortalImport.objects.take_in(lines, force=force, on=on, name="Portal export (fictional).csv", by=by, at=at)
    result = reconciliation_of(made)
    for difference, note in WHY.items():
        known = [each for each in result.of(difference) if each.reference.startswith(EXPLAINED)]
        explain(made, known, note=note, by=by, at=at)
    return made


def _listed(found: list[Finding]) -> Iterator[dict[str, object]]:
    """Yield the portal's lines: most as the register has them, and each way of differing a few times."""
    recs = [each for each in found if each.kind == REC]
    opened = sorted((each for each in recs if each.state == State.OPEN), key=_newest_first)
    newest = opened[:NOT_LISTED_YET]
    submitted = [each for each in recs if each.state == State.SUBMITTED]
    closed_there = {each.pk for each in submitted[:CLOSED_THERE]}
    not_taken_up = {each.pk for each in submitted[CLOSED_THERE : CLOSED_THERE + NOT_TAKEN_UP]}
    live_there = {each.pk for each in [each for each in recs if each.state == State.CLOSED][:STILL_LIVE_THERE]}
    open_recs = [each for each in recs if each.state == State.OPEN and each not in newest]
    reworded = {each.pk for each in open_recs[:REWORDED]}
    other_due = {each.pk for each in [each for each in found if each.due_on and each.kind == AFI][:OTHER_DUE]}
    causes = [each for each in found if each.kind == CAUSE]
    renumbered = {each.pk: f"HM-{place}" for place, each in enumerate(causes[-RENUMBERED:], 1)}
    dropped = next(each for each in reversed(found) if each.kind == AFI and each.state == State.OPEN)
    for each in found:
        if each in newest or each == dropped:
            continue
        line = _line(each)
        if each.pk in closed_there:
            line["status"] = Status.COMPLETE
        elif each.pk in not_taken_up or each.pk in live_there:
            line["status"] = Status.PROGRESSED
        elif each.pk in reworded:
            line["text"] = f"By the end of the year: {each.text}"
        if each.pk in other_due:
            line["due_on"] = each.due_on + LATER if each.due_on else None
        yield {**line, "reference": renumbered.get(each.pk, each.reference)}
    yield _line(open_recs[0]) | {"text": f"By the end of the year: {open_recs[0].text}"}
    yield _line(dropped) | {"reference": "HM-3", "text": f"Reworded: {dropped.text}"}
    yield _line(dropped) | {
        "reference": "HM-4",
        "text": "Made up for the portal alone, on firearms licences (fictional).",
    }


def _newest_first(each: Finding) -> tuple[int, str]:
    published = each.inspection.published_on
    return -published.toordinal() if published else 0, each.reference


def _line(each: Finding) -> dict[str, object]:
    return {
        "reference": each.reference,
        "kind": each.kind,
        "text": each.text,
        "status": STATUS_OF[each.state],
        "due_on": each.due_on,
        "inspection": each.inspection.title,
    }
