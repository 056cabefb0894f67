"""The demo force's calendar, the PCC's comments on its made-up reports, and a drafted paper to its board.

The dates have the order and the gaps of those that a force once published, moved to the day on which the demo is made.
"""

import datetime

from accounts.models import Force, User
from home.demo_register import DAY, moved
from inspections.board_paper.page import draft_of
from inspections.calendar.periods import Precision
from inspections.models import (
    BoardMeeting,
    BoardPaper,
    Finding,
    GovernanceBoard,
    Inspection,
    KeyDate,
    PaperSection,
    PccResponse,
    RecommendationResponse,
)
from inspections.models.pcc_responses import PERIOD_DAYS
from inspections.register.table import default_since

Kind = KeyDate.Kind
TO_THE_DAY, TO_THE_MONTH = Precision.DAY, Precision.MONTH
# Kind, what happens, how exact, the first day, the last.
DATES = (
    (Kind.WINDOW, "Evidence gathering window opens", TO_THE_DAY, (2021, 10, 4), None),
    (Kind.PARM, "PARM with the Force Liaison Lead", TO_THE_DAY, (2022, 9, 5), None),
    (Kind.FINAL_EVIDENCE, "Final evidence collection, four weeks", TO_THE_DAY, (2022, 10, 3), (2022, 10, 30)),
    (Kind.DEBRIEF, "Force debrief", TO_THE_MONTH, (2022, 11, 14), None),
    (Kind.PUBLICATION, "Report publication", TO_THE_MONTH, (2023, 2, 14), None),
    (Kind.PLANNED, "Serious organised crime inspection (fictional)", TO_THE_DAY, (2022, 1, 17), None),
    (Kind.PLANNED, "Serious youth violence inspection (fictional)", TO_THE_DAY, (2022, 1, 31), (2022, 2, 3)),
    (Kind.PLANNED, "Super-complaint review (fictional)", TO_THE_MONTH, (2022, 2, 14), None),
    (Kind.PLANNED, "Custody revisit (fictional)", TO_THE_MONTH, (2022, 5, 14), (2022, 6, 14)),
    (Kind.THEMATIC, "Digital forensics (fictional)", TO_THE_MONTH, (2022, 3, 14), None),
)
NEXT_MEETING, ANSWERED_AFTER = 12, 41
CLOSING = "Those of the newest report have no owner yet; the board chooses one at this meeting."


def make_calendar(force: Force, people: dict[str, User], *, on: datetime.date, at: datetime.datetime) -> None:
    """Give the demo force its key dates, its next meeting, and the comments on its older reports."""
    lead = next(iter(people.values()))
    # Whole weeks, so that what was on a Monday still is.
    later = datetime.timedelta(weeks=round((on - DAY.date()).days / 7))
    KeyDate.objects.bulk_create(
        KeyDate(
            force=force,
            kind=kind,
            title=title,
            precision=precision,
            on=moved(first, later),
            until=moved(last, later) if last else None,
            by=lead,
            changed_at=at,
        )
        for kind, title, precision, first, last in DATES
    )
    board = GovernanceBoard.objects.filter(force=force).order_by("pk")[0]
    BoardMeeting.objects.create(
        board=board, on=on + datetime.timedelta(days=NEXT_MEETING), note="Executive meeting room", by=lead
    )
    _comments(force, by=lead, on=on, at=at)
    _paper(board, by=lead, on=on, at=at)


def _paper(board: GovernanceBoard, *, by: User, on: datetime.date, at: datetime.datetime) -> None:
    """Draft a paper to the board's next meeting; all but its conclusion says what the figures say."""
    force = board.force
    paper = BoardPaper.objects.create(
        force=force,
        board=board,
        meeting=board.meetings.filter(on__gt=on).order_by("on").first(),
        title="Inspection update to the board",
        on=on,
        since=default_since(force, on),
        author="Inspection lead",
        made_by=by,
        made_at=at,
    )
    shown = draft_of(paper).drafted[PaperSection.Key.CONCLUSION]
    paper.write(PaperSection.Key.CONCLUSION, text=f"{shown} {CLOSING}", drafted=shown, version=0, by=by, at=at)


def _comments(force: Force, *, by: User, on: datetime.date, at: datetime.datetime) -> None:
    """Record comments on every report whose time for them ended more than a week ago, with all recommendations."""
    long_ago, after = on - datetime.timedelta(days=PERIOD_DAYS + 7), datetime.timedelta(days=ANSWERED_AFTER)
    old = list(Inspection.objects.filter(force=force, published_on__lt=long_ago).order_by("published_on", "pk"))
    PccResponse.objects.bulk_create(
        PccResponse(inspection=report, responded_on=report.published_on + after, by=by, changed_at=at)
        for report in old
        if report.published_on
    )
    responses = {response.inspection_id: response for response in PccResponse.objects.filter(inspection__in=old)}
    asked = Finding.objects.filter(inspection__in=old, kind=Finding.Kind.RECOMMENDATION).order_by("pk")
    RecommendationResponse.objects.bulk_create(
        RecommendationResponse(
            response=responses[finding.inspection_id],
            finding=finding,
            stance=RecommendationResponse.Stance.ACTION,
            text="Made up: the force has a plan, and the commissioner asks about it every month.",
        )
        for finding in asked
    )
